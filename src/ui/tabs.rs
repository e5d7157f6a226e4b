//! A list of tabs: one is selected, arrows walk, Delete and the middle button close; they can be renamed and moved.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlElement, KeyboardEvent, MouseEvent, ScrollIntoViewOptions, ScrollLogicalPosition, WheelEvent,
};
use yew::prelude::*;

use self::drag::{TabDrag, use_tab_drag};
use super::button::truth;
use super::css::use_css;
use super::icon::{IconName, icon};
use super::rename::{RenameField, Renamed};

mod drag;

/// One tab.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TabItem {
    /// Which one, for the callbacks.
    pub id: u64,
    /// What it is called: all of its name.
    pub label: AttrValue,
    /// Its tooltip, which is also its description for a screen reader: say in words what its marks mean.
    pub title: Option<AttrValue>,
    /// A mark before the label, not read aloud.
    pub badge: Option<Html>,
    /// A number behind the label, not read aloud; none for 0.
    pub count: usize,
    /// A word behind the label, not read aloud.
    pub note: Option<AttrValue>,
    /// A green dot: something in it is running.
    pub live: bool,
    /// A dot in the accent behind the label: it has changes that are not saved.
    pub is_unsaved: bool,
    /// Whether the label is slanted: it is here only until the next one takes its place.
    pub is_preview: bool,
    /// Whether it has a cross.
    pub closable: bool,
    /// What the cross is called, where that is different for each tab; then all crosses show.
    pub close_name: Option<AttrValue>,
}

impl TabItem {
    /// A tab with nothing but a label.
    pub fn new(id: u64, label: impl Into<AttrValue>) -> Self {
        Self { id, label: label.into(), ..Self::default() }
    }
}

/// How tabs look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TabStyle {
    /// 36 px, on the canvas, the selected one with an accent line on top.
    Request,
    /// 36 px, the selected one underlined with the accent.
    #[default]
    Panel,
    /// 26 px, each with a border, that of the selected one in the accent.
    Chips,
    /// 26 px, as wide together as there is room, the selected one on a ground of its own.
    Segments,
}

impl TabStyle {
    fn class(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Panel => "panel",
            Self::Chips => "chips",
            Self::Segments => "segments",
        }
    }
}

/// What a [`TabList`] is given.
#[derive(PartialEq, Properties)]
pub struct TabListProps {
    /// What the tabs are.
    pub name: AttrValue,
    /// The tabs, in order.
    pub tabs: Rc<[TabItem]>,
    /// The id of the selected one.
    pub selected: u64,
    /// Another one was selected.
    pub onselect: Callback<u64>,
    /// One is to be closed.
    #[prop_or_default]
    pub onclose: Callback<u64>,
    /// One has another name: its id, and the name, neither empty nor the one before. Without this, names stay.
    #[prop_or_default]
    pub onrename: Option<Callback<(u64, String)>>,
    /// The one whose name is a field.
    #[prop_or_default]
    pub renaming: Option<u64>,
    /// The name of this one is to become a field, or that of none: the owner sets `renaming`.
    #[prop_or_default]
    pub onrenaming: Callback<Option<u64>>,
    /// One is to be moved: its id, and its place then, from 0. Without this, tabs stay where they are.
    #[prop_or_default]
    pub onmove: Option<Callback<(u64, usize)>>,
    /// The menu of one is to open: its id, and where in the window.
    #[prop_or_default]
    pub onmenu: Option<Callback<(u64, i32, i32)>>,
    /// How they look.
    #[prop_or_default]
    pub style: TabStyle,
    /// The id of the element that shows the selected tab's content.
    pub panel: AttrValue,
    /// What follows the last tab: a button for a new one.
    #[prop_or_default]
    pub end: Option<Html>,
}

/// A list of tabs.
///
/// A tab must not hold a button and a tab list nothing but tabs, so the crosses are a layer of their own: both layers
/// are subgrids of one grid, which gives them the same columns. The selected tab's cross is a button like any other;
/// those of the others are for the pointer alone, which leaves one button of that name. The field for a new name lies on that
/// layer, too, over its tab.
#[component]
pub fn TabList(props: &TabListProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        align-items: stretch;
        min-width: 0;
        flex: none;
        .scroller { min-width: 0; flex: 0 1 auto; overflow-x: auto; overflow-y: hidden; scrollbar-width: none; }
        .scroller::-webkit-scrollbar { display: none; }
        .columns {
            display: grid;
            grid-auto-flow: column;
            grid-auto-columns: auto;
            grid-template-rows: 100%;
            width: max-content;
            height: 100%;
        }
        .layer {
            display: grid;
            grid-template-columns: subgrid;
            grid-template-rows: 100%;
            grid-row: 1;
            grid-column: 1 / span var(--n-tabs);
        }
        .closers { pointer-events: none; }
        .tab {
            display: flex;
            align-items: center;
            min-width: 0;
            border: 0;
            margin: 0;
            background: none;
            color: var(--text-muted);
            font: inherit;
            white-space: nowrap;
            cursor: pointer;
            user-select: none;
        }
        .tab:hover { color: var(--text); }
        .tab:focus-visible { outline: 2px solid var(--accent); outline-offset: -3px; box-shadow: none; border-radius: var(--radius-sm); }
        .badge { display: flex; flex: none; }
        .count { padding: 0 5px; border-radius: var(--radius-full); background: var(--bg-subtle); font: var(--text-xs)/16px var(--font-mono); }
        .note { color: var(--text-faint); }
        .label { overflow: hidden; text-overflow: ellipsis; }
        .dot { flex: none; width: 7px; height: 7px; border-radius: 50%; background: var(--ok); }
        .unsaved { flex: none; width: 7px; height: 7px; border-radius: 50%; background: var(--accent); }
        .preview .label { font-style: italic; }
        .gap-before, .gap-after { position: relative; }
        .gap-before::before, .gap-after::after { content: ""; position: absolute; inset: 4px auto 4px 0; width: 2px; background: var(--accent); }
        .gap-after::after { inset: 4px 0 4px auto; }
        .rename {
            grid-row: 1;
            align-self: center;
            pointer-events: auto;
            /* As wide as the tab below it, which it must not widen. */
            width: 0;
            min-width: calc(100% - 8px);
            height: 26px;
            padding: 0 7px;
            border: 1px solid var(--accent);
            margin: 0 4px;
            border-radius: var(--radius-sm);
            background: var(--bg-raised);
            color: var(--text);
            box-shadow: none;
        }
        .close {
            grid-row: 1;
            pointer-events: auto;
            align-self: center;
            justify-self: end;
            display: flex;
            align-items: center;
            justify-content: center;
            width: 24px;
            height: 24px;
            padding: 0;
            border: 0;
            border-radius: 4px;
            background: transparent;
            color: var(--text-muted);
            cursor: pointer;
        }
        .close:hover { background: var(--bg-subtle); color: var(--text); }
        .close:focus-visible { box-shadow: var(--focus); }

        &.request { height: 36px; background: var(--bg-canvas); border-bottom: 1px solid var(--line); }
        &.request .tab { gap: 8px; min-width: 96px; max-width: 220px; padding: 0 12px; border-right: 1px solid var(--line); }
        &.request .tab.closable { padding-right: 34px; }
        &.request .tab.on { background: var(--bg-panel); color: var(--text); box-shadow: inset 0 2px 0 var(--accent); }
        &.request .close { margin-right: 6px; }
        &.request .close.off { opacity: 0; }
        &.request .close.off:hover { opacity: 1; }

        &.panel { height: 36px; padding: 0 8px; border-bottom: 1px solid var(--line); }
        &.panel .columns { column-gap: 2px; }
        &.panel .tab { gap: 5px; padding: 2px 9px 0; border-bottom: 2px solid transparent; }
        &.panel .tab.on { color: var(--text); border-bottom-color: var(--accent); font-weight: 600; }

        &.chips { align-items: center; gap: 4px; }
        &.chips .scroller { height: 26px; }
        &.chips .columns { column-gap: 4px; }
        &.chips .tab { gap: 6px; padding: 0 9px; border: 1px solid var(--line); border-radius: var(--radius-sm); }
        &.chips .tab.closable { padding-right: 26px; }
        &.chips .tab.on { border-color: var(--accent); color: var(--text); }
        &.chips .close { width: 20px; height: 20px; margin-right: 3px; }

        &.segments { padding: 8px; border-bottom: 1px solid var(--line); }
        &.segments .scroller { flex: 1; height: 26px; }
        &.segments .columns { width: 100%; grid-auto-columns: auto; justify-content: stretch; column-gap: 2px; }
        &.segments .tab { justify-content: center; padding: 0 6px; border-radius: var(--radius-sm); }
        &.segments .tab.on { background: var(--bg-subtle); color: var(--text); font-weight: 600; }
        "#,
    );
    let list = use_node_ref();
    let scroller = use_node_ref();
    // The tab that had the focus is about to go.
    let refocus = use_mut_ref(|| false);

    use_effect_with((props.selected, Rc::clone(&props.tabs)), {
        let (list, refocus) = (list.clone(), refocus.clone());
        move |_| {
            let tab =
                list.cast::<Element>().and_then(|list| list.query_selector("[aria-selected=true]").ok().flatten());
            let Some(tab) = tab else { return };
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            options.set_inline(ScrollLogicalPosition::Nearest);
            tab.scroll_into_view_with_scroll_into_view_options(&options);
            if refocus.replace(false) {
                focus(Some(tab));
            }
        }
    });

    let close = {
        let (onclose, refocus) = (props.onclose.clone(), refocus.clone());
        move |id: u64, keep_focus: bool| {
            *refocus.borrow_mut() = keep_focus;
            onclose.emit(id);
        }
    };
    let renaming = props.renaming.filter(|_| props.onrename.is_some());
    let start_rename = {
        let (onrenaming, can_rename) = (props.onrenaming.clone(), props.onrename.is_some());
        move |id: u64| {
            if can_rename {
                onrenaming.emit(Some(id));
            }
        }
    };
    let onend = {
        let (onrenaming, onrename, list) = (props.onrenaming.clone(), props.onrename.clone(), list.clone());
        Callback::from(move |end: Renamed| {
            onrenaming.emit(None);
            if end.by_key {
                let list = list.cast::<Element>();
                focus(list.and_then(|list| list.query_selector("[tabindex='0']").ok().flatten()));
            }
            if let (Some(onrename), Some(id), Some(name)) = (&onrename, renaming, end.name) {
                onrename.emit((id, name));
            }
        })
    };
    let move_tab = props.onmove.as_ref().map(|onmove| {
        let (onmove, tabs) = (onmove.clone(), Rc::clone(&props.tabs));
        Callback::from(move |(from, to): (usize, usize)| {
            if let Some(tab) = tabs.get(from) {
                onmove.emit((tab.id, to));
            }
        })
    });
    let drag = use_tab_drag(list.clone(), move_tab.clone());
    let onkeydown = {
        let (tabs, onselect, list) = (Rc::clone(&props.tabs), props.onselect.clone(), list.clone());
        let (selected, close, start_rename) = (props.selected, close.clone(), start_rename.clone());
        let (onmenu, refocus) = (props.onmenu.clone(), refocus.clone());
        let drag = drag.clone();
        Callback::from(move |event: KeyboardEvent| {
            let at = tabs.iter().position(|tab| tab.id == selected).unwrap_or(0);
            let Some(tab) = tabs.get(at) else { return };
            let is_primary = event.ctrl_key() || event.meta_key();
            match (event.key().as_str(), is_primary, event.alt_key(), event.shift_key()) {
                (key @ ("ArrowLeft" | "ArrowRight"), false, true, true) => {
                    event.prevent_default();
                    let to = if key == "ArrowLeft" { at.checked_sub(1) } else { Some(at + 1) };
                    if let (Some(move_tab), Some(to)) = (&move_tab, to.filter(|to| *to < tabs.len())) {
                        // An element that is put elsewhere loses the focus.
                        *refocus.borrow_mut() = true;
                        move_tab.emit((at, to));
                    }
                }
                ("F2", false, false, false) => {
                    event.prevent_default();
                    start_rename(tab.id);
                }
                ("F10", false, false, true) | ("ContextMenu", false, false, false) => {
                    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                    if let (Some(onmenu), Some(element)) = (&onmenu, element) {
                        event.prevent_default();
                        let rect = element.get_bounding_client_rect();
                        onmenu.emit((tab.id, whole(rect.left()), whole(rect.bottom())));
                    }
                }
                ("Escape", ..) => drag.ended(),
                _ => {}
            }
            if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
                return;
            }
            let last = tabs.len() - 1;
            let next = match event.key().as_str() {
                "ArrowLeft" => {
                    if at == 0 {
                        last
                    } else {
                        at - 1
                    }
                }
                "ArrowRight" => {
                    if at == last {
                        0
                    } else {
                        at + 1
                    }
                }
                "Home" => 0,
                "End" => last,
                "Delete" if tab.closable => {
                    event.prevent_default();
                    close(tab.id, true);
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            let element =
                list.cast::<Element>().and_then(|list| list.children().item(u32::try_from(next).unwrap_or(0)));
            focus(element);
            if next != at {
                onselect.emit(tabs[next].id);
            }
        })
    };
    // A wheel without a sideways axis still reaches the last tab.
    let onwheel = {
        let scroller = scroller.clone();
        Callback::from(move |event: WheelEvent| {
            if event.delta_x() == 0.0
                && let Some(element) = scroller.cast::<Element>()
            {
                #[expect(clippy::cast_possible_truncation, reason = "a wheel's step is some hundred pixels")]
                element.set_scroll_left(element.scroll_left() + event.delta_y() as i32);
            }
        })
    };
    let n_tabs = props.tabs.len();
    let has_selected = props.tabs.iter().any(|tab| tab.id == props.selected);
    let tabs = props.tabs.iter().enumerate().map(|(index, tab)| {
        let on = tab.id == props.selected;
        let id = tab.id;
        let in_order = on || (!has_selected && index == 0);
        let onauxclick = {
            let (close, closable) = (close.clone(), tab.closable);
            Callback::from(move |event: MouseEvent| {
                if event.button() == 1 && closable {
                    event.prevent_default();
                    close(id, false);
                }
            })
        };
        let ondblclick = {
            let start_rename = start_rename.clone();
            Callback::from(move |_: MouseEvent| start_rename(id))
        };
        let oncontextmenu = props.onmenu.as_ref().map(|onmenu| {
            onmenu.reform(move |event: MouseEvent| {
                event.prevent_default();
                (id, event.client_x(), event.client_y())
            })
        });
        let gap = match drag.gap() {
            Some(gap) if gap == index => Some("gap-before"),
            Some(gap) if gap == n_tabs && index + 1 == n_tabs => Some("gap-after"),
            Some(_) | None => None,
        };
        let kinds = [(on, "on"), (tab.closable, "closable"), (tab.is_preview, "preview")];
        let kinds = kinds.into_iter().filter_map(|(is_kind, class)| is_kind.then_some(class)).collect::<Classes>();
        html! {
            <button
                key={id}
                type="button"
                role="tab"
                class={classes!("tab", kinds, gap)}
                aria-selected={truth(on)}
                aria-controls={on.then(|| props.panel.clone())}
                tabindex={if in_order { "0" } else { "-1" }}
                title={tab.title.clone()}
                onclick={props.onselect.reform(move |_: MouseEvent| id)}
                onmousedown={Callback::from(stop_autoscroll)}
                {onauxclick}
                {ondblclick}
                {oncontextmenu}
            >
                if let Some(badge) = &tab.badge { <span class="badge" aria-hidden="true">{ badge.clone() }</span> }
                <span class="label">{ &tab.label }</span>
                if tab.count > 0 { <span class="count" aria-hidden="true">{ tab.count }</span> }
                if let Some(note) = &tab.note { <span class="note" aria-hidden="true">{ note }</span> }
                if tab.is_unsaved { <span class="unsaved" aria-hidden="true" /> }
                if tab.live { <span class="dot" aria-hidden="true" /> }
            </button>
        }
    });
    let is_renamed = |tab: &TabItem| renaming == Some(tab.id);
    let field = props.tabs.iter().enumerate().find(|(_, tab)| is_renamed(tab)).map(|(index, tab)| {
        html! {
            <RenameField
                key="rename"
                label={tab.label.clone()}
                text={tab.label.clone()}
                style={format!("grid-column: {}", index + 1)}
                onend={onend.clone()}
            />
        }
    });
    let has_crosses = field.is_some() || props.tabs.iter().any(|tab| tab.closable);
    let with_cross = props.tabs.iter().enumerate().filter(|(_, tab)| tab.closable && !is_renamed(tab));
    let closers = with_cross.map(|(index, tab)| {
        let on = tab.id == props.selected;
        let (id, close) = (tab.id, close.clone());
        let is_for_all = on || tab.close_name.is_some();
        let name = tab.close_name.clone().unwrap_or(AttrValue::Static("Close tab"));
        html! {
            <button
                key={id}
                type="button"
                class={classes!("close", (!is_for_all).then_some("off"))}
                style={format!("grid-column: {}", index + 1)}
                aria-label={name.clone()}
                aria-hidden={(!is_for_all).then_some("true")}
                tabindex={if is_for_all { "0" } else { "-1" }}
                title={name}
                onclick={Callback::from(move |_: MouseEvent| close(id, on))}
            >
                { icon(IconName::Close, 14) }
            </button>
        }
    });
    html! {
        <div class={classes!(style, props.style.class())}>
            <div ref={scroller} class="scroller" {onwheel}>
                <div class="columns" style={format!("--n-tabs: {}", props.tabs.len().max(1))}>
                    <div
                        ref={list}
                        class="layer"
                        role="tablist"
                        aria-label={props.name.clone()}
                        {onkeydown}
                        onpointerdown={point(&drag, TabDrag::taken)}
                        onpointermove={point(&drag, TabDrag::moved)}
                        onpointerup={point(&drag, |drag, _| drag.dropped())}
                        onpointercancel={point(&drag, |drag, _| drag.ended())}
                    >
                        { for tabs }
                    </div>
                    if has_crosses {
                        <div class="layer closers">{ for closers }{ for field }</div>
                    }
                </div>
            </div>
            { props.end.clone() }
        </div>
    }
}

fn point(drag: &TabDrag, act: fn(&TabDrag, &PointerEvent)) -> Callback<PointerEvent> {
    let drag = drag.clone();
    Callback::from(move |event: PointerEvent| act(&drag, &event))
}

#[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
fn whole(pixels: f64) -> i32 {
    pixels.round() as i32
}

fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Refused only by an element that left the page.
        let _ = element.focus();
    }
}

/// The middle button closes; it must not also start the browser's scrolling.
fn stop_autoscroll(event: MouseEvent) {
    if event.button() == 1 {
        event.prevent_default();
    }
}

#[cfg(test)]
mod tests;
