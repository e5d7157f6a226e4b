//! The open tabs: what each is about, their order, which one is in front, and those closed a moment ago.

use crate::app::library::entry::Revs;
use crate::app::shared::Shared;
use crate::ids::{ItemId, TabId};
use crate::request::Request;
use crate::session::log::view::Filter;

/// One tab, as far as it is worth keeping.
#[derive(Debug, Clone, PartialEq)]
pub struct Tab {
    /// Who it is.
    pub id: TabId,
    /// What it is about.
    pub request: Request,
    /// Which rows of its log show.
    pub filter: Filter,
    /// What of the library it was opened from or saved as.
    pub origin: Option<Origin>,
    /// Whether the next one that is only looked at takes its place.
    pub is_preview: bool,
}

impl Tab {
    /// A blank one.
    pub fn new(id: TabId) -> Tab {
        let (request, filter) = Default::default();
        Tab { id, request, filter, origin: None, is_preview: false }
    }
}

/// What of the library a tab was opened from, and which version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The request.
    pub item: ItemId,
    /// Its revisions when it was opened or saved, newest first.
    pub revs: Revs,
}

/// A tab that shows beside the one in front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Beside {
    tab: TabId,
    is_left: bool,
}

/// The open tabs. Invariant: there is at least one, `active` is one of them, and `beside` is another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Tabs {
    open: Shared<Vec<Shared<Tab>>>,
    active: TabId,
    beside: Option<Beside>,
    next_id: u32,
}

impl Default for Tabs {
    fn default() -> Tabs {
        Tabs::new(Vec::new(), TabId(0))
    }
}

impl Tabs {
    /// These tabs; a blank one if there are none.
    pub fn new(tabs: Vec<Tab>, active: TabId) -> Tabs {
        let next_id = tabs.iter().map(|tab| tab.id.0 + 1).max().unwrap_or_default();
        let mut open =
            Tabs { open: Shared::new(tabs.into_iter().map(Shared::new).collect()), active, beside: None, next_id };
        match (open.get(active), open.open.first()) {
            (Some(_), _) => {}
            (None, Some(first)) => open.active = first.id,
            (None, None) => {
                open.add(Request::default());
            }
        }
        open
    }

    /// All, in order.
    pub fn open(&self) -> &Shared<Vec<Shared<Tab>>> {
        &self.open
    }

    /// The one in front.
    pub fn active(&self) -> TabId {
        self.active
    }

    /// Those that show, from left to right: the one in front, and perhaps one beside it.
    pub fn shown(&self) -> (TabId, Option<TabId>) {
        match self.beside {
            None => (self.active, None),
            Some(Beside { tab, is_left: true }) => (tab, Some(self.active)),
            Some(Beside { tab, is_left: false }) => (self.active, Some(tab)),
        }
    }

    /// Whether a tab shows.
    pub fn is_shown(&self, id: TabId) -> bool {
        self.active == id || self.beside.is_some_and(|beside| beside.tab == id)
    }

    /// One of them.
    pub fn get(&self, id: TabId) -> Option<&Shared<Tab>> {
        self.open.iter().find(|tab| tab.id == id)
    }

    /// One of them, to change it.
    pub(super) fn edit(&mut self, id: TabId) -> Option<&mut Tab> {
        let index = self.index(id)?;
        Some(self.open.edit()[index].edit())
    }

    /// Adds one at the end and puts it in front.
    pub(super) fn add(&mut self, request: Request) -> TabId {
        let id = TabId(self.next_id);
        self.next_id += 1;
        self.open.edit().push(Shared::new(Tab { request, ..Tab::new(id) }));
        self.active = id;
        id
    }

    /// Does not give these ids: they are those of closed tabs.
    pub(super) fn reserve(&mut self, ids: impl Iterator<Item = TabId>) {
        self.next_id = ids.map(|id| id.0 + 1).fold(self.next_id, u32::max);
    }

    /// Shows a request of the library in a new tab, or in place of one that is not needed.
    pub(super) fn show_in(&mut self, old: Option<TabId>, request: Request, origin: Origin, is_preview: bool) -> TabId {
        let id = TabId(self.next_id);
        self.next_id += 1;
        let tab = Shared::new(Tab { request, origin: Some(origin), is_preview, ..Tab::new(id) });
        match old.and_then(|old| self.index(old)) {
            Some(index) => {
                let old = std::mem::replace(&mut self.open.edit()[index], tab).id;
                if let Some(beside) = self.beside.as_mut().filter(|beside| beside.tab == old) {
                    beside.tab = id;
                    self.select(id);
                    return id;
                }
            }
            None => self.open.edit().push(tab),
        }
        self.active = id;
        id
    }

    /// Puts one at a place among the others.
    pub(super) fn move_to(&mut self, id: TabId, place: usize) {
        let Some(index) = self.index(id) else { return };
        let open = self.open.edit();
        let tab = open.remove(index);
        open.insert(place.min(open.len()), tab);
    }

    /// Brings one to the front: where it shows already, or in place of the one in front.
    pub(super) fn select(&mut self, id: TabId) {
        match self.beside {
            Some(Beside { tab, is_left }) if tab == id => {
                self.beside = Some(Beside { tab: self.active, is_left: !is_left });
                self.active = id;
            }
            Some(_) | None if self.get(id).is_some() => self.active = id,
            Some(_) | None => {}
        }
    }

    /// Shows another tab on the right of the one in front, its neighbour or a blank one; or shows one alone again.
    pub(super) fn toggle_beside(&mut self) {
        if self.beside.take().is_some() {
            return;
        }
        let before = self.active;
        let index = self.index(before).unwrap_or_default();
        let neighbour = self.open.get(index + 1).or_else(|| self.open.get(index.checked_sub(1)?)).map(|tab| tab.id);
        self.beside = Some(match neighbour {
            Some(tab) => Beside { tab, is_left: false },
            None => {
                self.add(Request::default());
                Beside { tab: before, is_left: true }
            }
        });
    }

    /// The one so many places on, around the ends.
    pub(super) fn step(&mut self, by: isize) {
        let n_tabs = self.open.len() as isize;
        if let Some(index) = self.index(self.active) {
            self.select(self.open[(index as isize + by).rem_euclid(n_tabs) as usize].id);
        }
    }

    /// Takes one out, and says where it was. Its right neighbour comes to the front, or its left one; a blank one if it
    /// was the last.
    pub(super) fn close(&mut self, id: TabId) -> Option<(usize, Shared<Tab>)> {
        let index = self.index(id)?;
        let tab = self.open.edit().remove(index);
        let beside = self.beside.take_if(|beside| beside.tab == id || self.active == id);
        if self.open.is_empty() {
            self.add(Request::default());
        } else if let Some(beside) = beside.filter(|beside| beside.tab != id) {
            self.active = beside.tab;
        } else if self.active == id {
            self.active = self.open[index.min(self.open.len() - 1)].id;
        }
        Some((index, tab))
    }

    /// Puts a closed one back. A lone blank one that came in its place goes.
    pub(super) fn reopen(&mut self, index: usize, tab: Shared<Tab>) {
        if self.open.len() == 1 {
            self.beside = None;
        }
        self.active = tab.id;
        let open = self.open.edit();
        let is_blank = |tab: &Shared<Tab>| tab.request == Request::default() && tab.filter == Filter::default();
        if open.len() == 1 && matches!(index, 0 | usize::MAX) && is_blank(&open[0]) {
            open.clear();
        }
        open.insert(index.min(open.len()), tab);
    }

    fn index(&self, id: TabId) -> Option<usize> {
        self.open.iter().position(|tab| tab.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tabs(n: u32) -> Tabs {
        let tab =
            |id: u32| Tab { request: Request { url: id.to_string(), ..Request::default() }, ..Tab::new(TabId(id)) };
        Tabs::new((0..n).map(tab).collect(), TabId(0))
    }

    fn ids(tabs: &Tabs) -> Vec<u32> {
        tabs.open().iter().map(|tab| tab.id.0).collect()
    }

    #[test]
    fn there_is_always_one_in_front() {
        let mut tabs = tabs(1);
        assert!(tabs.close(TabId(0)).is_some());
        assert_eq!((ids(&tabs), tabs.active()), (vec![1], TabId(1)));
        assert_eq!(Tabs::default().open().len(), 1);
    }

    #[test]
    fn closing_and_reopening_keeps_the_order() {
        let mut tabs = tabs(3);
        tabs.select(TabId(1));
        let (index, tab) = tabs.close(TabId(1)).expect("it is open");
        assert_eq!((ids(&tabs), tabs.active()), (vec![0, 2], TabId(2)));
        tabs.reopen(index, tab);
        assert_eq!((ids(&tabs), tabs.active()), (vec![0, 1, 2], TabId(1)));
    }

    #[test]
    fn two_stand_side_by_side() {
        let mut tabs = tabs(3);
        let shown = |tabs: &Tabs| {
            let (left, right) = tabs.shown();
            (left.0, right.map(|tab| tab.0), tabs.active().0)
        };
        tabs.toggle_beside();
        assert_eq!(shown(&tabs), (0, Some(1), 0));
        tabs.select(TabId(1));
        assert_eq!(shown(&tabs), (0, Some(1), 1), "nothing moves when the other one is used");
        tabs.select(TabId(2));
        assert_eq!(shown(&tabs), (0, Some(2), 2), "a third one takes the place of the one in front");
        tabs.close(TabId(2));
        assert_eq!(shown(&tabs), (0, None, 0));
        tabs.toggle_beside();
        tabs.close(TabId(1));
        assert_eq!(shown(&tabs), (0, None, 0));
        tabs.toggle_beside();
        assert_eq!(shown(&tabs), (0, Some(3), 3), "a blank one where there is no other");
        tabs.toggle_beside();
        assert_eq!(shown(&tabs), (3, None, 3));
    }

    #[test]
    fn stepping_goes_around() {
        let mut tabs = tabs(3);
        tabs.step(-1);
        assert_eq!(tabs.active(), TabId(2));
        tabs.step(1);
        assert_eq!(tabs.active(), TabId(0));
    }
}
