//! One line of text: a field of code with its problem, a search field, and a small field of a form.

use web_sys::{HtmlInputElement, InputEvent, KeyboardEvent};
use yew::prelude::*;

use self::input::TextInput;
use self::text_sync::use_text_sync;
use super::badge::tag;
use super::css::{css_class, use_css};
use super::hooks::use_unique_id;
use super::icon::{IconName, icon};

mod assist;
mod ear;
pub(super) mod echo;
pub(super) mod input;
mod popup;
mod text_sync;
mod units;

/// What a [`TextField`] is given.
#[derive(PartialEq, Properties)]
pub struct TextFieldProps {
    /// What it is for.
    pub name: AttrValue,
    /// The text, held by the owner.
    pub value: AttrValue,
    /// The text is now this.
    pub oninput: Callback<String>,
    /// Enter was pressed.
    pub onenter: Callback<()>,
    /// Shown while empty.
    pub placeholder: AttrValue,
    /// What is wrong with the text, shown below.
    pub problem: Option<AttrValue>,
    /// Inside the border, before the text.
    pub prefix: Html,
}

/// A field of 34 px for one line of text, in the font of code.
#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex-direction: column;
        gap: 4px;
        min-width: 0;
        .shell {
            display: flex;
            align-items: center;
            gap: 10px;
            height: 34px;
            min-width: 0;
            padding-right: 10px;
            border: 1px solid var(--line-strong);
            border-radius: var(--radius-sm);
            background: var(--bg-raised);
            font-family: var(--font-mono);
            font-size: var(--text-md);
        }
        .shell:focus-within { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
        .shell.wrong { border-color: var(--danger); }
        .shell.wrong:focus-within { box-shadow: inset 0 0 0 1px var(--danger); }
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
        .problem { color: var(--danger); font-size: var(--text-sm); }
        @media (forced-colors: active) { .shell:focus-within { outline: 2px solid; } }
        "#,
    );
    let problem_id = use_unique_id("problem");
    let is_wrong = props.problem.is_some();
    html! {
        <div class={style}>
            <div class={classes!("shell", is_wrong.then_some("wrong"))}>
                { props.prefix.clone() }
                <TextInput
                    name={props.name.clone()}
                    value={props.value.clone()}
                    oninput={props.oninput.clone()}
                    onenter={props.onenter.clone()}
                    placeholder={props.placeholder.clone()}
                    {is_wrong}
                    about={is_wrong.then(|| problem_id.clone())}
                />
            </div>
            if let Some(problem) = &props.problem {
                <div id={problem_id} class="problem">{ problem }</div>
            }
        </div>
    }
}

/// What a [`line_field`] is about.
pub struct Line {
    /// What it is for.
    pub name: &'static str,
    /// The text, held by the owner.
    pub value: AttrValue,
    /// Shown while empty.
    pub placeholder: &'static str,
    /// The text is now this.
    pub oninput: Callback<String>,
    /// Enter was pressed.
    pub onenter: Callback<()>,
}

/// A field of 28 px for a line of code among other controls. A plain function: the input alone has a state.
pub fn line_field(line: Line) -> Html {
    let style = css_class(
        r#"
        flex: 1;
        display: flex;
        height: 28px;
        min-width: 60px;
        padding: 0 8px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-sm);
        background: var(--bg-raised);
        &:focus-within { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
        input { flex: 1; width: 100%; min-width: 0; height: 100%; padding: 0; border: 0; margin: 0; background: transparent; font: var(--text-sm) var(--font-mono); box-shadow: none; }
        @media (forced-colors: active) { &:focus-within { outline: 2px solid; } }
        "#,
    );
    html! {
        <span class={style}>
            <TextInput
                name={AttrValue::Static(line.name)}
                value={line.value}
                oninput={line.oninput}
                onenter={line.onenter}
                placeholder={line.placeholder}
                is_wrong=false
            />
        </span>
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
    /// Shown while empty.
    pub placeholder: AttrValue,
    /// Its kind of input: `text` where it filters what is beside it, and is no search of its own.
    #[prop_or("search")]
    pub kind: &'static str,
}

/// A field to search with: a glass, the text, and a cross.
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
        input::placeholder { color: var(--text-faint); opacity: 1; }
        input::-webkit-search-cancel-button { display: none; }
        button {
            flex: none;
            min-width: 20px;
            height: 20px;
            padding: 0 2px;
            border: 0;
            border-radius: 4px;
            background: transparent;
            color: var(--text-faint);
            display: inline-flex;
            align-items: center;
            justify-content: center;
            cursor: pointer;
        }
        button:hover { background: var(--bg-subtle); color: var(--text); }
        button:focus-visible { box-shadow: var(--focus); }
        @media (forced-colors: active) { &:focus-within { outline: 2px solid; } }
        "#,
    );
    let node = use_node_ref();
    let sync = use_text_sync(node.clone(), props.value.clone(), Callback::noop());

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
        let (clear, node) = (clear.clone(), node.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() != "Escape" || event.is_composing() {
                return;
            }
            let text = node.cast::<HtmlInputElement>().map(|input| input.value());
            if text.is_some_and(|text| !text.is_empty()) {
                // What is around the field must not close as well.
                event.prevent_default();
                event.stop_propagation();
                clear.emit(());
            }
        })
    };
    html! {
        <div class={style}>
            { icon(IconName::Search, 14) }
            <input
                ref={node}
                type={props.kind}
                aria-label={props.name.clone()}
                placeholder={props.placeholder.clone()}
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                {oninput}
                {onkeydown}
            />
            if !props.value.is_empty() {
                <button
                    type="button"
                    aria-label="Clear search"
                    title="Clear search"
                    onclick={clear.reform(|_: MouseEvent| ())}
                >
                    { icon(IconName::Close, 14) }
                </button>
            }
        </div>
    }
}

/// What a [`SmallField`] is given.
#[derive(PartialEq, Properties)]
pub struct SmallFieldProps {
    /// What it is for: its visible label and its name.
    pub label: AttrValue,
    /// The text, held by the owner.
    pub value: AttrValue,
    /// The text is now this.
    pub oninput: Callback<String>,
    /// Enter was pressed.
    #[prop_or_default]
    pub onenter: Callback<()>,
    /// Shown while empty.
    #[prop_or_default]
    pub placeholder: AttrValue,
    /// What the number counts, after the text: `ms`.
    #[prop_or_default]
    pub unit: Option<AttrValue>,
    /// A word of warning beside the label: `applies after reconnect`.
    #[prop_or_default]
    pub tag: Option<AttrValue>,
    /// What is good to know, shown below.
    #[prop_or_default]
    pub note: Option<AttrValue>,
    /// What is wrong with the text, shown below.
    #[prop_or_default]
    pub problem: Option<AttrValue>,
}

/// A field of 30 px below its label, for a form.
#[component]
pub fn SmallField(props: &SmallFieldProps) -> Html {
    let style = use_css(
        r#"
        display: grid;
        gap: 4px;
        align-content: start;
        min-width: 0;
        .head { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 8px; }
        .shell {
            display: flex;
            align-items: center;
            gap: 8px;
            height: 30px;
            min-width: 0;
            padding-right: 8px;
            border: 1px solid var(--line-strong);
            border-radius: var(--radius-sm);
            background: var(--bg-raised);
            font-size: var(--text-sm);
        }
        .shell:focus-within { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
        .shell.wrong { border-color: var(--danger); }
        .shell.wrong:focus-within { box-shadow: inset 0 0 0 1px var(--danger); }
        input {
            flex: 1;
            width: 100%;
            min-width: 0;
            height: 100%;
            padding: 0 0 0 8px;
            border: 0;
            margin: 0;
            border-radius: inherit;
            background: transparent;
            color: inherit;
            font: inherit;
            font-family: var(--font-mono);
            box-shadow: none;
        }
        .unit { flex: none; color: var(--text-faint); }
        .unit:empty { display: none; }
        .about { display: grid; color: var(--text-muted); font-size: var(--text-sm); overflow-wrap: anywhere; }
        .about:not(:has(:not(:empty))) { display: none; }
        .problem { color: var(--danger); }
        @media (forced-colors: active) { .shell:focus-within { outline: 2px solid; } }
        "#,
    );
    let id = use_unique_id("field");
    let is_wrong = props.problem.is_some();
    let (unit, about) = (format!("{id}-unit"), format!("{id}-about"));
    html! {
        <div class={style}>
            <div class="head">
                <label for={id.clone()}>{ &props.label }</label>
                <span id={format!("{id}-tag")}>{ props.tag.as_ref().map(tag) }</span>
            </div>
            <div class={classes!("shell", is_wrong.then_some("wrong"))}>
                <TextInput
                    id={id.clone()}
                    value={props.value.clone()}
                    oninput={props.oninput.clone()}
                    onenter={props.onenter.clone()}
                    placeholder={props.placeholder.clone()}
                    {is_wrong}
                    about={AttrValue::from(format!("{id}-tag {unit} {about}"))}
                />
                <span id={unit} class="unit">{ for props.unit.clone() }</span>
            </div>
            <div id={about} class="about">
                <span>{ for props.note.clone() }</span>
                <span class="problem">{ for props.problem.clone() }</span>
            </div>
        </div>
    }
}
