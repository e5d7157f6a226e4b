//! One thing of a document with the trace of its changes, and how two pages' versions of it become one.
//!
//! Pages write the same keys, and a page may read what is older than what another one has just written. So no page trusts
//! that it saw the last version: each entry carries the numbers of its last revisions, and merging asks which version knows
//! of the other. It gives the same whoever does it, in any order, any number of times.

use crate::app::dice::mixed;
use crate::ids::ItemId;
use crate::request::Request;
use crate::time::Time;
use crate::variables::Variable;

/// How many revisions an entry remembers. A page that is farther behind than this and has a change of its own keeps both.
const N_REVS: usize = 16;

/// One thing of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Who it is.
    pub id: ItemId,
    /// Where it is.
    pub place: Place,
    /// What it is; nothing once it was deleted, so that other pages hear of it.
    pub value: Option<Value>,
    /// Its revisions, newest first. Invariant: never empty, at most [`N_REVS`].
    pub revs: Revs,
    /// Whether the newest revision is known to this page alone: then a further change is part of it.
    pub is_fresh: bool,
}

/// The numbers of revisions, newest first.
pub type Revs = Vec<u32>;

/// Where an entry is. Of two places the one that was given later counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// When it was put there, in milliseconds since 1970.
    pub since_millis: u64,
    /// What it is in: a folder, or the document's head.
    pub parent: ItemId,
    /// Its order among its neighbours, lowest first; of equals the lower id comes first.
    pub rank: i64,
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A folder; the one with the document's own id is its head.
    Folder(Folder),
    /// A request.
    Request(Box<Request>),
    /// A variable.
    Variable(Variable),
}

/// A folder, or the head of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folder {
    /// What it is called.
    pub name: String,
    /// What there is to say of it, in Markdown.
    pub notes: String,
}

impl Value {
    /// What it is called; of a request without a name, host and path.
    pub fn name(&self) -> &str {
        match self {
            Value::Folder(folder) => &folder.name,
            Value::Request(request) => request.title(),
            Value::Variable(variable) => &variable.name,
        }
    }

    /// The same under another name.
    pub fn set_name(&mut self, name: String) {
        match self {
            Value::Folder(folder) => folder.name = name,
            Value::Request(request) => request.name = name,
            Value::Variable(variable) => variable.name = name,
        }
    }
}

impl Entry {
    /// A new one.
    pub fn new(id: ItemId, place: Place, value: Value, rev: u32) -> Entry {
        Entry { id, place, value: Some(value), revs: vec![rev], is_fresh: true }
    }

    /// Its newest revision.
    pub fn head(&self) -> u32 {
        self.revs.first().copied().unwrap_or_default()
    }

    /// Whether this version was made with knowledge of that one.
    fn knows(&self, other: &Entry) -> bool {
        self.revs.contains(&other.head())
    }

    /// Gives it another value; nothing deletes it.
    pub fn set(&mut self, now: Time, value: Option<Value>, rev: u32) {
        if !self.is_fresh {
            self.revs.insert(0, rev);
            self.revs.truncate(N_REVS);
            self.is_fresh = true;
        }
        if value.is_none() {
            // So that it is known when it can be forgotten.
            self.place.since_millis = now.millis();
        }
        self.value = value;
    }

    /// One version of two; and the other one, if it holds something that is not in it.
    pub fn merge(&self, other: &Entry) -> (Entry, Option<Entry>) {
        // The same whoever asks: by their revisions, not by who is who.
        let (winner, loser) =
            match (self.knows(other), other.knows(self)) {
                (true, false) => (self, other),
                (false, true) => (other, self),
                (true, true) if self.head() == other.head() => (self, other),
                // A deletion gives way to a change.
                (true, true) | (false, false) if self.value.is_none() != other.value.is_none() => {
                    if self.value.is_some() { (self, other) } else { (other, self) }
                }
                (true, true) | (false, false) if self.head() > other.head() => (self, other),
                (true, true) | (false, false) => (other, self),
            };
        let place = self.place.max(other.place);
        let mut merged = Entry { place, ..winner.clone() };
        merged.is_fresh = false;
        if winner.head() == loser.head() {
            // One of them remembers more: both must end with the same, or they would write against each other for ever.
            merged.revs.clone_from((&self.revs).max(&other.revs));
            return (merged, None);
        }
        if winner.knows(loser) {
            return (merged, None);
        }
        let mut second = None;
        match (&winner.value, &loser.value) {
            (Some(winning), Some(losing)) if winning != losing => {
                match joined(winning, losing) {
                    Some(value) => {
                        merged.value = Some(value);
                        let heads = u64::from(winner.head()) << 32 | u64::from(loser.head());
                        merged.revs.insert(0, (mixed(heads) >> 32) as u32);
                    }
                    None => second = Some(loser.second_version()),
                };
            }
            (Some(_), Some(_)) | (Some(_), None) | (None, Some(_)) | (None, None) => {}
        }
        for &rev in &loser.revs {
            if !merged.revs.contains(&rev) {
                merged.revs.push(rev);
            }
        }
        merged.revs.truncate(N_REVS);
        (merged, second)
    }

    /// What is kept beside the version that keeps the id. Whoever makes it makes the same.
    pub fn second_version(&self) -> Entry {
        let id = ItemId(mixed(self.id.0 ^ u64::from(self.head()) << 20) >> 16);
        let mut value = self.value.clone();
        match &mut value {
            Some(Value::Variable(variable)) => {
                variable.enabled = false;
                variable.note = words(&[&variable.note, "(second version)"], " ");
            }
            Some(value) => value.set_name(words(&[value.name(), "(second version)"], " ")),
            None => {}
        }
        Entry { id, value, revs: vec![self.head()], is_fresh: false, place: self.place }
    }
}

/// What two folders become: one with both names and both notes. Requests and variables are kept twice instead.
fn joined(winning: &Value, losing: &Value) -> Option<Value> {
    match (winning, losing) {
        (Value::Folder(winning), Value::Folder(losing)) => Some(Value::Folder(Folder {
            name: both(&winning.name, &losing.name, " / "),
            notes: both(&winning.notes, &losing.notes, "\n\n"),
        })),
        (Value::Folder(_) | Value::Request(_) | Value::Variable(_), _) => None,
    }
}

fn both(first: &str, second: &str, between: &str) -> String {
    if first.contains(second) {
        return first.to_string();
    }
    if second.contains(first) {
        return second.to_string();
    }
    words(&[first, second], between)
}

fn words(words: &[&str], between: &str) -> String {
    words.iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(between)
}
