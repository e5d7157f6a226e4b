//! One line of text: a field with its problem, and a search field.

use crate::ui::css::use_css;
use web_sys::{HtmlElement, HtmlInputElement, InputEvent, KeyboardEvent};
use yew::prelude::*;

use self::text_sync::use_text_sync;
use super::button::truth;
use super::hooks::{use_own_node, use_unique_id};
use super::icon::{Icon, IconName};

pub(super) mod echo;
mod text_sync;

/// How high a field is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldSize {
    /// 28 px.
    #[default]
    Normal,
    /// 34 px, as in the request line.
    Large,
}

/// What may be typed into a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    #[default]
    Text,
    /// Any text, not shown.
    Secret,
    /// A number (as text: the owner parses it).
    Number,
}

/// What a [`TextField`] is given.
#[derive(PartialEq, Properties)]
pub struct TextFieldProps {
    /// What it is for.
    pub name: AttrValue,
    /// Whether the name is also drawn, above the field.
    #[prop_or_default]
    pub labelled: bool,
    /// The text, held by the owner.
    pub value: AttrValue,
    /// The text is now this.
    #[prop_or_default]
    pub oninput: Callback<String>,
    /// Enter was pressed.
    #[prop_or_default]
    pub onenter: Callback<()>,
    /// Escape was pressed.
    #[prop_or_default]
    pub onescape: Callback<()>,
    /// The field is left.
    #[prop_or_default]
    pub onblur: Callback<()>,
    /// Shown while empty.
    #[prop_or_default]
    pub placeholder: AttrValue,
    /// In the font of code.
    #[prop_or_default]
    pub mono: bool,
    /// What is wrong with the text, shown below.
    #[prop_or_default]
    pub problem: Option<AttrValue>,
    /// How high it is.
    #[prop_or_default]
    pub size: FieldSize,
    /// What may be typed.
    #[prop_or_default]
    pub kind: FieldKind,
    /// Cannot be used now.
    #[prop_or_default]
    pub disabled: bool,
    /// Inside the border, before the text.
    #[prop_or_default]
    pub prefix: Option<Html>,
    /// Inside the border, after the text.
    #[prop_or_default]
    pub suffix: Option<Html>,
    /// Draws the text in colours: the same characters, in the same order, in `span`s that change no widths.
    #[prop_or_default]
    pub paint: Option<Callback<AttrValue, Html>>,
    /// The input element, for giving it the focus.
    #[prop_or_default]
    pub node: Option<NodeRef>,
}

/// A field for one line of text.
#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex-direction: column;
        gap: 4px;
        min-width: 0;
        label { color: var(--text-muted); font-size: var(--text-sm); }
        .shell {
            display: flex;
            align-items: center;
            gap: 6px;
            height: 28px;
            min-width: 0;
            padding: 0 8px;
            border: 1px solid var(--line-strong);
            border-radius: var(--radius-sm);
            background: var(--bg-raised);
        }
        .shell.large { height: 34px; padding: 0 10px; }
        .shell.prefixed { padding-left: 0; gap: 10px; }
        .shell.mono { font-family: var(--font-mono); font-size: var(--text-sm); }
        .shell.mono.large { font-size: var(--text-md); }
        .shell:focus-within { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
        .shell.wrong { border-color: var(--danger); }
        .shell.wrong:focus-within { box-shadow: inset 0 0 0 1px var(--danger); }
        .shell.disabled { background: var(--bg-subtle); border-color: var(--line); }
        .text { position: relative; flex: 1; min-width: 0; height: 100%; display: flex; align-items: center; overflow: hidden; }
        input {
            flex: 1;
            width: 100%;
            min-width: 0;
            height: 100%;
            padding: 0;
            border: 0;
            margin: 0;
            background: transparent;
            color: inherit;
            font: inherit;
            box-shadow: none;
        }
        input::placeholder { color: var(--text-faint); opacity: 1; }
        .painted input { position: relative; color: transparent; caret-color: var(--text); }
        .painted input::selection { background: color-mix(in srgb, var(--accent) 30%, transparent); color: transparent; }
        .paint { position: absolute; left: 0; white-space: pre; pointer-events: none; }
        .problem { color: var(--danger); font-size: var(--text-sm); }
        @media (forced-colors: active) { .shell:focus-within { outline: 2px solid; } }
        "#
    );
    let node = use_own_node(props.node.clone());
    let sync = use_text_sync(node.clone(), props.value.clone(), props.paint.is_some());
    let id = use_unique_id("field");
    let problem_id = use_unique_id("problem");
    // What is painted is the input's own text, never an older one of the owner's.
    let shown = sync.shown();
    let paint = use_node_ref();

    let follow_scroll = {
        let (node, paint) = (node.clone(), paint.clone());
        move || {
            if let (Some(input), Some(paint)) = (node.cast::<HtmlElement>(), paint.cast::<HtmlElement>()) {
                let moved = format!("translateX({}px)", -input.scroll_left());
                // Fails only for a property that does not exist.
                let _ = paint.style().set_property("transform", &moved);
            }
        }
    };
    use_effect_with(shown.clone(), {
        let follow_scroll = follow_scroll.clone();
        move |_| follow_scroll()
    });
    let oninput = {
        let (oninput, sync) = (props.oninput.clone(), sync.clone());
        Callback::from(move |_: InputEvent| {
            if let Some(text) = sync.typed() {
                oninput.emit(text);
            }
        })
    };
    let onkeydown = {
        let (onenter, onescape) = (props.onenter.clone(), props.onescape.clone());
        Callback::from(move |event: KeyboardEvent| {
            // An input method uses these keys for itself.
            if event.is_composing() {
                return;
            }
            match event.key().as_str() {
                "Enter" if !(event.ctrl_key() || event.meta_key() || event.alt_key()) => {
                    sync.wait();
                    onenter.emit(());
                }
                "Escape" => {
                    sync.wait();
                    onescape.emit(());
                }
                _ => {}
            }
        })
    };
    let kind = match props.kind {
        FieldKind::Text | FieldKind::Number => "text",
        FieldKind::Secret => "password",
    };
    let shell = classes!(
        "shell",
        (props.size == FieldSize::Large).then_some("large"),
        props.mono.then_some("mono"),
        props.prefix.is_some().then_some("prefixed"),
        props.problem.is_some().then_some("wrong"),
        props.disabled.then_some("disabled"),
    );
    html! {
        <div class={style}>
            if props.labelled {
                <label for={id.clone()}>{ &props.name }</label>
            }
            <div class={shell}>
                { props.prefix.clone() }
                <div class={classes!("text", props.paint.is_some().then_some("painted"))}>
                    if let Some(draw) = &props.paint {
                        <span ref={paint} class="paint" aria-hidden="true">{ draw.emit(shown) }</span>
                    }
                    <input
                        ref={node}
                        {id}
                        type={kind}
                        inputmode={(props.kind == FieldKind::Number).then_some("numeric")}
                        aria-label={(!props.labelled).then(|| props.name.clone())}
                        aria-invalid={props.problem.as_ref().map(|_| truth(true))}
                        aria-describedby={props.problem.as_ref().map(|_| problem_id.clone())}
                        placeholder={props.placeholder.clone()}
                        disabled={props.disabled}
                        spellcheck="false"
                        autocomplete="off"
                        autocapitalize="off"
                        {oninput}
                        {onkeydown}
                        onscroll={Callback::from(move |_: Event| follow_scroll())}
                        onblur={props.onblur.reform(|_: FocusEvent| ())}
                    />
                </div>
                { props.suffix.clone() }
            </div>
            if let Some(problem) = &props.problem {
                <div id={problem_id} class="problem">{ problem }</div>
            }
        </div>
    }
}

/// What a [`SearchField`] is given.
#[derive(PartialEq, Properties)]
pub struct SearchFieldProps {
    /// What is searched.
    pub name: AttrValue,
    /// The text, held by the owner.
    pub value: AttrValue,
    /// The text is now this; empty after the cross or Escape.
    pub oninput: Callback<String>,
    /// Enter was pressed: the next one; true with Shift: the one before.
    #[prop_or_default]
    pub onenter: Callback<bool>,
    /// Escape was pressed in an empty field.
    #[prop_or_default]
    pub onescape: Callback<()>,
    /// Shown while empty.
    #[prop_or_default]
    pub placeholder: AttrValue,
    /// What is wrong with the text (a pattern that cannot be read), said by colour, tooltip and description.
    #[prop_or_default]
    pub problem: Option<AttrValue>,
    /// How many were found, after the text.
    #[prop_or_default]
    pub count: Option<AttrValue>,
    /// Small toggles after the count: match case, whole word, and so on.
    #[prop_or_default]
    pub toggles: Option<Html>,
    /// In the font of code.
    #[prop_or_default]
    pub mono: bool,
    /// The input element, for giving it the focus.
    #[prop_or_default]
    pub node: Option<NodeRef>,
}

/// A field to search with: a glass, the text, how many, and a cross.
#[component]
pub fn SearchField(props: &SearchFieldProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        align-items: center;
        gap: 6px;
        height: 28px;
        min-width: 0;
        padding: 0 4px 0 8px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-sm);
        background: var(--bg-raised);
        color: var(--text-faint);
        &:focus-within { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
        &.wrong { border-color: var(--danger); }
        &.wrong:focus-within { box-shadow: inset 0 0 0 1px var(--danger); }
        &.wrong input { color: var(--danger); }
        input {
            flex: 1;
            width: 100%;
            min-width: 40px;
            height: 100%;
            padding: 0;
            border: 0;
            margin: 0;
            background: transparent;
            color: var(--text);
            font: inherit;
            box-shadow: none;
            appearance: none;
        }
        &.mono input { font-family: var(--font-mono); font-size: var(--text-sm); }
        input::placeholder { color: var(--text-faint); opacity: 1; }
        input::-webkit-search-cancel-button { display: none; }
        .count { flex: none; font-family: var(--font-mono); font-size: var(--text-sm); white-space: nowrap; }
        button {
            flex: none;
            min-width: 20px;
            height: 20px;
            padding: 0 2px;
            border: 0;
            border-radius: 4px;
            background: transparent;
            color: var(--text-faint);
            font-family: var(--font-mono);
            font-size: var(--text-sm);
            display: inline-flex;
            align-items: center;
            justify-content: center;
            cursor: pointer;
        }
        button:hover { background: var(--bg-subtle); color: var(--text); }
        button[aria-pressed="true"] { background: var(--bg-selected); color: var(--accent); }
        button:focus-visible { box-shadow: var(--focus); }
        @media (forced-colors: active) { &:focus-within { outline: 2px solid; } }
        .problem { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        "#
    );
    let node = use_own_node(props.node.clone());
    let sync = use_text_sync(node.clone(), props.value.clone(), false);
    let problem_id = use_unique_id("problem");

    let clear = {
        let (oninput, sync, node) = (props.oninput.clone(), sync.clone(), node.clone());
        Callback::from(move |()| {
            if let Some(input) = node.cast::<HtmlInputElement>() {
                input.set_value("");
                // Refused only by an element that left the page.
                let _ = input.focus();
            }
            if let Some(text) = sync.typed() {
                oninput.emit(text);
            }
        })
    };
    let oninput = {
        let (oninput, sync) = (props.oninput.clone(), sync.clone());
        Callback::from(move |_: InputEvent| {
            if let Some(text) = sync.typed() {
                oninput.emit(text);
            }
        })
    };
    let onkeydown = {
        let (onenter, onescape) = (props.onenter.clone(), props.onescape.clone());
        let (clear, node) = (clear.clone(), node.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.is_composing() {
                return;
            }
            match event.key().as_str() {
                "Enter" if !(event.ctrl_key() || event.meta_key() || event.alt_key()) => {
                    onenter.emit(event.shift_key());
                }
                "Escape" => {
                    let text = node.cast::<HtmlInputElement>().map(|input| input.value());
                    if text.is_some_and(|text| !text.is_empty()) {
                        // What is around the field must not close as well.
                        event.prevent_default();
                        event.stop_propagation();
                        clear.emit(());
                    } else {
                        onescape.emit(());
                    }
                }
                _ => {}
            }
        })
    };
    html! {
        <div
            class={classes!(style, props.problem.as_ref().map(|_| "wrong"), props.mono.then_some("mono"))}
            title={props.problem.clone()}
        >
            <Icon name={IconName::Search} size={14} />
            <input
                ref={node}
                type="search"
                aria-label={props.name.clone()}
                aria-invalid={props.problem.as_ref().map(|_| truth(true))}
                aria-describedby={props.problem.as_ref().map(|_| problem_id.clone())}
                placeholder={props.placeholder.clone()}
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                {oninput}
                {onkeydown}
            />
            if let Some(problem) = &props.problem {
                <span id={problem_id} class="problem">{ problem }</span>
            }
            if let Some(count) = &props.count {
                <span class="count">{ count }</span>
            }
            { props.toggles.clone() }
            if !props.value.is_empty() {
                <button
                    type="button"
                    aria-label="Clear search"
                    title="Clear search"
                    onclick={clear.reform(|_: MouseEvent| ())}
                >
                    <Icon name={IconName::Close} size={14} />
                </button>
            }
        </div>
    }
}
