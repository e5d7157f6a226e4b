//! The library: collections with their folders and requests, environments and globals with their variables.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::app::dice::Dice;
use crate::app::shared::Shared;
use crate::ids::ItemId;
use crate::request::Request;
use crate::request::socket_io::Protocol;
use crate::time::Time;
use crate::variables::{Known, Scope, Scopes, VariableKind};

pub mod document;
pub mod entry;

use document::{Document, Kind};
use entry::{Entry, Value};

/// All documents. Invariant: each id once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Library {
    documents: Shared<Vec<Shared<Document>>>,
}

/// A row of the tree, as it shows.
#[derive(Debug, Clone, PartialEq)]
pub struct TreeItem {
    /// Who it is.
    pub id: ItemId,
    /// What it is called.
    pub name: Rc<str>,
    /// 1 for a collection.
    pub level: u16,
    /// Its place among its neighbours, from 1.
    pub position: u32,
    /// How many neighbours there are, itself included.
    pub set_size: u32,
    /// Whether a folder is open; nothing for a request.
    pub is_open: Option<bool>,
    /// What a request talks to.
    pub kind: Option<Protocol>,
    /// How many requests are in a closed folder, those of its folders included.
    pub n_requests: u32,
}

impl Library {
    /// All documents, in no order that means something.
    pub fn documents(&self) -> &Shared<Vec<Shared<Document>>> {
        &self.documents
    }

    /// Those of a kind, in the order of the screen.
    pub fn of_kind(&self, kind: Kind) -> Vec<&Shared<Document>> {
        let mut documents: Vec<_> = self.documents.iter().filter(|document| document.kind == kind).collect();
        documents.sort_by_key(|document| (document.get(document.id).map(|head| head.place.rank), document.id));
        documents
    }

    /// One of them.
    pub fn document(&self, id: ItemId) -> Option<&Shared<Document>> {
        self.documents.iter().find(|document| document.id == id)
    }

    /// One of them, to change it.
    pub fn edit(&mut self, id: ItemId) -> Option<&mut Document> {
        let index = self.documents.iter().position(|document| document.id == id)?;
        Some(self.documents.edit()[index].edit())
    }

    /// The document that something is in, or that it is.
    pub fn home(&self, item: ItemId) -> Option<&Shared<Document>> {
        self.documents.iter().find(|document| document.value(item).is_some())
    }

    /// A folder, a request or a variable.
    pub fn value(&self, item: ItemId) -> Option<&Value> {
        self.home(item)?.value(item)
    }

    /// A request.
    pub fn request(&self, item: ItemId) -> Option<&Request> {
        self.home(item)?.request(item)
    }

    /// Adds a document.
    pub fn add(&mut self, document: Document) {
        self.documents.edit().push(Shared::new(document));
    }

    /// Takes a document out.
    pub fn remove(&mut self, id: ItemId) -> Option<Shared<Document>> {
        let index = self.documents.iter().position(|document| document.id == id)?;
        Some(self.documents.edit().remove(index))
    }

    /// Moves something to another folder, perhaps of another document. Gives what it is called there: each old id with
    /// its new one, if they changed.
    pub fn move_to(
        &mut self,
        now: Time,
        item: ItemId,
        (parent, before): (ItemId, Option<ItemId>),
        dice: &mut Dice,
    ) -> Vec<(ItemId, ItemId)> {
        let (Some(from), Some(to)) = (self.home(item).map(|home| home.id), self.home(parent).map(|home| home.id))
        else {
            return Vec::new();
        };
        if from == to {
            if let Some(document) = self.edit(to) {
                document.put(now, item, parent, before);
            }
            return Vec::new();
        }
        let renamed = self.copy_to(now, item, (to, parent), dice);
        if let (Some(&(_, copy)), Some(document)) = (renamed.first(), self.edit(to)) {
            document.put(now, copy, parent, before);
        }
        self.delete(now, item, dice);
        renamed
    }

    /// Copies something with all that is in it to the end of a folder. Gives each old id with its new one, the outermost
    /// first.
    pub fn copy_to(
        &mut self,
        now: Time,
        item: ItemId,
        (document, parent): (ItemId, ItemId),
        dice: &mut Dice,
    ) -> Vec<(ItemId, ItemId)> {
        let Some(home) = self.home(item).cloned() else { return Vec::new() };
        let renamed: Vec<(ItemId, ItemId)> = home.subtree(item).into_iter().map(|id| (id, dice.id())).collect();
        let Some(target) = self.edit(document) else { return Vec::new() };
        let new_id = |old: ItemId| renamed.iter().find(|(id, _)| *id == old).map(|(_, new)| *new);
        for &(old, new) in &renamed {
            let (Some(entry), Some(value)) = (home.get(old), home.value(old)) else { continue };
            let mut place = entry.place;
            match new_id(home.parent(entry)).filter(|_| old != item) {
                Some(parent) => place.parent = parent,
                None => place = target.place_at_end(now, parent),
            }
            target.add(Entry::new(new, place, value.clone(), dice.rev()));
        }
        renamed
    }

    /// Deletes a folder with all that is in it, a request or a variable. Not a document.
    pub fn delete(&mut self, now: Time, item: ItemId, dice: &mut Dice) {
        let Some(home) = self.home(item).map(|home| home.id).filter(|home| *home != item) else { return };
        if let Some(document) = self.edit(home) {
            for id in document.subtree(item) {
                document.set(now, id, None, dice);
            }
        }
    }

    /// The rows of the tree: all that is in an open folder, or what has a text in its name, with what it is in. Of a
    /// request its URL counts, too.
    pub fn rows(&self, open: &BTreeSet<ItemId>, filter: &str) -> Vec<TreeItem> {
        let filter = filter.trim().to_lowercase();
        let mut rows = Vec::new();
        let collections = self.of_kind(Kind::Collection);
        let trees: Vec<Tree> = collections.iter().map(|document| Tree::new(document, open, &filter)).collect();
        let shown: Vec<&Tree> = trees.iter().filter(|tree| tree.shows(0)).collect();
        for (position, tree) in (1..).zip(&shown) {
            tree.push_rows(0, (1, position, shown.len() as u32), &mut rows);
        }
        rows
    }

    /// The collections and their folders, as rows of a tree in which all are open.
    pub fn folders(&self) -> Vec<TreeItem> {
        let all = |document: &Shared<Document>| {
            let inner = document.nodes().into_iter().map(|(id, _)| id);
            inner.chain([document.id]).collect::<Vec<ItemId>>()
        };
        let open = self.of_kind(Kind::Collection).into_iter().flat_map(all).collect();
        let mut rows = self.rows(&open, "");
        rows.retain(|row| row.is_open.is_some());
        rows
    }

    /// Where the names of a request in this collection have their values: the environment, the collection, the globals.
    pub fn scopes(
        &self,
        environment: Option<ItemId>,
        collection: Option<ItemId>,
        secrets: &[(ItemId, String)],
    ) -> Scopes {
        let globals = self.of_kind(Kind::Globals).first().map(|document| document.id);
        let documents = [environment, collection, globals].into_iter().flatten().filter_map(|id| self.document(id));
        let scope = |document: &Shared<Document>| Scope {
            document: document.id,
            name: match document.kind {
                Kind::Globals => Rc::from("Globals"),
                Kind::Collection => format!("Collection {}", document.name()).into(),
                Kind::Environment => format!("Environment {}", document.name()).into(),
            },
            values: document
                .variables()
                .into_iter()
                .filter(|(_, variable)| variable.enabled && !variable.name.trim().is_empty())
                .map(|(id, variable)| Known {
                    name: variable.name.trim().into(),
                    value: match variable.kind {
                        VariableKind::Session => {
                            secrets.iter().find(|(of, _)| *of == id).map_or("", |(_, value)| value).into()
                        }
                        VariableKind::Plain | VariableKind::Secret => variable.value.as_str().into(),
                    },
                    is_secret: variable.kind != VariableKind::Plain,
                })
                .collect(),
        };
        Scopes(documents.map(scope).collect())
    }
}

/// A document as a tree, for as long as its rows are made.
struct Tree<'a> {
    document: &'a Document,
    open: &'a BTreeSet<ItemId>,
    is_filtered: bool,
    nodes: Vec<Node>,
}

/// The head is the first one.
struct Node {
    id: ItemId,
    children: Vec<usize>,
    /// Whether the text is in its name, or in that of something in it, or in that of something it is in.
    matches: bool,
    n_requests: u32,
}

impl<'a> Tree<'a> {
    fn new(document: &'a Document, open: &'a BTreeSet<ItemId>, filter: &str) -> Tree<'a> {
        let node = |id| Node { id, children: Vec::new(), matches: filter.is_empty(), n_requests: 0 };
        let mut nodes = vec![node(document.id)];
        let pairs = document.nodes();
        nodes.extend(pairs.iter().map(|(id, _)| node(*id)));
        let mut places: Vec<(ItemId, usize)> = nodes.iter().enumerate().map(|(place, node)| (node.id, place)).collect();
        places.sort_unstable();
        for (child, (_, parent)) in (1..).zip(&pairs) {
            if let Ok(found) = places.binary_search_by_key(parent, |(id, _)| *id) {
                nodes[places[found].1].children.push(child);
            }
        }
        let mut tree = Tree { document, open, is_filtered: !filter.is_empty(), nodes };
        tree.weigh(0, filter, false);
        tree
    }

    /// Counts, and finds what matches. What is in a folder that matches shows, too.
    fn weigh(&mut self, at: usize, filter: &str, is_within: bool) {
        let value = self.document.value(self.nodes[at].id);
        let is_found = !filter.is_empty()
            && match value {
                Some(value @ Value::Request(request)) => has(value.name(), filter) || has(&request.url, filter),
                Some(value) => has(value.name(), filter),
                None => false,
            };
        let mut n_requests = u32::from(matches!(value, Some(Value::Request(_))));
        let mut matches = self.nodes[at].matches || is_found || is_within;
        for child in self.nodes[at].children.clone() {
            self.weigh(child, filter, is_found || is_within);
            n_requests += self.nodes[child].n_requests;
            matches |= self.nodes[child].matches;
        }
        (self.nodes[at].n_requests, self.nodes[at].matches) = (n_requests, matches);
    }

    fn shows(&self, at: usize) -> bool {
        self.nodes[at].matches
    }

    fn push_rows(&self, at: usize, (level, position, set_size): (u16, u32, u32), rows: &mut Vec<TreeItem>) {
        let node = &self.nodes[at];
        let Some(value) = self.document.value(node.id) else { return };
        let kind = match value {
            Value::Request(request) => Some(request.kind),
            Value::Folder(_) | Value::Variable(_) => None,
        };
        let is_open = kind.is_none().then(|| self.is_filtered || self.open.contains(&node.id));
        rows.push(TreeItem {
            id: node.id,
            name: value.name().into(),
            level,
            position,
            set_size,
            is_open,
            kind,
            n_requests: node.n_requests,
        });
        if is_open == Some(true) {
            let children: Vec<usize> = node.children.iter().copied().filter(|child| self.shows(*child)).collect();
            for (position, child) in (1..).zip(&children) {
                self.push_rows(*child, (level + 1, position, children.len() as u32), rows);
            }
        }
    }
}

/// Whether a text has another one in it that is in lower case. Thousands are looked into with each key, and nearly all are
/// plain: those are read where they are.
fn has(text: &str, lower: &str) -> bool {
    let Some(first) = lower.bytes().next().filter(|_| lower.is_ascii() && text.is_ascii()) else {
        return text.to_lowercase().contains(lower);
    };
    let (text, lower) = (text.as_bytes(), lower.as_bytes());
    let begins = memchr::memchr2_iter(first, first.to_ascii_uppercase(), text);
    let mut windows = begins.map(|at| text.get(at..at + lower.len()));
    windows.any(|window| window.is_some_and(|window| window.eq_ignore_ascii_case(lower)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_any_case_are_found() {
        for (text, lower) in [("Room Events", "om e"), ("ECHO", "echo"), ("straße", "aß"), ("ÄRGER", "är"), ("a", "a")]
        {
            assert!(has(text, lower), "{text} has {lower}");
        }
        for (text, lower) in [("abc", "abcd"), ("", "a"), ("aab", "ac")] {
            assert!(!has(text, lower), "{text} has no {lower}");
        }
    }
}
