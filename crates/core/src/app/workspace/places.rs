//! Where things are in the library: copied beside themselves, dropped somewhere else, moved by keys.

use super::Workspace;
use crate::app::App;
use crate::app::library::document::{Document, Kind};
use crate::app::library::entry::{Folder, Value};
use crate::app::msg::{DropPlace, Overlay, Step};
use crate::app::tabs::Origin;
use crate::ids::{ItemId, TabId};

impl App {
    pub(super) fn duplicate(&mut self, item: ItemId) {
        let now = self.now;
        let Some(home) = self.workspace.library.home(item).cloned() else { return };
        let name = format!("{} copy", home.value(item).map_or("", Value::name));
        let Workspace { library, dice, open, .. } = &mut self.workspace;
        let (target, parent, before) = if home.id == item {
            let copy = dice.id();
            let mut document = Document::new(now, home.kind, copy, &name, dice);
            if let Some(Value::Folder(head)) = home.value(item) {
                document.set(now, copy, Some(Value::Folder(Folder { name: name.clone(), ..head.clone() })), dice);
            }
            library.add(document);
            open.edit().insert(copy);
            let inner = home.children(item).into_iter().chain(home.variables().into_iter().map(|(id, _)| id));
            for child in inner {
                library.copy_to(now, child, (copy, copy), dice);
            }
            if home.kind == Kind::Environment {
                self.workspace.overlay = Some(Overlay::Variables(copy));
            } else {
                self.workspace.renaming = Some(copy);
            }
            return;
        } else {
            let Some(entry) = home.get(item) else { return };
            let parent = home.parent(entry);
            let siblings = home.children(parent);
            let place = siblings.iter().position(|id| *id == item).unwrap_or_default();
            (home.id, parent, siblings.get(place + 1).copied())
        };
        let renamed = library.copy_to(now, item, (target, parent), dice);
        if let (Some(&(_, copy)), Some(document)) = (renamed.first(), library.edit(target)) {
            document.put(now, copy, parent, before);
            if let Some(mut value) = document.value(copy).cloned() {
                value.set_name(name);
                document.set(now, copy, Some(value), dice);
            }
            self.workspace.renaming = Some(copy);
        }
    }

    pub(super) fn drop_at(&mut self, item: ItemId, target: ItemId, place: DropPlace) {
        let library = &self.workspace.library;
        let (Some(from), Some(to)) = (library.home(item).cloned(), library.home(target).cloned()) else { return };
        if item == target {
            return;
        }
        if from.id == item {
            // A collection stays among collections.
            let mut order: Vec<ItemId> = library.of_kind(from.kind).iter().map(|document| document.id).collect();
            order.retain(|id| *id != item);
            let beside = order.iter().position(|id| *id == to.id).unwrap_or(order.len());
            order.insert(beside + usize::from(place != DropPlace::Before), item);
            return self.reorder(&order);
        }
        let is_folder = matches!(to.value(target), Some(Value::Folder(_)));
        let into = match (place, to.get(target)) {
            _ if target == to.id => (target, None),
            (DropPlace::Inside, _) if is_folder => (target, None),
            (DropPlace::Before, Some(entry)) => (to.parent(entry), Some(target)),
            (DropPlace::Inside | DropPlace::After, Some(entry)) => {
                let parent = to.parent(entry);
                let siblings = to.children(parent);
                let place = siblings.iter().position(|id| *id == target).unwrap_or(siblings.len());
                // What is moved is out of the way by then.
                (parent, siblings[place..].iter().skip(1).find(|id| **id != item).copied())
            }
            (_, None) => return,
        };
        self.move_to(item, into);
    }

    pub(super) fn step(&mut self, item: ItemId, step: Step) {
        let Some(home) = self.workspace.library.home(item).cloned() else { return };
        if home.id == item {
            let mut order: Vec<ItemId> =
                self.workspace.library.of_kind(home.kind).iter().map(|document| document.id).collect();
            let at = order.iter().position(|id| *id == item).unwrap_or_default();
            let to = match step {
                Step::Up => at.saturating_sub(1),
                Step::Down => (at + 1).min(order.len() - 1),
                Step::In | Step::Out => return,
            };
            order.swap(at, to);
            return self.reorder(&order);
        }
        let Some(entry) = home.get(item) else { return };
        let parent = home.parent(entry);
        let siblings = home.children(parent);
        let at = siblings.iter().position(|id| *id == item).unwrap_or_default();
        // Beside the folder it is in, for what is at its edge.
        let outer = home.get(parent).filter(|_| parent != home.id).map(|folder| home.parent(folder));
        let behind_parent = outer.map(|outer| {
            let uncles = home.children(outer);
            let place = uncles.iter().position(|id| *id == parent).unwrap_or_default();
            (outer, uncles.get(place + 1).copied())
        });
        let into = match step {
            Step::Up if at > 0 => Some((parent, Some(siblings[at - 1]))),
            Step::Up => outer.map(|outer| (outer, Some(parent))),
            Step::Down if at + 1 < siblings.len() => Some((parent, siblings.get(at + 2).copied())),
            Step::Down | Step::Out => behind_parent,
            Step::In => {
                let before = siblings[..at].iter().rev().find(|id| matches!(home.value(**id), Some(Value::Folder(_))));
                before.map(|folder| (*folder, None))
            }
        };
        if let Some(into) = into {
            self.workspace.open.edit().insert(into.0);
            self.move_to(item, into);
        }
    }

    fn move_to(&mut self, item: ItemId, into: (ItemId, Option<ItemId>)) {
        let Workspace { library, dice, open, .. } = &mut self.workspace;
        let renamed = library.move_to(self.now, item, into, dice);
        for (old, new) in renamed {
            if open.contains(&old) {
                open.edit().insert(new);
            }
            let revs = library.home(new).map(|home| home.revs(new)).unwrap_or_default();
            let tabs: Vec<TabId> = self.tabs.open().iter().map(|tab| tab.id).collect();
            for tab in tabs {
                if let Some(origin) = self.tabs.get(tab).and_then(|tab| tab.origin.as_ref())
                    && origin.item == old
                    && let Some(tab) = self.tabs.edit(tab)
                {
                    tab.origin = Some(Origin { item: new, revs: revs.clone() });
                }
            }
        }
    }

    /// Gives documents this order.
    fn reorder(&mut self, order: &[ItemId]) {
        for (rank, id) in (0..).zip(order) {
            if let Some(document) = self.workspace.library.edit(*id) {
                document.put_head(self.now, rank);
            }
        }
    }
}
