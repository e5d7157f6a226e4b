//! A list of which one is chosen, with branches set in: what the keyboard walks to is chosen at once.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use super::button::truth;
use super::css::use_css;
use super::hooks::use_unique_id;
use super::icon::{IconName, icon};
use super::typing::use_typing;

/// How many options Page Up and Page Down go.
const PAGE: usize = 8;

/// One option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListOption {
    /// Which one, for the callback.
    pub id: u64,
    /// What is drawn.
    pub label: AttrValue,
    /// All of its name, with that of what it lies in: its place in the list says so only to the eye.
    pub name: AttrValue,
    /// How deep it lies, from 1.
    pub level: u16,
    /// Before the label.
    pub symbol: IconName,
}

/// What a [`ListBox`] is given.
#[derive(PartialEq, Properties)]
pub struct ListBoxProps {
    /// What is chosen, shown above.
    pub label: AttrValue,
    /// The options, in order.
    pub options: Rc<[ListOption]>,
    /// The one that is chosen.
    pub selected: u64,
    /// Another one is.
    pub onselect: Callback<u64>,
    /// Enter was pressed, or an option clicked twice.
    pub onenter: Callback<()>,
}

/// A list of at most 240 px.
#[component]
pub fn ListBox(props: &ListBoxProps) -> Html {
    let style = use_css(
        r#"
        display: grid;
        gap: 4px;
        min-width: 0;
        > [role="listbox"] {
            max-height: min(240px, 34dvh);
            padding: 4px;
            border: 1px solid var(--line-strong);
            border-radius: var(--radius-sm);
            background: var(--bg-raised);
            overflow: auto;
            overscroll-behavior: contain;
        }
        > [role="listbox"]:focus-visible { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
        .option {
            display: flex;
            align-items: center;
            gap: 8px;
            height: var(--row);
            padding: 0 8px 0 min(calc(8px + 18px * (var(--level) - 1)), 50%);
            border-radius: var(--radius-sm);
            color: var(--text-muted);
            white-space: nowrap;
            cursor: default;
            user-select: none;
        }
        .option > span { min-width: 0; overflow: hidden; text-overflow: ellipsis; color: var(--text); }
        .option:hover { background: var(--bg-subtle); }
        .option[aria-selected="true"] { background: var(--bg-selected); }
        @media (pointer: coarse) { .option { height: 36px; } }
        @media (forced-colors: active) { .option[aria-selected="true"] { outline: 2px solid Highlight; outline-offset: -2px; } }
        "#,
    );
    let id = use_unique_id("list");
    let list = use_node_ref();
    let typing = use_typing();
    let at = props.options.iter().position(|option| option.id == props.selected);

    use_effect_with((list.clone(), props.selected), |(list, _)| show_selected(list));

    let onkeydown = {
        let (options, typing) = (Rc::clone(&props.options), typing);
        let (onselect, onenter) = (props.onselect.clone(), props.onenter.clone());
        Callback::from(move |event: KeyboardEvent| {
            let is_held = event.ctrl_key() || event.meta_key() || event.alt_key();
            let (Some(last), false) = (options.len().checked_sub(1), is_held || event.is_composing()) else { return };
            let from = at.unwrap_or_default();
            let to = match event.key().as_str() {
                "ArrowDown" => (from + 1).min(last),
                "ArrowUp" => from.saturating_sub(1),
                "PageDown" => (from + PAGE).min(last),
                "PageUp" => from.saturating_sub(PAGE),
                "Home" => 0,
                "End" => last,
                "Enter" => {
                    event.prevent_default();
                    onenter.emit(());
                    return;
                }
                key => {
                    let label = |place: usize| options.get(place).map(|option| option.label.to_string());
                    match typing.find(key, options.len(), from, label) {
                        Some(to) => to,
                        None => return,
                    }
                }
            };
            event.prevent_default();
            if let Some(option) = options.get(to) {
                onselect.emit(option.id);
            }
        })
    };
    let options = props.options.iter().enumerate().map(|(index, option)| {
        let chosen = option.id;
        html! {
            <div
                key={option.id}
                id={format!("{id}-{index}")}
                class="option"
                role="option"
                style={format!("--level: {}", option.level.max(1))}
                aria-label={option.name.clone()}
                aria-selected={truth(at == Some(index))}
                title={option.name.clone()}
                onclick={props.onselect.reform(move |_: MouseEvent| chosen)}
                ondblclick={props.onenter.reform(|_: MouseEvent| ())}
            >
                { icon(option.symbol, 14) }<span>{ &option.label }</span>
            </div>
        }
    });
    html! {
        <div class={style}>
            <span id={format!("{id}-label")}>{ &props.label }</span>
            <div
                ref={list}
                role="listbox"
                tabindex="0"
                aria-labelledby={format!("{id}-label")}
                aria-activedescendant={at.map(|at| format!("{id}-{at}"))}
                {onkeydown}
            >
                { for options }
            </div>
        </div>
    }
}

/// Scrolls the list, and nothing around it.
fn show_selected(list: &NodeRef) {
    let selected = list.cast::<Element>().and_then(|list| list.query_selector("[aria-selected=true]").ok().flatten());
    if let Some(selected) = selected.and_then(|selected| selected.dyn_into::<HtmlElement>().ok()) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        selected.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
