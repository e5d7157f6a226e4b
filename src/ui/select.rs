//! A choice of one out of a few, on the browser's own select.

use std::rc::Rc;

use web_sys::{Event, HtmlSelectElement};
use yew::prelude::*;

use super::css::use_css;
use super::hooks::{use_delay, use_latest};
use super::icon::{IconName, icon};

/// An owner that has not answered by then has refused the choice.
const SETTLE_MILLIS: i32 = 250;

/// What a [`Select`] is given.
#[derive(PartialEq, Properties)]
pub struct SelectProps {
    /// What is chosen.
    pub name: AttrValue,
    /// The choices: value and label.
    pub options: Rc<[(AttrValue, AttrValue)]>,
    /// The value of the one that is chosen.
    pub value: AttrValue,
    /// Another value was chosen.
    pub onchange: Callback<AttrValue>,
}

/// A choice of one.
#[component]
pub fn Select(props: &SelectProps) -> Html {
    let style = use_css(
        r#"
        position: relative;
        display: inline-flex;
        flex: none;
        height: 28px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-sm);
        background: var(--bg-raised);
        color: var(--text);
        &:hover { background: var(--bg-subtle); }
        &:focus-within:has(:focus-visible) { box-shadow: var(--focus); }
        select {
            appearance: none;
            field-sizing: content;
            height: 100%;
            max-width: 220px;
            padding: 0 26px 0 10px;
            border: 0;
            margin: 0;
            border-radius: inherit;
            background: transparent;
            color: inherit;
            font: inherit;
            line-height: normal;
            box-shadow: none;
            text-overflow: ellipsis;
            cursor: pointer;
        }
        @media (forced-colors: active) { &:focus-within { outline: 2px solid; } }
        option { background: var(--bg-raised); color: var(--text); }
        svg { position: absolute; right: 7px; top: 50%; transform: translateY(-50%); pointer-events: none; }
        "#,
    );
    let node = use_node_ref();
    let latest = use_latest(props.value.clone());
    let delay = use_delay();
    // Each render: the options may have changed under the value.
    use_effect({
        let (node, value) = (node.clone(), props.value.clone());
        move || show(&node, &value)
    });
    let onchange = {
        let (onchange, node) = (props.onchange.clone(), node.clone());
        Callback::from(move |_: Event| {
            let Some(select) = node.cast::<HtmlSelectElement>() else {
                return;
            };
            let (node, latest) = (node.clone(), Rc::clone(&latest));
            delay.start(SETTLE_MILLIS, move || {
                let value = Rc::clone(&latest.borrow());
                show(&node, &value);
            });
            onchange.emit(select.value().into());
        })
    };
    html! {
        <span class={style}>
            <select
                ref={node}
                aria-label={props.name.clone()}
                title={props.name.clone()}
                {onchange}
            >
                { for props.options.iter().map(|(value, label)| html! {
                    <option key={value.to_string()} value={value.clone()} selected={*value == props.value}>
                        { label }
                    </option>
                }) }
            </select>
            { icon(IconName::ChevronDown, 14) }
        </span>
    }
}

/// Makes the element show the owner's choice.
fn show(node: &NodeRef, value: &str) {
    if let Some(select) = node.cast::<HtmlSelectElement>()
        && select.value() != value
    {
        select.set_value(value);
    }
}
