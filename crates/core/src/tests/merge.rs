//! Two pages that change one document at the same time: nothing that either of them did is lost, and both end with the same.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::app::dice::Dice;
use crate::app::library::document::{Document, Kind};
use crate::app::library::entry::{Entry, Folder, Value};
use crate::app::stored;
use crate::app::stored::{convert, v1};
use crate::ids::ItemId;
use crate::request::Request;
use crate::time::Time;
use crate::variables::Variable;

/// What somebody does in a page; the numbers choose among what is there.
#[derive(Debug, Clone)]
enum Act {
    AddRequest(usize),
    AddFolder(usize),
    AddVariable,
    Rename(usize, u8),
    ChangeUrl(usize, u8),
    Delete(usize),
    Move(usize, usize, usize),
    /// What was done so far is written: what comes then is a revision of its own.
    Save,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => any::<usize>().prop_map(Act::AddRequest),
        2 => any::<usize>().prop_map(Act::AddFolder),
        1 => Just(Act::AddVariable),
        3 => (any::<usize>(), any::<u8>()).prop_map(|(item, name)| Act::Rename(item, name)),
        4 => (any::<usize>(), any::<u8>()).prop_map(|(item, url)| Act::ChangeUrl(item, url)),
        2 => any::<usize>().prop_map(Act::Delete),
        3 => (any::<usize>(), any::<usize>(), any::<usize>()).prop_map(|(item, to, before)| Act::Move(item, to, before)),
        2 => Just(Act::Save),
    ]
}

/// A page with its version of the document.
struct Page {
    document: Document,
    dice: Dice,
    now: Time,
}

impl Page {
    fn new(document: &Document, seed: u64) -> Page {
        Page { document: document.clone(), dice: Dice::new(seed), now: Time(1_000_000_000 * seed) }
    }

    fn items(&self) -> Vec<ItemId> {
        let is_there =
            |entry: &&crate::app::shared::Shared<Entry>| entry.value.is_some() && entry.id != self.document.id;
        self.document.entries().iter().filter(is_there).map(|entry| entry.id).collect()
    }

    fn folders(&self) -> Vec<ItemId> {
        let is_folder = |id: &ItemId| matches!(self.document.value(*id), Some(Value::Folder(_)));
        [self.document.id].into_iter().chain(self.items().into_iter().filter(is_folder)).collect()
    }

    fn add(&mut self, parent: ItemId, value: Value) {
        let place = self.document.place_at_end(self.now, parent);
        self.document.add(Entry::new(self.dice.id(), place, value, self.dice.rev()));
    }

    fn act(&mut self, act: &Act) {
        self.now = self.now.plus_millis(1);
        let (items, folders) = (self.items(), self.folders());
        let item = |number: &usize| items.get(number % items.len().max(1)).copied();
        match act {
            Act::AddRequest(parent) => {
                let request = Request { name: format!("request {}", self.dice.rev()), ..Request::default() };
                self.add(folders[parent % folders.len()], Value::Request(Box::new(request)));
            }
            Act::AddFolder(parent) => {
                let folder = Folder { name: format!("folder {}", self.dice.rev()), notes: String::new() };
                self.add(folders[parent % folders.len()], Value::Folder(folder));
            }
            Act::AddVariable => {
                let variable = Variable { name: format!("variable {}", self.dice.rev()), ..Variable::default() };
                self.add(self.document.id, Value::Variable(variable));
            }
            Act::Rename(number, name) => {
                if let Some(id) = item(number)
                    && let Some(mut value) = self.document.value(id).cloned()
                {
                    value.set_name(format!("name {name} {}", self.dice.rev()));
                    self.document.set(self.now, id, Some(value), &mut self.dice);
                }
            }
            Act::ChangeUrl(number, url) => {
                if let Some(id) = item(number)
                    && let Some(request) = self.document.request(id)
                {
                    let request = Request { url: format!("ws://{url}/{}", self.dice.rev()), ..request.clone() };
                    self.document.set(self.now, id, Some(Value::Request(Box::new(request))), &mut self.dice);
                }
            }
            Act::Delete(number) => {
                for id in item(number).map(|id| self.document.subtree(id)).unwrap_or_default() {
                    self.document.set(self.now, id, None, &mut self.dice);
                }
            }
            Act::Move(number, to, before) => {
                if let Some(id) = item(number)
                    && !matches!(self.document.value(id), Some(Value::Variable(_)))
                {
                    let to = folders[to % folders.len()];
                    let siblings = self.document.children(to);
                    let before = siblings.get(before % (siblings.len() + 1)).copied();
                    self.document.put(self.now, id, to, before);
                }
            }
            Act::Save => self.document.stored(),
        }
    }

    fn run(mut self, acts: &[Act]) -> Document {
        acts.iter().for_each(|act| self.act(act));
        self.document.stored();
        self.document
    }
}

fn base(acts: &[Act]) -> Document {
    let document = Document::new(Time(0), Kind::Collection, ItemId(7), "Base", &mut Dice::new(3));
    Page::new(&document, 11).run(acts)
}

fn merged(mut into: Document, other: &Document) -> Document {
    into.merge(other);
    into.stored();
    into
}

/// What two versions have in common when they are the same: all but what only one page knows of itself.
fn essence(document: &Document) -> v1::Document {
    convert::from_document(document)
}

fn values(document: &Document) -> Vec<&Value> {
    document.entries().iter().filter_map(|entry| entry.value.as_ref()).collect()
}

/// Whether a value is in a document: as it is, as a second version, or joined with another one.
fn has(document: &Document, value: &Value) -> bool {
    values(document).into_iter().any(|other| match (value, other) {
        (Value::Request(value), Value::Request(other)) => {
            other.url == value.url && other.name.starts_with(value.title())
        }
        (Value::Folder(value), Value::Folder(other)) => other.name.contains(&value.name),
        (Value::Variable(value), Value::Variable(other)) => other.name == value.name,
        _ => false,
    })
}

fn check(common: &[Act], left: &[Act], right: &[Act]) {
    let base = base(common);
    let (left, right) = (Page::new(&base, 21).run(left), Page::new(&base, 22).run(right));
    let both = merged(left.clone(), &right);
    // Whoever merges, and however often, it becomes the same.
    assert_eq!(essence(&both), essence(&merged(right.clone(), &left)), "left into right");
    for version in [&base, &left, &right, &both] {
        assert_eq!(essence(&merged(both.clone(), version)), essence(&both), "merging again changes nothing");
        assert_eq!(essence(&merged(version.clone(), &both)), essence(&both), "an older version catches up");
    }
    for (ours, theirs) in [(&left, &right), (&right, &left)] {
        for entry in ours.entries() {
            let (before, other) = (base.get(entry.id), theirs.get(entry.id));
            let was_changed = before.is_none_or(|before| before.value != entry.value);
            let was_changed_there = other.map(|other| &other.value) != before.map(|before| &before.value);
            match &entry.value {
                Some(value) if was_changed => assert!(has(&both, value), "{value:?} is lost"),
                Some(_) => {}
                None if was_changed && !was_changed_there => {
                    assert!(both.value(entry.id).is_none(), "what one deleted and nobody changed is gone");
                }
                None => {}
            }
            let was_moved = before.is_some_and(|before| before.place != entry.place);
            let was_moved_there = before.map(|before| before.place) != other.map(|other| other.place);
            if was_moved && !was_moved_there {
                assert_eq!(both.get(entry.id).map(|entry| entry.place), Some(entry.place), "a move is kept");
            }
        }
    }
    // Everything that is there can be reached from the head.
    let reached: BTreeSet<ItemId> = both.subtree(both.id).into_iter().collect();
    for entry in both.entries() {
        let is_node = matches!(entry.value, Some(Value::Folder(_) | Value::Request(_)));
        assert!(!is_node || reached.contains(&entry.id), "{} is in no folder", entry.id);
    }
    let text = stored::write(&essence(&both));
    let read: v1::Document = stored::read(&text).expect("it was just written");
    assert_eq!(essence(&convert::to_document(Kind::Collection, read.clone())), read);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_edit_of_two_pages_is_kept(
        common in prop::collection::vec(act(), 0..12),
        left in prop::collection::vec(act(), 0..16),
        right in prop::collection::vec(act(), 0..16),
    ) {
        check(&common, &left, &right);
    }

    /// A page may read what is old, and write against it: as long as each merges what it hears, all end with the same.
    #[test]
    fn three_pages_in_any_order_end_with_the_same(
        common in prop::collection::vec(act(), 0..8),
        acts in prop::collection::vec(prop::collection::vec(act(), 0..8), 3),
        order in Just([0, 1, 2]).prop_shuffle(),
    ) {
        let base = base(&common);
        let pages: Vec<Document> = (31..).zip(&acts).map(|(seed, acts)| Page::new(&base, seed).run(acts)).collect();
        let together = |order: [usize; 3]| {
            let first = merged(pages[order[0]].clone(), &pages[order[1]]);
            merged(first, &pages[order[2]])
        };
        let (one, other) = (together([0, 1, 2]), together(order));
        // They may remember different traces, but not after they have heard of each other.
        prop_assert_eq!(essence(&merged(one.clone(), &other)), essence(&merged(other, &one)));
    }
}

#[test]
fn a_request_that_was_changed_twice_is_kept_twice() {
    let base = base(&[Act::AddRequest(0), Act::Save]);
    let left = Page::new(&base, 1).run(&[Act::ChangeUrl(0, 1)]);
    let right = Page::new(&base, 2).run(&[Act::ChangeUrl(0, 2)]);
    let both = merged(left, &right);
    let names: Vec<&str> = values(&both).into_iter().map(Value::name).collect();
    assert_eq!(names.iter().filter(|name| name.ends_with("(second version)")).count(), 1, "{names:?}");
    assert_eq!(names.len(), 3);
}
