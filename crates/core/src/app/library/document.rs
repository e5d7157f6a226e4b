//! A document: what is stored under one key. A collection, an environment, or the globals.

use super::entry::{Entry, Folder, Place, Revs, Value};
use crate::app::dice::Dice;
use crate::app::shared::Shared;
use crate::ids::ItemId;
use crate::request::Request;
use crate::time::Time;
use crate::variables::Variable;

/// How far apart neighbours are put, so that others fit between them.
const RANK_STEP: i64 = 1 << 20;
/// How long it is remembered what was deleted: a page that was away for longer may bring it back.
const FORGET_MILLIS: u64 = 30 * 86_400_000;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A tree of folders and requests, with variables.
    Collection,
    /// A set of variables, of which one is active.
    Environment,
    /// The variables that count everywhere.
    Globals,
}

impl Kind {
    /// All.
    pub const ALL: [Kind; 3] = [Kind::Collection, Kind::Environment, Kind::Globals];

    /// The first part of its keys.
    pub fn prefix(self) -> &'static str {
        match self {
            Kind::Collection => "collection",
            Kind::Environment => "environment",
            Kind::Globals => "globals",
        }
    }

    /// As it is called in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Collection => "collection",
            Kind::Environment => "environment",
            Kind::Globals => "globals",
        }
    }
}

/// What is stored under one key.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Who it is; also its head's id.
    pub id: ItemId,
    /// What it is.
    pub kind: Kind,
    /// Everything in it. Invariant: in the order of their ids, each once.
    entries: Vec<Shared<Entry>>,
    /// Whether it has changes that are not stored.
    pub is_dirty: bool,
    /// Whether it was ever stored, or read.
    pub was_stored: bool,
}

/// What merging two versions did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Merged {
    /// Whether this version has something that the other one had not.
    pub has_more: bool,
    /// How many things were changed on both sides.
    pub n_both: usize,
}

impl Document {
    /// A document with a head and nothing else.
    pub fn new(now: Time, kind: Kind, id: ItemId, name: &str, dice: &mut Dice) -> Document {
        let mut document = Document { id, kind, entries: Vec::new(), is_dirty: false, was_stored: false };
        let head = Folder { name: name.to_string(), notes: String::new() };
        let place = Place { since_millis: now.millis(), parent: ItemId(0), rank: now.millis() as i64 };
        document.add(Entry::new(id, place, Value::Folder(head), dice.rev()));
        document
    }

    /// A document that was read.
    pub fn read(kind: Kind, id: ItemId, mut entries: Vec<Entry>) -> Document {
        entries.sort_by_key(|entry| entry.id);
        entries.dedup_by_key(|entry| entry.id);
        let entries = entries.into_iter().map(Shared::new).collect();
        Document { id, kind, entries, is_dirty: false, was_stored: true }
    }

    /// The key it is stored under.
    pub fn key(&self) -> String {
        match self.kind {
            Kind::Globals => "globals/globals".to_string(),
            Kind::Collection | Kind::Environment => format!("{}/{}", self.kind.prefix(), self.id),
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        match (self.kind, self.get(self.id)) {
            (Kind::Globals, _) => "Globals",
            (_, Some(entry)) => entry.value.as_ref().map_or("", Value::name),
            (_, None) => "",
        }
    }

    /// Everything in it, what was deleted included.
    pub fn entries(&self) -> &[Shared<Entry>] {
        &self.entries
    }

    /// One of its entries, also a deleted one.
    pub fn get(&self, id: ItemId) -> Option<&Entry> {
        let index = self.entries.binary_search_by_key(&id, |entry| entry.id).ok()?;
        Some(&self.entries[index])
    }

    /// What is not deleted of one of its entries.
    pub fn value(&self, id: ItemId) -> Option<&Value> {
        self.get(id)?.value.as_ref()
    }

    /// A request.
    pub fn request(&self, id: ItemId) -> Option<&Request> {
        match self.value(id)? {
            Value::Request(request) => Some(request),
            Value::Folder(_) | Value::Variable(_) => None,
        }
    }

    /// Its variables, in order, those that are off included.
    pub fn variables(&self) -> Vec<(ItemId, &Variable)> {
        let variable = |entry: &'_ Entry| matches!(entry.value, Some(Value::Variable(_)));
        let mut variables: Vec<&Shared<Entry>> = self.entries.iter().filter(|entry| variable(entry)).collect();
        variables.sort_by_key(|entry| (entry.place.rank, entry.id));
        let variable = |entry: &'_ Shared<Entry>| entry.id;
        variables
            .into_iter()
            .filter_map(|entry| match &entry.value {
                Some(Value::Variable(value)) => Some((variable(entry), value)),
                Some(Value::Folder(_) | Value::Request(_)) | None => None,
            })
            .collect()
    }

    /// What is in a folder, in order: folders and requests. What has lost its folder is in the head.
    pub fn children(&self, parent: ItemId) -> Vec<ItemId> {
        let mut children: Vec<&Shared<Entry>> =
            self.entries.iter().filter(|entry| self.is_node(entry) && self.parent(entry) == parent).collect();
        children.sort_by_key(|entry| (entry.place.rank, entry.id));
        children.into_iter().map(|entry| entry.id).collect()
    }

    /// Everything that is a folder or a request, each with the folder that it is in, in the order of their places.
    pub fn nodes(&self) -> Vec<(ItemId, ItemId)> {
        let mut nodes: Vec<&Shared<Entry>> = self.entries.iter().filter(|entry| self.is_node(entry)).collect();
        nodes.sort_by_key(|entry| (entry.place.rank, entry.id));
        nodes.into_iter().map(|entry| (entry.id, self.parent(entry))).collect()
    }

    /// Whether it is in the tree below the head.
    fn is_node(&self, entry: &Entry) -> bool {
        match entry.value {
            Some(Value::Folder(_) | Value::Request(_)) => entry.id != self.id,
            Some(Value::Variable(_)) | None => false,
        }
    }

    /// The folder that an entry is in: the nearest one that is there, or the head. What two pages moved into each other is
    /// in the head.
    pub fn parent(&self, entry: &Entry) -> ItemId {
        /// No tree is deeper; more steps than this go around.
        const MAX_DEPTH: usize = 64;
        let mut nearest = None;
        let mut at = entry.place.parent;
        for _ in 0..MAX_DEPTH {
            if at == self.id {
                return nearest.unwrap_or(self.id);
            }
            let Some(parent) = self.get(at).filter(|_| at != entry.id) else { break };
            if nearest.is_none() && matches!(parent.value, Some(Value::Folder(_))) {
                nearest = Some(at);
            }
            at = parent.place.parent;
        }
        self.id
    }

    /// Whether `inner` is `outer`, or in it.
    pub fn is_within(&self, inner: ItemId, outer: ItemId) -> bool {
        let mut at = inner;
        while at != outer {
            match self.get(at).filter(|_| at != self.id) {
                Some(entry) => at = self.parent(entry),
                None => return false,
            }
        }
        true
    }

    /// Everything below a folder, and itself.
    pub fn subtree(&self, root: ItemId) -> Vec<ItemId> {
        let nodes = self.nodes();
        let mut all = vec![root];
        let mut next = 0;
        while let Some(&parent) = all.get(next) {
            all.extend(nodes.iter().filter(|(_, of)| *of == parent).map(|(id, _)| *id));
            next += 1;
        }
        all
    }

    /// A place at the end of a folder, or of the variables, which are in the head.
    pub fn place_at_end(&self, now: Time, parent: ItemId) -> Place {
        let last = self.entries.iter().filter(|entry| entry.place.parent == parent).map(|entry| entry.place.rank).max();
        Place { since_millis: now.millis(), parent, rank: last.map_or(0, |rank| rank.saturating_add(RANK_STEP)) }
    }

    /// Puts an entry in: a new one, or in place of the one with its id.
    pub fn add(&mut self, entry: Entry) {
        self.is_dirty = true;
        match self.entries.binary_search_by_key(&entry.id, |entry| entry.id) {
            Ok(index) => self.entries[index] = Shared::new(entry),
            Err(index) => self.entries.insert(index, Shared::new(entry)),
        }
    }

    /// Changes what an entry is; nothing deletes it.
    pub fn set(&mut self, now: Time, id: ItemId, value: Option<Value>, dice: &mut Dice) {
        if let Ok(index) = self.entries.binary_search_by_key(&id, |entry| entry.id)
            && self.entries[index].value != value
        {
            self.is_dirty = true;
            self.entries[index].edit().set(now, value, dice.rev());
        }
    }

    /// Puts something into a folder, before one that is in it or at its end. Not into itself.
    pub fn put(&mut self, now: Time, id: ItemId, parent: ItemId, before: Option<ItemId>) {
        if self.is_within(parent, id) || before == Some(id) {
            return;
        }
        let siblings: Vec<ItemId> = self.children(parent).into_iter().filter(|child| *child != id).collect();
        self.put_among(now, id, parent, &siblings, before);
    }

    /// Gives the document its place among others of its kind.
    pub fn put_head(&mut self, now: Time, place: i64) {
        let rank = place * RANK_STEP;
        if let Ok(index) = self.entries.binary_search_by_key(&self.id, |entry| entry.id)
            && self.entries[index].place.rank != rank
        {
            self.is_dirty = true;
            self.entries[index].edit().place = Place { since_millis: now.millis(), parent: ItemId(0), rank };
        }
    }

    /// Puts a variable before another one, or at the end.
    pub fn put_variable(&mut self, now: Time, id: ItemId, before: Option<ItemId>) {
        let variables = self.variables().into_iter().map(|(id, _)| id);
        let siblings: Vec<ItemId> = variables.filter(|sibling| *sibling != id).collect();
        self.put_among(now, id, self.id, &siblings, before);
    }

    fn put_among(&mut self, now: Time, id: ItemId, parent: ItemId, siblings: &[ItemId], before: Option<ItemId>) {
        let index = before.and_then(|before| siblings.iter().position(|id| *id == before)).unwrap_or(siblings.len());
        let rank_of = |place: Option<&ItemId>| Some(self.get(*place?)?.place.rank);
        let (left, right) =
            (rank_of(index.checked_sub(1).and_then(|left| siblings.get(left))), rank_of(siblings.get(index)));
        let rank = match (left, right) {
            (None, None) => Some(0),
            (Some(left), None) => left.checked_add(RANK_STEP),
            (None, Some(right)) => right.checked_sub(RANK_STEP),
            (Some(left), Some(right)) if right.saturating_sub(left) >= 2 => Some(left + (right - left) / 2),
            (Some(_), Some(_)) => None,
        };
        let mut places = vec![(id, rank.unwrap_or_default())];
        if rank.is_none() {
            // There is no room between them: all get new ranks.
            let mut order = siblings.to_vec();
            order.insert(index, id);
            places = (0..).step_by(RANK_STEP as usize).zip(order).map(|(rank, id)| (id, rank)).collect();
        }
        for (id, rank) in places {
            if let Ok(index) = self.entries.binary_search_by_key(&id, |entry| entry.id) {
                self.is_dirty = true;
                self.entries[index].edit().place = Place { since_millis: now.millis(), parent, rank };
            }
        }
    }

    /// Takes in another version of it: another page's, or one that knows of older ones only.
    pub fn merge(&mut self, theirs: &Document) -> Merged {
        let mut merged = Merged::default();
        for theirs in &theirs.entries {
            let Ok(index) = self.entries.binary_search_by_key(&theirs.id, |entry| entry.id) else {
                self.insert(Entry { is_fresh: false, ..Entry::clone(theirs) });
                continue;
            };
            let ours = &self.entries[index];
            let (mut both, second) = ours.merge(theirs);
            let is_ours = (&both.revs, both.place) == (&ours.revs, ours.place);
            let is_theirs = (&both.revs, both.place) == (&theirs.revs, theirs.place);
            merged.has_more |= !is_theirs;
            if !is_ours {
                if both.head() == ours.head() {
                    both.is_fresh = ours.is_fresh;
                }
                merged.n_both +=
                    usize::from(second.is_some() || both.head() != theirs.head() && both.head() != ours.head());
                self.entries[index] = Shared::new(both);
            }
            if let Some(second) = second.filter(|second| self.get(second.id).is_none()) {
                merged.has_more = true;
                self.insert(second);
            }
        }
        merged.has_more |= self.entries.iter().any(|entry| theirs.get(entry.id).is_none());
        self.is_dirty |= merged.has_more;
        merged
    }

    fn insert(&mut self, entry: Entry) {
        if let Err(index) = self.entries.binary_search_by_key(&entry.id, |entry| entry.id) {
            self.entries.insert(index, Shared::new(entry));
        }
    }

    /// Takes in one entry that was made with knowledge of some revisions, perhaps not of the newest. Gives the id under
    /// which it is kept, and whether another version is kept beside it.
    pub fn take_in(&mut self, entry: Entry) -> (ItemId, bool) {
        let Some(before) = self.get(entry.id) else {
            let id = entry.id;
            self.add(entry);
            return (id, false);
        };
        let (merged, second) = before.merge(&entry);
        let (id, head) = (entry.id, entry.head());
        let is_first = merged.head() == head;
        self.add(Entry { is_fresh: is_first, ..merged });
        match second {
            None => (id, false),
            Some(second) => {
                let second_id = second.id;
                self.add(Entry { is_fresh: !is_first, ..second });
                (if is_first { id } else { second_id }, true)
            }
        }
    }

    /// The revisions of an entry.
    pub fn revs(&self, id: ItemId) -> Revs {
        self.get(id).map(|entry| entry.revs.clone()).unwrap_or_default()
    }

    /// The same, of which nothing is stored.
    pub fn to_be_stored(self) -> Document {
        Document { is_dirty: true, was_stored: false, ..self }
    }

    /// It is stored as it is now.
    pub fn stored(&mut self) {
        (self.is_dirty, self.was_stored) = (false, true);
        for entry in self.entries.iter_mut().filter(|entry| entry.is_fresh) {
            entry.edit().is_fresh = false;
        }
    }

    /// Forgets what was deleted long ago.
    pub fn forget(&mut self, now: Time) {
        let is_old = |entry: &Entry| entry.value.is_none() && entry.place.since_millis + FORGET_MILLIS < now.millis();
        if self.entries.iter().any(|entry| is_old(entry)) {
            self.entries.retain(|entry| !is_old(entry));
        }
    }
}
