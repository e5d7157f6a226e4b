//! A setting that is on or off.

use web_sys::{Event, HtmlInputElement};
use yew::prelude::*;

use super::css::css_class;

/// A switch of 28 px with its label, whose words are its name. A plain function: it has no state of its own.
pub fn switch(label: Html, enabled: bool, onchange: Callback<bool>) -> Html {
    let style = css_class(
        r#"
        display: inline-flex;
        align-items: center;
        gap: 8px;
        min-height: 28px;
        cursor: pointer;
        input { flex: none; width: 14px; height: 14px; margin: 0; accent-color: var(--accent); cursor: inherit; }
        "#,
    );
    let onchange = onchange.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().checked());
    html! { <label class={style}><input type="checkbox" role="switch" checked={enabled} {onchange} />{ label }</label> }
}
