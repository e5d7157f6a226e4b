//! What is known of something: labels, and values that can be copied.

use yew::prelude::*;

use super::css::css_class;

/// A list of labels and values in two columns.
pub fn facts(rows: impl IntoIterator<Item = (AttrValue, Html)>) -> Html {
    let style = css_class(
        r#"
        display: grid;
        grid-template-columns: fit-content(40%) minmax(0, 1fr);
        gap: 4px 16px;
        font-size: var(--text-sm);
        > div { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; align-items: baseline; }
        > div > dt { color: var(--text-muted); overflow-wrap: anywhere; }
        > div > dd { font-family: var(--font-mono); overflow-wrap: anywhere; white-space: pre-wrap; user-select: text; }
        "#,
    );
    let rows = rows.into_iter().map(|(label, value)| html! { <div><dt>{ label }</dt><dd>{ value }</dd></div> });
    html! { <dl class={style}>{ for rows }</dl> }
}
