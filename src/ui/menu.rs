//! A menu that pops up: at a point, or below the button that opens it.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, EventTarget, HtmlElement, MouseEvent, Node};
use yew::prelude::*;

use super::button::truth;
use super::css::{decimal, use_css};
use super::hooks::use_latest;
use super::icon::{IconName, icon};
use super::typing::{Typing, use_typing};

/// What can be chosen; also what the keyboard walks over.
const ITEM: &str = "[role^=menuitem]";
/// Between the menu and the edges of the window.
const MARGIN: f64 = 8.0;

/// One line of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// Which one, for the callback.
    pub id: u64,
    /// What it does.
    pub label: AttrValue,
    /// The keys that do the same, as drawn; may be empty.
    pub hint: AttrValue,
    /// Whether it is the one that holds, where it is one of several of which one does.
    pub checked: Option<bool>,
    /// Whether it can be chosen now.
    pub enabled: bool,
    /// Whether it is red: it destroys something.
    pub is_danger: bool,
    /// Whether there is a line above it.
    pub starts_group: bool,
}

impl MenuItem {
    /// One that can be chosen, with nothing but a label.
    pub fn new(id: u64, label: impl Into<AttrValue>) -> Self {
        Self {
            id,
            label: label.into(),
            hint: AttrValue::default(),
            checked: None,
            enabled: true,
            is_danger: false,
            starts_group: false,
        }
    }
}

/// Where a menu is, unless the window ends there.
#[derive(Clone, Debug, PartialEq)]
pub enum MenuPlace {
    /// With its upper left corner so far from the window's left and upper edge.
    At(i32, i32),
    /// Below an element, which a press of the pointer on does not close it.
    Below(NodeRef),
}

/// What a [`Menu`] is given.
#[derive(PartialEq, Properties)]
pub struct MenuProps {
    /// What the items are for.
    pub name: AttrValue,
    /// The items, in order.
    pub items: Rc<[MenuItem]>,
    /// Where it is.
    pub place: MenuPlace,
    /// One was chosen. The menu has been told to close before, and the focus is back.
    pub onchoose: Callback<u64>,
    /// It is to be closed. The owner then leaves it out.
    pub onclose: Callback<()>,
}

/// A menu that is open for as long as it is drawn, above all else on the page.
///
/// The focus goes to its first item, or to the one that is checked, and back when it closes.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let style = use_css(
        r#"
        position: fixed;
        inset: auto;
        left: var(--x, 0);
        top: var(--y, 0);
        min-width: 180px;
        max-width: min(360px, calc(100vw - 16px));
        max-height: calc(100dvh - 16px);
        padding: 4px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-md);
        margin: 0;
        overflow: auto;
        overscroll-behavior: contain;
        background: var(--bg-raised);
        color: var(--text);
        font: var(--text-md) / 1.45 var(--font-ui);
        box-shadow: var(--shadow-pop);
        .item {
            display: flex;
            align-items: center;
            gap: 8px;
            width: 100%;
            min-height: 28px;
            padding: 3px 8px;
            border: 0;
            border-radius: var(--radius-sm);
            background: transparent;
            color: inherit;
            font: inherit;
            text-align: start;
        }
        .item:focus { background: var(--bg-selected); box-shadow: none; }
        .item:focus-visible { box-shadow: inset 0 0 0 2px var(--accent); }
        .item.danger { color: var(--danger); }
        .item.danger:focus { background: var(--danger-bg); }
        .item[aria-disabled] { color: var(--text-faint); cursor: default; opacity: 0.7; }
        .label { flex: 1; min-width: 0; overflow-wrap: anywhere; }
        .hint { flex: none; margin-left: 16px; color: var(--text-faint); font: var(--text-xs) var(--font-mono); }
        .tick { flex: none; width: 14px; height: 14px; color: var(--accent); }
        .line { height: 1px; margin: 4px 0; background: var(--line); }
        @media (pointer: coarse) { .item { min-height: 36px; } }
        @media (forced-colors: active) { .item:focus { outline: 2px solid Highlight; outline-offset: -2px; } }
        "#,
    );
    let node = use_node_ref();
    let latest = use_latest((props.onchoose.clone(), props.onclose.clone()));
    // What had the focus before.
    let before = use_mut_ref(|| None::<HtmlElement>);
    let menu = Handle { node: node.clone(), before, latest, typing: use_typing() };

    use_effect_with((), {
        let (menu, place) = (menu.clone(), props.place.clone());
        move |()| {
            let outside = menu.open(&place);
            move || {
                drop(outside);
                menu.closed();
            }
        }
    });
    // Other items, another size.
    use_effect_with((props.place.clone(), Rc::clone(&props.items)), {
        let menu = menu.clone();
        move |(place, _)| menu.put(place)
    });

    let onkeydown = {
        let menu = menu.clone();
        Callback::from(move |event: KeyboardEvent| menu.key(&event))
    };
    // What has the pointer has the focus: one item is marked, not two.
    let onmouseover = Callback::from(|event: MouseEvent| {
        if let Some(item) = item_of(event.target()) {
            focus(&item);
        }
    });
    let oncontextmenu = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        event.stop_propagation();
    });
    let has_ticks = props.items.iter().any(|item| item.checked.is_some());
    let items = props.items.iter().enumerate().map(|(index, item)| {
        let (id, enabled) = (item.id, item.enabled);
        let onclick = {
            let menu = menu.clone();
            Callback::from(move |event: MouseEvent| {
                // The owner may have its own use for clicks.
                event.stop_propagation();
                if enabled {
                    menu.close();
                    let onchoose = menu.latest.borrow().0.clone();
                    onchoose.emit(id);
                }
            })
        };
        html! {
            <>
                if item.starts_group && index > 0 { <div class="line" role="separator" /> }
                <button
                    type="button"
                    role={if item.checked.is_some() { "menuitemradio" } else { "menuitem" }}
                    class={classes!("item", item.is_danger.then_some("danger"))}
                    tabindex="-1"
                    aria-checked={item.checked.map(truth)}
                    aria-disabled={(!enabled).then_some("true")}
                    {onclick}
                >
                    if has_ticks {
                        <span class="tick">
                            if item.checked == Some(true) { { icon(IconName::Check, 14) } }
                        </span>
                    }
                    <span class="label">{ &item.label }</span>
                    if !item.hint.is_empty() { <span class="hint" aria-hidden="true">{ &item.hint }</span> }
                </button>
            </>
        }
    });
    html! {
        <div
            ref={node}
            class={style}
            popover="manual"
            role="menu"
            tabindex="-1"
            aria-label={props.name.clone()}
            {onkeydown}
            {onmouseover}
            {oncontextmenu}
            onpointerdown={Callback::from(|event: PointerEvent| event.stop_propagation())}
        >
            { for items }
        </div>
    }
}

/// The menu as its listeners see it.
#[derive(Clone)]
struct Handle {
    node: NodeRef,
    before: Rc<RefCell<Option<HtmlElement>>>,
    latest: Rc<RefCell<Rc<Owner>>>,
    typing: Rc<Typing>,
}

/// Who is told: what was chosen, and that it is to be closed.
type Owner = (Callback<u64>, Callback<()>);

impl Handle {
    /// Shows it and takes the focus; gives what hears presses elsewhere.
    fn open(&self, place: &MenuPlace) -> Option<Outside> {
        let element = self.node.cast::<HtmlElement>()?;
        *self.before.borrow_mut() = active(&element).and_then(|element| element.dyn_into().ok());
        // Refused only if it is open already or has left the page.
        let _ = element.show_popover();
        self.put(place);
        let items = self.items();
        let checked = items.iter().find(|item| item.get_attribute("aria-checked").as_deref() == Some("true"));
        focus(checked.or_else(|| items.first()).unwrap_or(&element));
        let (menu, place) = (self.clone(), place.clone());
        Outside::listen(move |target| {
            let anchor = match &place {
                MenuPlace::At(..) => None,
                MenuPlace::Below(anchor) => anchor.get(),
            };
            let is_in = |node: Option<Node>| node.is_some_and(|node| node.contains(Some(target)));
            if !is_in(menu.node.get()) && !is_in(anchor) {
                menu.tell_close();
            }
        })
    }

    /// Puts it where it belongs, inside the window.
    fn put(&self, place: &MenuPlace) {
        let Some(element) = self.node.cast::<HtmlElement>() else { return };
        let page = element.owner_document().and_then(|document| document.document_element());
        let Some(page) = page else { return };
        let (width, height) = (f64::from(page.client_width()), f64::from(page.client_height()));
        let size = element.get_bounding_client_rect();
        let (x, below, above) = match place {
            MenuPlace::At(x, y) => (f64::from(*x), f64::from(*y), f64::from(*y)),
            MenuPlace::Below(anchor) => match anchor.cast::<Element>() {
                Some(anchor) => {
                    let rect = anchor.get_bounding_client_rect();
                    (rect.left(), rect.bottom() + 4.0, rect.top() - 4.0)
                }
                None => (0.0, 0.0, 0.0),
            },
        };
        let fits_below = below + size.height() <= height - MARGIN;
        let y = if fits_below || above - size.height() < MARGIN { below } else { above - size.height() };
        let x = x.min(width - MARGIN - size.width()).max(MARGIN);
        let y = y.min(height - MARGIN - size.height()).max(MARGIN);
        for (name, pixels) in [("--x", x), ("--y", y)] {
            // Refused only for a name that is no property.
            let _ = element.style().set_property(name, &format!("{}px", decimal(pixels)));
        }
    }

    fn items(&self) -> Vec<HtmlElement> {
        let found = self.node.cast::<Element>().and_then(|menu| menu.query_selector_all(ITEM).ok());
        let nodes = found.iter().flat_map(|found| (0..found.length()).filter_map(|index| found.get(index)));
        nodes.filter_map(|node| node.dyn_into().ok()).collect()
    }

    /// A key while an item has the focus. None goes on to what is around the menu.
    fn key(&self, event: &KeyboardEvent) {
        event.stop_propagation();
        let items = self.items();
        let focused = self.node.cast::<HtmlElement>().and_then(|menu| active(&menu));
        let at = items.iter().position(|item| Some(&**item) == focused.as_ref());
        let last = items.len().saturating_sub(1);
        let to = match (event.key().as_str(), at) {
            ("ArrowDown", None) | ("Home" | "PageUp", _) => 0,
            ("ArrowUp", None) | ("End" | "PageDown", _) => last,
            ("ArrowDown", Some(at)) => (at + 1) % items.len(),
            ("ArrowUp", Some(at)) => (at + last) % items.len(),
            ("Escape", _) => {
                event.prevent_default();
                self.close();
                return;
            }
            ("Tab", _) => {
                // From where the focus was before, the browser goes on.
                self.close();
                return;
            }
            ("Enter", Some(at)) => {
                event.prevent_default();
                press(items.get(at));
                return;
            }
            (" ", Some(at)) if !self.typing.is_under_way() => {
                event.prevent_default();
                press(items.get(at));
                return;
            }
            (key, at) => {
                if event.ctrl_key() || event.meta_key() || event.alt_key() {
                    return;
                }
                let name = |place: usize| items.get(place)?.query_selector(".label").ok()??.text_content();
                match self.typing.find(key, items.len(), at.unwrap_or(last), name) {
                    Some(to) => to,
                    None => return,
                }
            }
        };
        event.prevent_default();
        if let Some(item) = items.get(to) {
            focus(item);
        }
    }

    /// Gives the focus back and asks to be closed. In this order: what is chosen may want the focus.
    fn close(&self) {
        self.give_back();
        self.tell_close();
    }

    fn tell_close(&self) {
        let onclose = self.latest.borrow().1.clone();
        onclose.emit(());
    }

    /// It is no longer drawn.
    fn closed(&self) {
        let Some(element) = self.node.cast::<HtmlElement>() else {
            self.give_back();
            return;
        };
        let is_kept =
            active(&element).is_none_or(|active| active.tag_name() == "BODY" || element.contains(Some(&active)));
        if is_kept {
            self.give_back();
        }
    }

    fn give_back(&self) {
        if let Some(before) = self.before.take() {
            focus(&before);
        }
    }
}

/// Hears where the pointer goes down, anywhere on the page, until dropped.
struct Outside {
    page: EventTarget,
    closure: Closure<dyn FnMut(web_sys::Event)>,
}

impl Outside {
    fn listen(mut pressed: impl FnMut(&Node) + 'static) -> Option<Self> {
        let page = EventTarget::from(web_sys::window()?.document()?);
        let closure = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            if let Some(target) = event.target().and_then(|target| target.dyn_into::<Node>().ok()) {
                pressed(&target);
            }
        });
        // Before any widget hears it, and may keep it to itself.
        let hears = closure.as_ref().unchecked_ref();
        page.add_event_listener_with_callback_and_bool("pointerdown", hears, true).ok()?;
        Some(Self { page, closure })
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        let hears = self.closure.as_ref().unchecked_ref();
        // Fails for no listener there is.
        let _ = self.page.remove_event_listener_with_callback_and_bool("pointerdown", hears, true);
    }
}

fn active(element: &HtmlElement) -> Option<Element> {
    element.owner_document().and_then(|document| document.active_element())
}

fn item_of(target: Option<EventTarget>) -> Option<HtmlElement> {
    target?.dyn_into::<Element>().ok()?.closest(ITEM).ok()??.dyn_into().ok()
}

fn focus(element: &HtmlElement) {
    // Refused only by an element that left the page.
    let _ = element.focus();
}

fn press(item: Option<&HtmlElement>) {
    if let Some(item) = item {
        item.click();
    }
}

/// What a [`MenuButton`] is given.
#[derive(PartialEq, Properties)]
pub struct MenuButtonProps {
    /// What the menu is for: the name of both.
    pub name: AttrValue,
    /// A symbol, for all of the button or before the words.
    #[prop_or_default]
    pub symbol: Option<IconName>,
    /// What is drawn, read aloud after the name: what is chosen now. May be empty.
    #[prop_or_default]
    pub words: AttrValue,
    /// The items, in order.
    pub items: Rc<[MenuItem]>,
    /// One was chosen.
    pub onchoose: Callback<u64>,
}

/// A button that opens a menu below it.
#[component]
pub fn MenuButton(props: &MenuButtonProps) -> Html {
    let style = use_css(
        r#"
        display: inline-flex;
        flex: none;
        min-width: 0;
        > button {
            display: inline-flex;
            align-items: center;
            justify-content: center;
            gap: 6px;
            min-width: 28px;
            max-width: 220px;
            height: 28px;
            padding: 0 5px;
            border: 1px solid transparent;
            border-radius: var(--radius-sm);
            background: transparent;
            color: var(--text-muted);
            font: inherit;
            white-space: nowrap;
        }
        > button.worded { padding: 0 7px 0 10px; border-color: var(--line-strong); background: var(--bg-raised); color: var(--text); }
        > button:hover, > button[aria-expanded="true"] { background: var(--bg-subtle); color: var(--text); }
        > button:focus-visible { box-shadow: var(--focus); }
        > button > .words { min-width: 0; overflow: hidden; text-overflow: ellipsis; }
        "#,
    );
    let anchor = use_node_ref();
    let is_open = use_state_eq(|| false);
    let onclick = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let onkeydown = {
        let is_open = is_open.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "ArrowDown" && !*is_open {
                event.prevent_default();
                is_open.set(true);
            }
        })
    };
    let onclose = {
        let is_open = is_open.clone();
        Callback::from(move |()| is_open.set(false))
    };
    let name = match &*props.words {
        "" => props.name.clone(),
        words => AttrValue::from(format!("{}: {words}", props.name)),
    };
    html! {
        <span class={style}>
            <button
                ref={&anchor}
                type="button"
                class={(!props.words.is_empty()).then_some("worded")}
                aria-haspopup="menu"
                aria-expanded={truth(*is_open)}
                aria-label={name}
                title={props.name.clone()}
                {onclick}
                {onkeydown}
            >
                { for props.symbol.map(|symbol| icon(symbol, 16)) }
                if !props.words.is_empty() {
                    <span class="words">{ &props.words }</span>
                    { icon(IconName::ChevronDown, 14) }
                }
            </button>
            if *is_open {
                <Menu
                    name={props.name.clone()}
                    items={Rc::clone(&props.items)}
                    place={MenuPlace::Below(anchor)}
                    onchoose={props.onchoose.clone()}
                    {onclose}
                />
            }
        </span>
    }
}

#[cfg(test)]
mod tests;
