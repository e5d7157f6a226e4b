//! A list of rows of one height, of which only those on screen exist, for tens of millions of them.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, WheelEvent};
use yew::prelude::*;

use self::geometry::Geometry;
use super::css::{decimal, use_css};
use super::hooks::{use_delay, use_latest, use_size};

mod geometry;

/// The height of a row in pixels.
const ROW_HEIGHT: f64 = 28.0;
/// Without a movement for so long, a movement is over.
const IDLE_MILLIS: i32 = 150;
/// Rows are placed relative to an anchor row; farther than this from it, another one is taken.
const MAX_FROM_ANCHOR: i64 = 8_192;

/// Asks for one row to be on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reveal {
    /// Which row.
    pub ordinal: i64,
    /// A different number each time: the wish is done once.
    pub nonce: u32,
}

/// What a [`VirtualList`] is for a screen reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListRole {
    /// Rows of `role="row"` below a header, counted by the list.
    #[default]
    Grid,
    /// Rows of `role="treeitem"`, which count themselves.
    Tree,
}

impl ListRole {
    fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Tree => "tree",
        }
    }
}

/// What a [`VirtualList`] is given.
#[derive(PartialEq, Properties)]
pub struct VirtualListProps {
    /// The ordinal of the first row there is; it grows when old rows are dropped.
    pub first: i64,
    /// One more than the ordinal of the last row there is.
    pub end: i64,
    /// Whether the end stays on screen while it moves.
    #[prop_or_default]
    pub following: bool,
    /// What it is for a screen reader.
    #[prop_or_default]
    pub role: ListRole,
    /// Draws one row, an element of the role that belongs to the list's; a new callback means new data.
    pub render_row: Callback<i64, Html>,
    /// Other rows are on screen: the first one's ordinal, and how many.
    #[prop_or_default]
    pub on_range: Callback<(i64, u32)>,
    /// The user left the end (false) or came back to it (true).
    #[prop_or_default]
    pub on_follow: Callback<bool>,
    /// Scrolls a row just into view, unless following.
    pub reveal: Option<Reveal>,
    /// Its name.
    pub name: AttrValue,
    /// How many rows the grid has; a tree does without.
    #[prop_or_default]
    pub row_count: i64,
    /// The id of the row that the keyboard is on: it stays the scroller's affair, as rows come and go.
    pub active: Option<AttrValue>,
    /// The headings of the grid's columns, a row before the others; it does not scroll. A tree has none.
    #[prop_or_default]
    pub header: Html,
    /// A key while the scroller has the focus. What is not prevented scrolls: arrows, Page Up, Home and so on.
    pub onkeydown: Callback<KeyboardEvent>,
}

/// A grid or a tree that scrolls, of which only the visible rows exist.
///
/// Inside the scroller is an empty block as high as all rows, capped. Inside that, a layer without height sticks to the
/// viewport's upper edge, and the rows are placed on it. So there are no huge coordinates, and what a fast scroller
/// shows before this code has run is the rows of the last frame, never nothing.
#[component]
pub fn VirtualList(props: &VirtualListProps) -> Html {
    let style = use_css(
        r#"
        position: relative;
        min-height: 0;
        overflow-x: hidden;
        overflow-y: auto;
        overflow-anchor: none;
        overscroll-behavior: contain;
        contain: strict;
        &:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; box-shadow: none; }
        > .spacer > .layer { position: sticky; top: 0; height: 0; overflow: visible; }
        > .spacer > .layer > .slot { position: absolute; left: 0; right: 0; height: var(--row-height); overflow: hidden; contain: strict; }
        "#,
    );
    let node = use_node_ref();
    let layer = use_node_ref();
    let state = use_mut_ref(State::new);
    let idle = use_delay();
    let force_update = use_force_update();
    let owner = use_latest((props.on_range.clone(), props.on_follow.clone()));

    let (drawn, pool, spacer) = state.borrow_mut().adopt(props);

    let list = Handle { node: node.clone(), layer: layer.clone(), state, owner };
    let focused = list.focused_in(&drawn);
    list.draw_layer();
    use_effect({
        let list = list.clone();
        move || {
            if let Some(focused) = focused {
                list.keep_focus(&focused);
            }
            // The layer did not exist at the first render.
            list.draw_layer();
            list.write_scroll();
            list.tell_range();
        }
    });
    use_size(node.clone(), {
        let (list, force_update) = (list.clone(), force_update.clone());
        Callback::from(move |(_, height)| {
            if list.resize(height) {
                force_update.force_update();
            }
        })
    });
    let onscroll = {
        let (list, force_update) = (list.clone(), force_update);
        Callback::from(move |_: Event| {
            let (moved, redraw) = list.scrolled();
            if redraw {
                force_update.force_update();
            }
            if moved {
                let list = list.clone();
                idle.start(IDLE_MILLIS, move || list.idle());
            }
        })
    };
    let onwheel = Callback::from(move |event: WheelEvent| {
        if event.delta_y() < 0.0 && !event.ctrl_key() {
            list.leave_end();
        }
    });
    let slots = drawn.map(|ordinal| {
        let y = list_y(ordinal, pool.anchor);
        html! {
            <Slot key={ordinal.rem_euclid(pool.n_slots)} {ordinal} {y} render={props.render_row.clone()} />
        }
    });
    html! {
        <div
            ref={node}
            class={style}
            style={format!("--row-height: {}px", decimal(ROW_HEIGHT))}
            role={props.role.name()}
            aria-label={props.name.clone()}
            aria-rowcount={(props.role == ListRole::Grid).then(|| props.row_count.to_string())}
            aria-activedescendant={props.active.clone()}
            tabindex="0"
            onkeydown={props.onkeydown.clone()}
            {onscroll}
            {onwheel}
        >
            { props.header.clone() }
            <div class="spacer" role="presentation" style={format!("height: {}px", decimal(spacer))}>
                <div ref={layer} class="layer" role="presentation">{ for slots }</div>
            </div>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct SlotProps {
    ordinal: i64,
    y: f64,
    render: Callback<i64, Html>,
}

/// One place for a row: drawn again only when it holds another row or the data changed.
#[component]
fn Slot(props: &SlotProps) -> Html {
    html! {
        <div class="slot" role="presentation" data-ordinal={props.ordinal.to_string()} style={format!("top: {}px", decimal(props.y))}>
            { props.render.emit(props.ordinal) }
        </div>
    }
}

/// Where a row is placed on the layer.
#[expect(clippy::cast_precision_loss, reason = "some thousand rows at most")]
fn list_y(ordinal: i64, anchor: i64) -> f64 {
    (ordinal - anchor) as f64 * ROW_HEIGHT
}

/// How rows are put into slots.
#[derive(Clone, Copy)]
struct Pool {
    /// How many slots there are: the rows' ordinals modulo this are their keys.
    n_slots: i64,
    /// The row whose place on the layer is 0.
    anchor: i64,
}

/// What the list knows between renders.
struct State {
    geometry: Geometry,
    pool: Pool,
    /// The owner's wish to follow, as last heard.
    following: bool,
    /// The user left the end, and the owner may not know it yet.
    released: bool,
    /// The user is scrolling: the scroller is written to only if it must be.
    moving: bool,
    /// The last wish that was fulfilled.
    revealed: Option<u32>,
    /// The rows on screen that the owner was told.
    told: Option<Range<i64>>,
    /// The rows that exist as elements.
    drawn: Range<i64>,
}

impl State {
    fn new() -> Self {
        Self {
            geometry: Geometry::new(ROW_HEIGHT),
            pool: Pool { n_slots: 1, anchor: 0 },
            following: false,
            released: false,
            moving: false,
            revealed: None,
            told: None,
            drawn: 0..0,
        }
    }

    fn is_pinned(&self) -> bool {
        self.following && !self.released
    }

    /// Takes over what the owner says; gives what to draw.
    fn adopt(&mut self, props: &VirtualListProps) -> (Range<i64>, Pool, f64) {
        if !props.following {
            self.released = false;
        }
        self.following = props.following;
        let pinned = self.is_pinned();
        self.geometry.set_rows(props.first, props.end, ROW_HEIGHT, pinned);
        if let Some(reveal) = props.reveal
            && self.revealed != Some(reveal.nonce)
            && self.geometry.is_shown()
        {
            self.revealed = Some(reveal.nonce);
            if !pinned {
                self.geometry.reveal(reveal.ordinal);
            }
        }
        self.drawn = self.geometry.drawn();
        self.pool.n_slots = self.geometry.n_slots();
        if (self.drawn.start - self.pool.anchor).abs() > MAX_FROM_ANCHOR {
            self.pool.anchor = self.drawn.start;
        }
        (self.drawn.clone(), self.pool, self.geometry.spacer())
    }
}

/// The list as its listeners see it.
#[derive(Clone)]
struct Handle {
    node: NodeRef,
    layer: NodeRef,
    state: Rc<RefCell<State>>,
    owner: Rc<RefCell<Rc<Owner>>>,
}

/// Who is told: of the rows on screen, and of following.
type Owner = (Callback<(i64, u32)>, Callback<bool>);

impl Handle {
    /// The element inside a row that has the focus, if the row is one of those to draw. If it is not, the scroller gets
    /// the focus now: a row's elements are used again, and the focus must not go to another row or to nowhere.
    fn focused_in(&self, drawn: &Range<i64>) -> Option<HtmlElement> {
        let scroller = self.node.cast::<HtmlElement>()?;
        let focused = scroller.owner_document()?.active_element()?;
        let slot = focused.closest("[data-ordinal]").ok()??;
        if !scroller.contains(Some(&slot)) {
            return None;
        }
        let ordinal = slot.get_attribute("data-ordinal")?.parse::<i64>().ok()?;
        if drawn.contains(&ordinal) {
            return focused.dyn_into().ok();
        }
        // Refused only by a scroller that is no stop for the focus: then there is no better place.
        let _ = scroller.focus();
        None
    }

    /// Gives the focus back to what had it: moving an element in the page takes it away.
    fn keep_focus(&self, focused: &HtmlElement) {
        let active = focused.owner_document().and_then(|document| document.active_element());
        let is_lost = active.is_none_or(|active| active.tag_name() == "BODY");
        if is_lost && let Some(scroller) = self.node.cast::<Element>() {
            let scroll = scroller.scroll_top();
            // Refused only by an element that left the page.
            let _ = focused.focus();
            if scroller.scroll_top() != scroll {
                scroller.set_scroll_top(scroll);
            }
        }
    }

    /// Puts the layer where the geometry says.
    ///
    /// Invariant: the layer and the rows on it are written in one go: at a render, or between renders when the same
    /// rows are still the ones to draw. Yew may let a frame pass between a render and its effects.
    fn draw_layer(&self) {
        let state = self.state.borrow();
        if let Some(layer) = self.layer.cast::<HtmlElement>() {
            let y = state.geometry.y(state.pool.anchor);
            // Fails only for a property that does not exist.
            let _ = layer.style().set_property("transform", &format!("translateY({}px)", decimal(y)));
        }
    }

    /// Puts the scroller where the geometry says. On screen that changes nothing but the scroll bar.
    fn write_scroll(&self) {
        let mut state = self.state.borrow_mut();
        let is_moving = state.moving;
        let geometry = &mut state.geometry;
        let is_due = if is_moving { geometry.needs_write() } else { geometry.is_off() };
        if is_due
            && geometry.is_shown()
            && let Some(scroller) = self.node.cast::<Element>()
        {
            #[expect(clippy::cast_possible_truncation, reason = "at most 15 million")]
            scroller.set_scroll_top(geometry.scroll_wanted() as i32);
            // What it became: the browser has its own limits and pixels.
            geometry.wrote(f64::from(scroller.scroll_top()));
        }
    }

    /// After a movement; says whether other rows must be drawn.
    fn moved(&self) -> bool {
        let redraw = {
            let state = self.state.borrow();
            state.drawn != state.geometry.drawn()
        };
        if !redraw {
            self.draw_layer();
        }
        self.write_scroll();
        self.tell_range();
        redraw
    }

    /// The scroller has another height; says whether other rows must be drawn.
    fn resize(&self, height: f64) -> bool {
        {
            let mut state = self.state.borrow_mut();
            let pinned = state.is_pinned();
            if !state.geometry.is_shown()
                && let Some(scroller) = self.node.cast::<Element>()
            {
                // While it was hidden it may have lost its position.
                state.geometry.wrote(f64::from(scroller.scroll_top()));
            }
            state.geometry.set_view(height, pinned);
        }
        self.moved()
    }

    /// The scroller moved; says whether the user moved it, and whether other rows must be drawn.
    fn scrolled(&self) -> (bool, bool) {
        let Some(scroller) = self.node.cast::<Element>() else {
            return (false, false);
        };
        let height = f64::from(scroller.client_height());
        if !self.state.borrow().geometry.is_view(height) {
            // It moved because its size changed.
            return (false, self.resize(height));
        }
        let follow = {
            let mut state = self.state.borrow_mut();
            let moved = state.geometry.scrolled(f64::from(scroller.scroll_top()));
            if moved == 0.0 {
                return (false, false);
            }
            let following = state.is_pinned();
            let follow = state.geometry.follow_after(moved, following);
            if let Some(follow) = follow {
                state.released = !follow;
            }
            state.moving = true;
            follow
        };
        let redraw = self.moved();
        if let Some(follow) = follow {
            self.tell_follow(follow);
        }
        (true, redraw)
    }

    /// The user turned the wheel up: said before the movement, which new rows might undo.
    fn leave_end(&self) {
        {
            let mut state = self.state.borrow_mut();
            if !state.is_pinned() || !state.geometry.is_scrollable() {
                return;
            }
            state.released = true;
        }
        self.tell_follow(false);
    }

    /// A movement is over.
    fn idle(&self) {
        {
            let mut state = self.state.borrow_mut();
            state.moving = false;
            state.geometry.idle();
        }
        self.write_scroll();
    }

    fn tell_range(&self) {
        let visible = {
            let mut state = self.state.borrow_mut();
            let visible = state.geometry.visible();
            if !state.geometry.is_shown() || state.told.as_ref() == Some(&visible) {
                return;
            }
            state.told = Some(visible.clone());
            visible
        };
        let n = u32::try_from(visible.end - visible.start).unwrap_or(u32::MAX);
        let on_range = self.owner.borrow().0.clone();
        on_range.emit((visible.start, n));
    }

    fn tell_follow(&self, follow: bool) {
        let on_follow = self.owner.borrow().1.clone();
        on_follow.emit(follow);
    }
}
