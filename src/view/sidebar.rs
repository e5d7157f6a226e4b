//! The side: collections, history and variables, of which one shows. On small screens it lies over the page.

use std::rc::Rc;

use duplex_core::app::msg::Msg;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use self::collections::CollectionsPane;
use self::variables::VariablesPane;
use super::history::HistoryPane;
use crate::store::{press, use_select, use_send};
use crate::ui::css::use_css;
use crate::ui::hooks::use_unique_id;
use crate::ui::tabs::{TabItem, TabList, TabStyle};

mod collections;
mod row_menu;
mod variables;

/// The id of the side, for the button that shows and hides it.
pub const SIDE: &str = "workspace";
/// What finds that button where it can be seen: there is one for wide and one for small screens.
const TOGGLE: &str = "[aria-controls=workspace]";

/// What the side shows, in the order of its tabs.
const PANES: [(Pane, &str); 3] =
    [(Pane::Collections, "Collections"), (Pane::History, "History"), (Pane::Variables, "Variables")];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pane {
    Collections,
    History,
    Variables,
}

/// The side.
#[component]
pub fn Sidebar() -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex-direction: column;
        width: 256px;
        min-height: 0;
        background: var(--bg-panel);
        border-right: 1px solid var(--line);
        > [role="tabpanel"] { flex: 1; display: flex; flex-direction: column; min-height: 0; }
        &.toggled { display: none; }
        + .scrim { display: none; }
        @media (max-width: 767px) {
            display: none;
            position: fixed;
            inset: 44px auto 0 0;
            z-index: 3;
            width: min(320px, calc(100vw - 44px));
            box-shadow: var(--shadow-pop);
            &.toggled { display: flex; animation: rise 0.16s ease-out; }
            &.toggled + .scrim { display: block; position: fixed; inset: 44px 0 0; z-index: 2; background: color-mix(in srgb, var(--bg-canvas) 65%, transparent); }
        }
        "#,
    );
    let send = use_send();
    let panel = use_unique_id("side");
    let (side, scrim) = (use_node_ref(), use_node_ref());
    let pane = use_state_eq(|| Pane::Collections);
    let is_toggled = use_select((), |app, ()| app.is_side_hidden());
    let renaming = use_select((), |app, ()| app.renaming());
    // What had the focus before the side came over the page; nothing before the first render.
    let before = use_mut_ref(|| None::<Option<HtmlElement>>);

    // A new name is typed where it shows.
    use_effect_with(renaming, {
        let (pane, side, send) = (pane.clone(), side.clone(), send.clone());
        move |renaming| {
            if renaming.is_some() {
                pane.set(Pane::Collections);
                if !shows(&side) {
                    send.emit(Msg::ToggleSide);
                }
            }
        }
    });
    use_effect_with(is_toggled, {
        let (side, scrim) = (side.clone(), scrim.clone());
        move |_| {
            let Some(element) = side.cast::<HtmlElement>() else { return };
            let Some(kept) = before.replace(Some(None)) else { return };
            if !shows(&side) {
                give_back(&element, kept);
            } else if shows(&scrim) {
                *before.borrow_mut() = Some(active(&element).and_then(|element| element.dyn_into().ok()));
                focus_first(&element, "input.rename, [aria-selected=true]");
            } else {
                focus_first(&element, "input.rename");
            }
        }
    });
    // It lies over the page no longer, if it does.
    let leave = {
        let (scrim, send) = (scrim.clone(), send.clone());
        Callback::from(move |()| {
            if shows(&scrim) {
                send.emit(Msg::ToggleSide);
            }
        })
    };
    let onkeydown = {
        let leave = leave.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.default_prevented() && !event.is_composing() {
                leave.emit(());
            }
        })
    };
    let onfocusout = {
        let (leave, side) = (leave.clone(), side.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target().and_then(|target| target.dyn_into::<Element>().ok());
            // A dialog comes back to where it was opened; its own button toggles it anyway.
            let is_elsewhere = |to: &Element| {
                let is_own = side.get().is_some_and(|side| side.contains(Some(to)));
                !is_own && to.closest("dialog, [aria-controls=workspace]").is_ok_and(|found| found.is_none())
            };
            if to.is_some_and(|to| is_elsewhere(&to)) {
                leave.emit(());
            }
        })
    };
    let onclick = {
        let leave = leave.clone();
        Callback::from(move |event: MouseEvent| {
            let visit = event.target_dyn_into::<Element>().and_then(|target| target.closest("[data-visit]").ok()?);
            if visit.is_some() {
                leave.emit(());
            }
        })
    };
    let onselect = {
        let pane = pane.clone();
        Callback::from(move |id| {
            if let Some((chosen, _)) = PANES.iter().find(|(pane, _)| *pane as u64 == id) {
                pane.set(*chosen);
            }
        })
    };
    let tabs: Rc<[TabItem]> = PANES.iter().map(|&(pane, label)| TabItem::new(pane as u64, label)).collect();
    let label = PANES.iter().find(|(other, _)| *other == *pane).map(|(_, label)| *label);
    html! {
        <>
            <nav
                ref={side}
                id={SIDE}
                class={classes!(style, is_toggled.then_some("toggled"))}
                aria-label="Workspace"
                {onkeydown}
                {onfocusout}
                {onclick}
            >
                <TabList
                    name="Workspace"
                    {tabs}
                    selected={*pane as u64}
                    {onselect}
                    style={TabStyle::Segments}
                    panel={panel.clone()}
                />
                <div role="tabpanel" id={panel} aria-label={label}>
                    { match *pane {
                        Pane::Collections => html! { <CollectionsPane onopen={leave} /> },
                        Pane::History => html! { <HistoryPane /> },
                        Pane::Variables => html! { <VariablesPane /> },
                    } }
                </div>
            </nav>
            <div ref={scrim} class="scrim" onclick={press(&send, (), |()| Msg::ToggleSide)} />
        </>
    }
}

/// Whether an element takes any room.
fn shows(node: &NodeRef) -> bool {
    node.cast::<HtmlElement>().is_some_and(|element| element.offset_width() > 0)
}

fn active(side: &HtmlElement) -> Option<Element> {
    side.owner_document().and_then(|document| document.active_element())
}

/// Gives the focus back that the side had, to what had it before or to the button that shows the side.
fn give_back(side: &HtmlElement, before: Option<HtmlElement>) {
    let is_lost = active(side).is_none_or(|active| active.tag_name() == "BODY" || side.contains(Some(&active)));
    if !is_lost {
        return;
    }
    match before.filter(|before| before.offset_width() > 0) {
        // Refused only by an element that left the page.
        Some(before) => drop(before.focus()),
        None => {
            let buttons = side.owner_document().and_then(|document| document.query_selector_all(TOGGLE).ok());
            let buttons = buttons.iter().flat_map(|all| (0..all.length()).filter_map(|index| all.get(index)));
            let mut buttons = buttons.filter_map(|button| button.dyn_into::<HtmlElement>().ok());
            if let Some(button) = buttons.find(|button| button.offset_width() > 0) {
                // As above.
                let _ = button.focus();
            }
        }
    }
}

fn focus_first(side: &HtmlElement, selector: &str) {
    let found = side.query_selector(selector).ok().flatten();
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // Refused only by an element that left the page.
        let _ = found.focus();
    }
}
