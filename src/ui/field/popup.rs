//! Draws the variables of an input: the marked text behind it, and the card or the list below it.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, HtmlElement, MouseEvent, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use super::assist::{Assist, Inner, Popup};
use crate::ui::button::truth;
use crate::ui::css::css_class;
use crate::ui::variables::Mark;

/// What is left free between what is open and the edge of the window.
const MARGIN: f64 = 8.0;

/// What of the input's look the text behind it needs to lie exactly below the input's own.
const METRICS: [&str; 6] = ["font", "letter-spacing", "padding-left", "padding-right", "text-indent", "text-overflow"];

/// The input with its variables behind it and below it. A plain function: the input has the state.
pub(super) fn around(assist: &Rc<Assist>, input: Html) -> Html {
    let style = css_class(
        r#"
        position: relative;
        display: grid;
        flex: 1;
        width: 100%;
        height: 100%;
        min-width: 0;
        border-radius: inherit;
        isolation: isolate;
        /* Whole pixels: so both texts lie at the same ones. */
        && > input { line-height: normal; }
        .mirror {
            position: absolute;
            inset: 0;
            z-index: -1;
            overflow: hidden;
            pointer-events: none;
        }
        .text { display: block; overflow: hidden; white-space: pre; text-overflow: inherit; }
        input:focus ~ .mirror .text { text-overflow: clip; }
        .mark { border-radius: 3px; }
        .known { color: var(--syntax-key); background: color-mix(in srgb, var(--syntax-key) 12%, transparent); }
        .secret { text-decoration: underline dotted; }
        .unknown { color: var(--danger); background: var(--danger-bg); text-decoration: underline wavy; text-decoration-skip-ink: none; }
        .popup {
            position: fixed;
            inset: auto;
            display: grid;
            gap: 2px;
            max-width: min(420px, 100vw - 16px);
            max-height: 240px;
            padding: 8px 12px;
            border: 1px solid var(--line);
            margin: 0;
            border-radius: var(--radius-sm);
            background: var(--bg-raised);
            color: var(--text);
            font: var(--text-sm)/1.45 var(--font-ui);
            box-shadow: var(--shadow-pop);
            overflow: auto;
            overflow-wrap: anywhere;
        }
        .popup .name { font-family: var(--font-mono); font-weight: 600; }
        .popup .value { font-family: var(--font-mono); }
        .card .value { white-space: pre-wrap; }
        .popup .scope { color: var(--text-faint); }
        .popup .missing { color: var(--danger); }
        .popup button {
            justify-self: start;
            height: 24px;
            padding: 0 8px;
            border: 1px solid var(--line-strong);
            margin-top: 4px;
            border-radius: var(--radius-sm);
            background: var(--bg-raised);
            color: var(--text);
            font: inherit;
            cursor: pointer;
        }
        .popup button:hover { background: var(--bg-subtle); }
        .popup button:focus-visible { box-shadow: var(--focus); }
        .popup.list { gap: 0; min-width: 200px; padding: 4px; overflow-wrap: normal; }
        .option {
            display: flex;
            align-items: center;
            gap: 10px;
            min-width: 0;
            min-height: 28px;
            padding: 0 8px;
            border-radius: 3px;
            white-space: nowrap;
            cursor: pointer;
        }
        .option:hover { background: var(--bg-subtle); }
        .option[aria-selected="true"] { background: var(--bg-selected); }
        .option > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .option .name { flex: none; max-width: 60%; font-weight: 400; }
        .option .value { flex: 1; color: var(--text-faint); }
        .option .scope { flex: none; max-width: 40%; }
        @media (forced-colors: none) {
            &.marked input { -webkit-text-fill-color: transparent; }
            &.marked input::selection { color: transparent; }
        }
        @media (forced-colors: active) {
            .mirror { opacity: 0; }
            .option[aria-selected="true"] { outline: 2px solid; outline-offset: -2px; }
        }
        "#,
    );
    let inner = assist.inner.borrow();
    let is_marked = !inner.text.is_empty();
    html! {
        <span
            ref={&assist.field}
            class={classes!(style, is_marked.then_some("marked"))}
        >
            { input }
            if is_marked {
                <span ref={&assist.mirror} class="mirror" aria-hidden="true">
                    <span class="text">{ for pieces(&inner) }</span>
                </span>
                <span id={assist.id.clone()} class="sr-only">{ assist.description() }</span>
            }
            { popup(assist, &inner) }
        </span>
    }
}

/// The text, its variables marked.
fn pieces(inner: &Inner) -> impl Iterator<Item = Html> {
    inner.pieces.iter().map(|piece| {
        let class = piece.mark.and_then(|mark| inner.marks.get(mark)).map(|mark| classes!("mark", mark.class()));
        let text = inner.text.get(piece.range.clone()).unwrap_or_default().to_owned();
        html! { <span {class}>{ text }</span> }
    })
}

fn popup(assist: &Rc<Assist>, inner: &Inner) -> Html {
    match &inner.popup {
        Some(Popup::Card { mark, .. }) => inner.marks.get(*mark).map(|mark| card(assist, mark)).unwrap_or_default(),
        Some(Popup::List { found, current, .. }) => list(assist, inner, found, *current),
        None => Html::default(),
    }
}

/// What is known of a variable.
fn card(assist: &Rc<Assist>, mark: &Mark) -> Html {
    let name = &mark.name;
    let said = match &mark.known {
        Some(known) => html! {
            <>
                <span class="value">{ &known.value }</span>
                <span class="scope">{ &known.scope }</span>
            </>
        },
        None => {
            let (assist, name) = (Rc::clone(assist), name.clone());
            let words = format!("Define {name}");
            html! {
                <>
                    <span class="missing">{ "Not defined" }</span>
                    <button type="button" onclick={move |_: MouseEvent| assist.define(&name)}>{ words }</button>
                </>
            }
        }
    };
    html! {
        <span
            key="card"
            ref={&assist.popup}
            class="popup card"
            popover="manual"
            role="group"
            aria-label={format!("Variable {name}")}
        >
            <span class="name">{ name }</span>
            { said }
        </span>
    }
}

/// The names that are offered.
fn list(assist: &Rc<Assist>, inner: &Inner, found: &[usize], current: usize) -> Html {
    let all = inner.known.iter().flat_map(|known| known.list.iter()).collect::<Vec<_>>();
    let options = found.iter().filter_map(|index| all.get(*index)).enumerate().map(|(index, known)| {
        let onclick = {
            let assist = Rc::clone(assist);
            move |_: MouseEvent| assist.choose(index)
        };
        html! {
            <span
                id={option_id(assist, index)}
                class="option"
                role="option"
                aria-selected={truth(index == current)}
                {onclick}
            >
                <span class="name">{ &known.name }</span>
                <span class="value">{ &known.value }</span>
                <span class="scope">{ &known.scope }</span>
            </span>
        }
    });
    html! {
        <span
            key="list"
            ref={&assist.popup}
            id={list_id(assist)}
            class="popup list"
            popover="manual"
            role="listbox"
            aria-label="Variables"
            // The focus stays in the input.
            onmousedown={|event: MouseEvent| event.prevent_default()}
        >
            { for options }
        </span>
    }
}

/// The id of the list that is open.
pub(super) fn list_id(assist: &Assist) -> String {
    format!("{}-list", assist.id)
}

/// The id of one of the names that are offered.
pub(super) fn option_id(assist: &Assist, index: usize) -> String {
    format!("{}-{index}", assist.id)
}

/// The mark at this place of the window.
pub(super) fn pointed(assist: &Assist, x: f64, y: f64) -> Option<usize> {
    let text = text(assist)?;
    let inner = assist.inner.borrow();
    inner.pieces.iter().enumerate().find_map(|(index, piece)| {
        let mark = piece.mark?;
        let at = child(&text, index)?.get_bounding_client_rect();
        (at.left() <= x && x < at.right() && at.top() - 4.0 <= y && y < at.bottom() + 4.0).then_some(mark)
    })
}

/// Puts the text behind the input where the input's is, and what is open below its variable.
pub(super) fn place(assist: &Assist) {
    let (Some(input), Some(text)) = (assist.input(), text(assist)) else {
        return;
    };
    let mirror = assist.mirror.cast::<HtmlElement>();
    let look = web_sys::window().and_then(|window| window.get_computed_style(&input).ok().flatten());
    if let Some(((mirror, text), look)) = mirror.zip(text.dyn_ref::<HtmlElement>()).zip(look) {
        for property in METRICS {
            // Refused only for what no browser knows.
            let value = look.get_property_value(property).unwrap_or_default();
            let _ = mirror.style().set_property(property, &value);
        }
        // In the middle, at a whole pixel as Chromium has it.
        let free = mirror.get_bounding_client_rect().height() - text.get_bounding_client_rect().height();
        let _ = text.style().set_property("margin-top", &format!("{}px", (free / 2.0).round() as i32));
    }
    scroll(assist);
    let Some(popup) = assist.popup.cast::<HtmlElement>() else {
        return;
    };
    // Where popovers are not known, it is at its place as well, only below what lies higher.
    if !popup.matches(":popover-open").unwrap_or(true) {
        let _ = popup.show_popover();
    }
    let inner = assist.inner.borrow();
    let index = inner.pieces.iter().position(|piece| match inner.popup {
        Some(Popup::Card { mark, .. }) => piece.mark == Some(mark),
        Some(Popup::List { open, .. }) => piece.range.contains(&open),
        None => false,
    });
    let field = input.get_bounding_client_rect();
    let left =
        index.and_then(|index| child(&text, index)).map_or(field.left(), |mark| mark.get_bounding_client_rect().left());
    put(&popup, left.min(field.right()).max(field.left()), &field);
    if let Some(Popup::List { current, .. }) = inner.popup
        && let Some(option) = u32::try_from(current).ok().and_then(|current| popup.children().item(current))
    {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The text behind the input goes where the input's has gone.
pub(super) fn scroll(assist: &Assist) {
    if let (Some(input), Some(text)) = (assist.input(), text(assist)) {
        text.set_scroll_left(input.scroll_left());
    }
}

/// Puts what is open below the field, or above it where there is more room, and inside the window.
fn put(popup: &HtmlElement, left: f64, field: &DomRect) {
    let Some(window) = web_sys::window() else { return };
    let length = |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or_default()
    };
    let (width, height) = (length(window.inner_width()), length(window.inner_height()));
    let size = popup.get_bounding_client_rect();
    let left = left.min(width - size.width() - MARGIN).max(MARGIN);
    let below = field.bottom() + 4.0;
    let above = field.top() - 4.0 - size.height();
    let top = if below + size.height() + MARGIN <= height || above < MARGIN { below } else { above };
    for (property, value) in [("left", left), ("top", top)] {
        let _ = popup.style().set_property(property, &format!("{}px", value.round() as i32));
    }
}

/// What scrolls behind the input.
fn text(assist: &Assist) -> Option<Element> {
    assist.mirror.cast::<Element>()?.first_element_child()
}

fn child(text: &Element, index: usize) -> Option<HtmlElement> {
    text.children().item(u32::try_from(index).ok()?)?.dyn_into().ok()
}
