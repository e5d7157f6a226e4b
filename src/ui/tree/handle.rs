//! The tree as its listeners see it: keys and clicks become actions.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::cursor::{Cursor, Stride, position, stride};
use super::drag::{Drag, Landing};
use super::row::row_id;
use super::{StepTo, TreeAction, TreeRow};
use crate::ui::hooks::Delay;
use crate::ui::rename::Renamed;
use crate::ui::typing::Typing;
use crate::ui::virtual_list::Reveal;

/// What the tree knows between renders.
pub(super) struct State {
    cursor: Cursor,
    /// What the owner last said of the selected row, and of the one whose name is a field.
    told: (Option<u64>, Option<u64>),
    /// Grows with each wish to have the cursor on screen.
    n_reveals: u32,
    /// The branch that was clicked last, and whether that opened it.
    toggled: Option<(u64, bool)>,
    pub(super) drag: Option<Drag>,
    /// A drag is over, and the click that the browser makes of it is still to come.
    pub(super) is_click_due: bool,
}

impl State {
    pub(super) fn new() -> Self {
        Self { cursor: Cursor::new(), told: (None, None), n_reveals: 0, toggled: None, drag: None, is_click_due: false }
    }

    /// Takes over what the owner says. What has just been selected, or is to be named, is where the keyboard is.
    pub(super) fn adopt(&mut self, rows: &Rc<[TreeRow]>, current: Option<u64>, renaming: Option<u64>) {
        self.cursor.adopt(rows);
        let news = [(current, self.told.0), (renaming, self.told.1)];
        self.told = (current, renaming);
        for (new, _) in news.into_iter().filter(|(new, old)| new != old) {
            if new.is_some_and(|id| self.cursor.go_to(id)) {
                self.n_reveals = self.n_reveals.wrapping_add(1);
            }
        }
    }
}

/// The rows and whom to tell, as of the last render.
type Latest = (Rc<[TreeRow]>, Callback<TreeAction>);

/// The tree as its listeners see it.
#[derive(Clone)]
pub(super) struct Handle {
    pub id: AttrValue,
    pub root: NodeRef,
    pub state: Rc<RefCell<State>>,
    pub latest: Rc<RefCell<Rc<Latest>>>,
    pub redraw: UseForceUpdateHandle,
    pub typing: Rc<Typing>,
    pub hovering: Rc<Delay>,
    pub scrolling: Rc<Delay>,
}

// What the tree draws.
impl Handle {
    /// The row the keyboard is on.
    pub(super) fn cursor(&self) -> Option<u64> {
        self.rows().get(self.state.borrow().cursor.at()).map(|row| row.id)
    }

    /// Where a dragged row would fall.
    pub(super) fn landing(&self) -> Option<Landing> {
        self.state.borrow().drag.as_ref().and_then(|drag| drag.landing)
    }

    /// Whether a row is being dragged.
    pub(super) fn is_dragging(&self) -> bool {
        self.state.borrow().drag.as_ref().is_some_and(|drag| drag.is_moving)
    }

    /// The last wish to have the cursor on screen.
    pub(super) fn reveal(&self) -> Option<Reveal> {
        let state = self.state.borrow();
        let ordinal = i64::try_from(state.cursor.at()).ok()?;
        (state.n_reveals > 0).then_some(Reveal { ordinal, nonce: state.n_reveals })
    }

    pub(super) fn rows(&self) -> Rc<[TreeRow]> {
        Rc::clone(&self.latest.borrow().0)
    }

    pub(super) fn emit(&self, action: TreeAction) {
        let onaction = self.latest.borrow().1.clone();
        onaction.emit(action);
    }

    fn go(&self, at: usize) {
        {
            let mut state = self.state.borrow_mut();
            state.cursor.go(at);
            state.n_reveals = state.n_reveals.wrapping_add(1);
        }
        self.redraw.force_update();
    }

    pub(super) fn scroller(&self) -> Option<HtmlElement> {
        self.root.cast::<Element>()?.first_element_child()?.dyn_into().ok()
    }

    fn focus(&self) {
        if let Some(scroller) = self.scroller() {
            // Refused only by an element that left the page.
            let _ = scroller.focus();
        }
    }
}

// Keys.
impl Handle {
    /// A key, while the scroller or something in it has the focus.
    pub(super) fn key(&self, event: &KeyboardEvent) {
        if event.is_composing() || is_input(event.target()) {
            return;
        }
        let rows = self.rows();
        let at = self.state.borrow().cursor.at();
        let Some(row) = rows.get(at) else { return };
        let key = event.key();
        let is_primary = event.ctrl_key() || event.meta_key();
        let is_handled = match (is_primary, event.alt_key(), event.shift_key()) {
            (false, false, false) => self.plain_key(&key, &rows, at),
            (false, false, true) if key == "F10" => {
                self.ask_menu_at_cursor();
                true
            }
            (false, false, true) => self.letter(&key, &rows, at),
            (true, false, false) if key.eq_ignore_ascii_case("d") => {
                self.emit(TreeAction::Duplicate(row.id));
                true
            }
            (false, true, false) => {
                let to = match key.as_str() {
                    "ArrowUp" => StepTo::Up,
                    "ArrowDown" => StepTo::Down,
                    "ArrowRight" => StepTo::In,
                    "ArrowLeft" => StepTo::Out,
                    _ => return,
                };
                self.emit(TreeAction::Step { id: row.id, to });
                true
            }
            _ => false,
        };
        if is_handled {
            event.prevent_default();
        }
    }

    /// A key without others held; says whether it meant something.
    fn plain_key(&self, key: &str, rows: &[TreeRow], at: usize) -> bool {
        let Some(row) = rows.get(at) else { return false };
        match stride(rows, at, key) {
            Some(Stride::To(at)) => {
                self.go(at);
                return true;
            }
            Some(Stride::Toggle(open)) => {
                self.emit(TreeAction::Toggle(row.id, open));
                return true;
            }
            None => {}
        }
        match key {
            "Enter" => self.open(row, TreeAction::Open),
            " " if !self.typing.is_under_way() => self.open(row, TreeAction::Look),
            "F2" => self.emit(TreeAction::StartRename(row.id)),
            "Delete" => self.emit(TreeAction::Delete(row.id)),
            "ContextMenu" => self.ask_menu_at_cursor(),
            "Escape" if self.is_dragging() => self.drag_ended(),
            _ => return self.letter(key, rows, at),
        }
        true
    }

    /// A letter goes to the next row that begins with what was typed; says whether there is one.
    fn letter(&self, key: &str, rows: &[TreeRow], at: usize) -> bool {
        let name = |place: usize| rows.get(place).map(|row| row.label.to_string());
        let found = self.typing.find(key, rows.len(), at, name);
        found.inspect(|place| self.go(*place)).is_some()
    }

    fn open(&self, row: &TreeRow, leaf: fn(u64) -> TreeAction) {
        self.emit(match row.open {
            Some(open) => TreeAction::Toggle(row.id, !open),
            None => leaf(row.id),
        });
    }

    fn ask_menu_at_cursor(&self) {
        let Some(id) = self.cursor() else { return };
        let document = self.root.cast::<Element>().and_then(|root| root.owner_document());
        let row = document.and_then(|document| document.get_element_by_id(&row_id(&self.id, id)));
        // Below the row's name, or on the tree when the row is not on screen.
        match row.and_then(|row| row.query_selector(".name").ok().flatten()).or_else(|| self.root.cast::<Element>()) {
            Some(place) => self.ask_menu_below(id, &place),
            None => self.emit(TreeAction::Menu { id, x: 0, y: 0 }),
        }
    }

    fn ask_menu_below(&self, id: u64, place: &Element) {
        let rect = place.get_bounding_client_rect();
        let is_tree = self.root.cast::<Element>().as_ref() == Some(place);
        let y = if is_tree { rect.top() } else { rect.bottom() };
        self.emit(TreeAction::Menu { id, x: whole(rect.left()), y: whole(y) });
    }
}

// Clicks.
impl Handle {
    /// The button of a row does not take the focus from the tree.
    pub(super) fn pressed(&self, event: &MouseEvent) {
        if act(event.target()).is_some() {
            event.prevent_default();
            self.focus();
        }
    }

    /// A click on a row, its chevron or its button.
    pub(super) fn clicked(&self, event: &MouseEvent) {
        if std::mem::take(&mut self.state.borrow_mut().is_click_due) || is_input(event.target()) {
            return;
        }
        let rows = self.rows();
        let Some((at, row)) = self.row_of(&rows, event.target()) else { return };
        self.point_at(at);
        match act(event.target()) {
            Some((name, button)) if name == "menu" => self.ask_menu_below(row.id, &button),
            // The second click on a leaf has its own meaning. On a branch it takes back what the first one did.
            None if row.open.is_none() && event.detail() > 1 => {}
            Some(_) | None => match row.open {
                Some(open) => self.toggle(row.id, open, event.detail() > 1),
                None => self.emit(TreeAction::Look(row.id)),
            },
        }
    }

    /// The second of two quick clicks may come before what the first one did is drawn.
    fn toggle(&self, id: u64, is_drawn_open: bool, is_again: bool) {
        let before = self.state.borrow().toggled.filter(|(of, _)| is_again && *of == id);
        let open = !before.map_or(is_drawn_open, |(_, open)| open);
        self.state.borrow_mut().toggled = Some((id, open));
        self.emit(TreeAction::Toggle(id, open));
    }

    /// A double click on a name.
    pub(super) fn double_clicked(&self, event: &MouseEvent) {
        let rows = self.rows();
        if let Some((_, row)) = self.row_of(&rows, event.target())
            && act(event.target()).is_none()
            && !is_input(event.target())
        {
            self.emit(TreeAction::StartRename(row.id));
        }
    }

    /// The right button on a row, or the browser's own key for it.
    pub(super) fn menu_asked(&self, event: &MouseEvent) {
        if is_input(event.target()) {
            return;
        }
        let rows = self.rows();
        if let Some((at, row)) = self.row_of(&rows, event.target()) {
            event.prevent_default();
            self.point_at(at);
            self.emit(TreeAction::Menu { id: row.id, x: event.client_x(), y: event.client_y() });
        } else if event.button() != 2 {
            event.prevent_default();
            self.ask_menu_at_cursor();
        }
    }

    /// A change of name is over.
    pub(super) fn renamed(&self, id: u64, end: Renamed) {
        if end.by_key {
            self.focus();
        }
        self.emit(match end.name {
            Some(name) => TreeAction::Rename(id, name),
            None => TreeAction::StopRename,
        });
    }

    /// The keyboard goes where the pointer is, and nothing scrolls.
    fn point_at(&self, at: usize) {
        self.state.borrow_mut().cursor.go(at);
        self.redraw.force_update();
    }

    pub(super) fn row_of<'a>(&self, rows: &'a [TreeRow], target: Option<EventTarget>) -> Option<(usize, &'a TreeRow)> {
        let element = target?.dyn_into::<Element>().ok()?.closest("[data-row]").ok()??;
        let at = position(rows, element.get_attribute("data-row")?.parse().ok()?)?;
        Some((at, rows.get(at)?))
    }
}

/// What of a row, other than the row itself, was hit, and its element.
pub(super) fn act(target: Option<EventTarget>) -> Option<(String, Element)> {
    let element = target?.dyn_into::<Element>().ok()?.closest("[data-act]").ok()??;
    Some((element.get_attribute("data-act")?, element))
}

pub(super) fn is_input(target: Option<EventTarget>) -> bool {
    target.is_some_and(|target| target.has_type::<HtmlInputElement>())
}

#[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
fn whole(pixels: f64) -> i32 {
    pixels.round() as i32
}
