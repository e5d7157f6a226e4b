//! Dragging a tab to another place among its neighbours.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use crate::ui::hooks::use_latest;

/// A press that moves less than this is a click.
const DRAG_PIXELS: i32 = 5;
/// So near to either end the tabs scroll under a dragged one, by so much with each movement.
const SCROLL_ZONE: f64 = 24.0;
const SCROLL_PIXELS: i32 = 12;

/// A tab under the pointer's button.
#[derive(Clone, Copy, Debug)]
struct Drag {
    /// Its place.
    from: usize,
    /// Where the pointer went down.
    x: i32,
    is_moving: bool,
}

/// What [`use_tab_drag`] gives: what the list's listeners call, and where to draw a line.
#[derive(Clone)]
pub(super) struct TabDrag {
    list: NodeRef,
    drag: Rc<RefCell<Option<Drag>>>,
    gap: UseStateHandle<Option<usize>>,
    latest: Rc<RefCell<Rc<OnMove>>>,
}

/// Who is told of places: from and to. None where tabs cannot be moved.
type OnMove = Option<Callback<(usize, usize)>>;

impl TabDrag {
    /// The tab before which the dragged one would fall; one past the last for the end.
    pub(super) fn gap(&self) -> Option<usize> {
        *self.gap
    }

    /// The pointer went down. By touch tabs are scrolled, not dragged.
    pub(super) fn taken(&self, event: &PointerEvent) {
        if self.latest.borrow().is_none() || event.button() != 0 || event.pointer_type() == "touch" {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(tab) = target.and_then(|target| target.closest("[role=tab]").ok()?) else { return };
        let from = self.tabs().iter().position(|other| *other == tab);
        *self.drag.borrow_mut() = from.map(|from| Drag { from, x: event.client_x(), is_moving: false });
    }

    /// The pointer moved.
    pub(super) fn moved(&self, event: &PointerEvent) {
        {
            let mut drag = self.drag.borrow_mut();
            let Some(drag) = drag.as_mut() else { return };
            if !drag.is_moving && (event.client_x() - drag.x).abs() < DRAG_PIXELS {
                return;
            }
            drag.is_moving = true;
        }
        if event.buttons() & 1 == 0 {
            // It was let go where nobody heard of it.
            self.ended();
            return;
        }
        let Some(list) = self.list.cast::<Element>() else { return };
        // Refused only for a pointer that is gone.
        let _ = list.set_pointer_capture(event.pointer_id());
        let x = f64::from(event.client_x());
        if let Ok(Some(scroller)) = list.closest(".scroller") {
            let rect = scroller.get_bounding_client_rect();
            let step = match x {
                x if x < rect.left() + SCROLL_ZONE => -SCROLL_PIXELS,
                x if x > rect.right() - SCROLL_ZONE => SCROLL_PIXELS,
                _ => 0,
            };
            scroller.set_scroll_left(scroller.scroll_left() + step);
        }
        let is_before = |tab: &Element| {
            let rect = tab.get_bounding_client_rect();
            rect.left() + rect.width() / 2.0 < x
        };
        let gap = self.tabs().iter().take_while(|tab| is_before(tab)).count();
        if *self.gap != Some(gap) {
            self.gap.set(Some(gap));
        }
    }

    /// The pointer was let go.
    pub(super) fn dropped(&self) {
        let drag = self.drag.take();
        let gap = *self.gap;
        self.ended();
        let Some((from, gap)) = drag.filter(|drag| drag.is_moving).map(|drag| drag.from).zip(gap) else { return };
        // The places after its own are counted without it.
        let to = if gap > from { gap - 1 } else { gap };
        let onmove = Rc::clone(&self.latest.borrow());
        if let Some(onmove) = onmove.as_ref()
            && to != from
        {
            onmove.emit((from, to));
        }
    }

    /// Nothing is dragged any more.
    pub(super) fn ended(&self) {
        self.drag.take();
        if self.gap.is_some() {
            self.gap.set(None);
        }
    }

    fn tabs(&self) -> Vec<Element> {
        let Some(list) = self.list.cast::<Element>() else { return Vec::new() };
        let tabs = list.children();
        (0..tabs.length()).filter_map(|index| tabs.item(index)).collect()
    }
}

/// The dragging of the tabs in a list.
#[hook]
pub(super) fn use_tab_drag(list: NodeRef, onmove: OnMove) -> TabDrag {
    TabDrag { list, drag: use_mut_ref(|| None), gap: use_state_eq(|| None), latest: use_latest(onmove) }
}
