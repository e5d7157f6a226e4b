//! Dragging a row with the pointer, and where it would fall.

use web_sys::{Element, PointerEvent};

use super::cursor::{end_of, position};
use super::handle::{Handle, act, is_input};
use super::{DropPlace, TreeAction, TreeRow};

/// A branch under a dragged row opens after this time.
const OPEN_MILLIS: i32 = 600;
/// A press that moves less than this is a click.
const DRAG_PIXELS: i32 = 5;
/// So near to the upper or lower edge the tree scrolls under a dragged row: by how much, and how often.
const SCROLL_ZONE: f64 = 24.0;
const SCROLL_PIXELS: i32 = 10;
const SCROLL_MILLIS: i32 = 30;

/// So much of a branch at its upper and lower edge stands for the places before and after it.
const EDGE_SHARE: f64 = 0.25;

/// A row under the pointer's button.
pub(super) struct Drag {
    /// Which row.
    pub id: u64,
    /// Where the pointer went down, and where it is.
    pub from: (i32, i32),
    pub at: (i32, i32),
    /// Whether it has moved far enough not to be a click.
    pub is_moving: bool,
    /// Where it would fall.
    pub landing: Option<Landing>,
}

/// Where a row would fall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Landing {
    /// In relation to which row.
    pub target: u64,
    /// Where in relation to it.
    pub place: DropPlace,
    /// The row on which it is drawn: another one only below the last row.
    pub drawn_on: u64,
}

// Not by touch, which scrolls: there are the menu and the keys.
impl Handle {
    /// The pointer went down.
    pub(super) fn drag_taken(&self, event: &PointerEvent) {
        self.state.borrow_mut().is_click_due = false;
        let is_mouse = event.button() == 0 && event.pointer_type() != "touch";
        if !is_mouse || is_input(event.target()) || act(event.target()).is_some() {
            return;
        }
        let rows = self.rows();
        if let Some((_, row)) = self.row_of(&rows, event.target()) {
            let from = (event.client_x(), event.client_y());
            let drag = Drag { id: row.id, from, at: from, is_moving: false, landing: None };
            self.state.borrow_mut().drag = Some(drag);
        }
    }

    /// The pointer moved.
    pub(super) fn drag_moved(&self, event: &PointerEvent) {
        let is_up = event.buttons() & 1 == 0;
        {
            let mut state = self.state.borrow_mut();
            let Some(drag) = &mut state.drag else { return };
            drag.at = (event.client_x(), event.client_y());
            let (x, y) = (drag.at.0 - drag.from.0, drag.at.1 - drag.from.1);
            if !is_up && !drag.is_moving && x.abs().max(y.abs()) < DRAG_PIXELS {
                return;
            }
            if !std::mem::replace(&mut drag.is_moving, true) {
                self.redraw.force_update();
            }
        }
        if is_up {
            // It was let go where nobody heard of it.
            self.drag_ended();
            return;
        }
        if let Some(root) = self.root.cast::<Element>() {
            // Refused only for a pointer that is gone.
            let _ = root.set_pointer_capture(event.pointer_id());
        }
        self.scroll_at_edge();
    }

    /// The pointer was let go.
    pub(super) fn drag_dropped(&self, _: &PointerEvent) {
        let dropped = {
            let mut state = self.state.borrow_mut();
            let Some(drag) = state.drag.take_if(|drag| drag.is_moving) else {
                state.drag = None;
                return;
            };
            state.is_click_due = true;
            drag.landing.map(|landing| (drag.id, landing))
        };
        self.drag_ended();
        if let Some((id, Landing { target, place, .. })) = dropped {
            self.emit(TreeAction::Move { id, target, place });
        }
    }

    /// Nothing is dragged any more.
    pub(super) fn drag_ended(&self) {
        self.hovering.stop();
        self.scrolling.stop();
        self.state.borrow_mut().drag = None;
        self.redraw.force_update();
    }

    /// Scrolls for as long as the pointer is near an edge, and finds out where the row would fall.
    fn scroll_at_edge(&self) {
        let Some((x, y)) = self.state.borrow().drag.as_ref().map(|drag| drag.at) else { return };
        if let Some(scroller) = self.scroller() {
            let rect = scroller.get_bounding_client_rect();
            let step = match f64::from(y) {
                y if y < rect.top() + SCROLL_ZONE => -SCROLL_PIXELS,
                y if y > rect.bottom() - SCROLL_ZONE => SCROLL_PIXELS,
                _ => 0,
            };
            let before = scroller.scroll_top();
            scroller.set_scroll_top(before + step);
            if scroller.scroll_top() == before {
                self.scrolling.stop();
            } else {
                let tree = self.clone();
                self.scrolling.start(SCROLL_MILLIS, move || tree.scroll_at_edge());
            }
        }
        self.land(self.landing_at(x, y));
    }

    /// Draws where the row would fall; a closed branch opens when it stays there.
    fn land(&self, landing: Option<Landing>) {
        {
            let mut state = self.state.borrow_mut();
            let Some(drag) = &mut state.drag else { return };
            if drag.landing == landing {
                return;
            }
            drag.landing = landing;
        }
        self.redraw.force_update();
        let rows = self.rows();
        let target = landing.filter(|landing| landing.place == DropPlace::Inside).map(|landing| landing.target);
        let closed = target.filter(|id| rows.iter().any(|row| row.id == *id && row.open == Some(false)));
        match closed {
            Some(id) => {
                let tree = self.clone();
                self.hovering.start(OPEN_MILLIS, move || tree.emit(TreeAction::Toggle(id, true)));
            }
            None => self.hovering.stop(),
        }
    }

    fn landing_at(&self, x: i32, y: i32) -> Option<Landing> {
        let dragged = self.state.borrow().drag.as_ref()?.id;
        let scroller = self.scroller()?;
        #[expect(clippy::cast_precision_loss, reason = "pixels of a screen")]
        let found = scroller.owner_document()?.element_from_point(x as f32, y as f32)?;
        if !scroller.contains(Some(&found)) {
            return None;
        }
        let rows = self.rows();
        let Some(slot) = found.closest("[data-ordinal]").ok()? else {
            return landing_below(&rows, dragged);
        };
        let over = slot.get_attribute("data-ordinal")?.parse().ok()?;
        let rect = slot.get_bounding_client_rect();
        landing(&rows, dragged, over, (f64::from(y) - rect.top()) / rect.height().max(1.0))
    }
}

/// Where it would fall with the pointer over the row at `over`, at `share` of its height.
pub(super) fn landing(rows: &[TreeRow], dragged: u64, over: usize, share: f64) -> Option<Landing> {
    let row = rows.get(over)?;
    if position(rows, dragged).is_some_and(|at| (at..end_of(rows, at)).contains(&over)) {
        // Nothing falls into itself.
        return None;
    }
    let place = match row.open {
        None if share < 0.5 => DropPlace::Before,
        None => DropPlace::After,
        Some(_) if share < EDGE_SHARE => DropPlace::Before,
        // Below the head of an open branch is its first row, not what comes after the branch.
        Some(false) if share > 1.0 - EDGE_SHARE => DropPlace::After,
        Some(_) => DropPlace::Inside,
    };
    Some(Landing { target: row.id, place, drawn_on: row.id })
}

/// Where it would fall with the pointer below the last row: after the last root.
pub(super) fn landing_below(rows: &[TreeRow], dragged: u64) -> Option<Landing> {
    let root = rows.iter().rfind(|row| row.level <= 1)?;
    let last = rows.last()?;
    (root.id != dragged).then_some(Landing { target: root.id, place: DropPlace::After, drawn_on: last.id })
}
