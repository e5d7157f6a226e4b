//! Small marks: kinds, states, keys. Rows of the log draw their own, by their parent's style.

use yew::prelude::*;

use super::css::css_class;

/// Which of the page's colours a mark has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Grey.
    Neutral,
    /// As what comes in.
    Incoming,
    /// Violet.
    Violet,
    /// Green.
    Ok,
    /// Amber.
    Warn,
    /// Red.
    Danger,
}

impl Tone {
    /// The declarations that carry the colour into a static style: `--ink` and `--wash`.
    fn declarations(self) -> &'static str {
        match self {
            Self::Neutral => "--ink: var(--text-muted); --wash: var(--bg-subtle)",
            Self::Incoming => "--ink: var(--incoming); --wash: var(--bg-subtle)",
            Self::Violet => "--ink: var(--event-3); --wash: var(--bg-subtle)",
            Self::Ok => "--ink: var(--ok); --wash: var(--ok-bg)",
            Self::Warn => "--ink: var(--warn); --wash: var(--warn-bg)",
            Self::Danger => "--ink: var(--danger); --wash: var(--danger-bg)",
        }
    }
}

/// One of eight colours, from 0, for a static style: `--ink`.
pub fn ink(colour: u8) -> &'static str {
    match colour {
        0 => "--ink: var(--event-1)",
        1 => "--ink: var(--event-2)",
        2 => "--ink: var(--event-3)",
        3 => "--ink: var(--event-4)",
        4 => "--ink: var(--event-5)",
        5 => "--ink: var(--event-6)",
        6 => "--ink: var(--event-7)",
        _ => "--ink: var(--event-8)",
    }
}

/// A kind in two or three capitals, outlined: `WS`, `IO`.
pub fn badge(tone: Tone, capitals: &'static str) -> Html {
    let style = css_class(
        r#"
        flex: none;
        padding: 0 5px;
        border: 1px solid currentColor;
        border-radius: 4px;
        color: var(--ink);
        font: 600 10px/16px var(--font-mono);
        "#,
    );
    html! {
        <span class={style} style={tone.declarations()}>{ capitals }</span>
    }
}

/// A state in words with a dot, on its own ground.
pub fn pill(tone: Tone, words: Html) -> Html {
    let style = css_class(
        r#"
        display: inline-flex;
        align-items: center;
        gap: 7px;
        flex: none;
        height: 24px;
        padding: 0 10px;
        border-radius: var(--radius-full);
        background: var(--wash);
        color: var(--ink);
        font-size: var(--text-sm);
        font-weight: 600;
        white-space: nowrap;
        &::before { content: ""; width: 7px; height: 7px; border-radius: 50%; background: currentColor; flex: none; }
        "#,
    );
    html! {
        <span class={style} style={tone.declarations()}>{ words }</span>
    }
}

/// A dot of 7 px: decoration, beside the words that say the same.
pub fn dot(tone: Tone) -> Html {
    let style = css_class(
        r#"
        display: inline-block;
        flex: none;
        width: 7px;
        height: 7px;
        border-radius: 50%;
        background: var(--ink);
        "#,
    );
    html! { <span class={style} style={tone.declarations()} /> }
}

/// A key or a chord.
pub fn kbd(keys: String) -> Html {
    let style = css_class(
        r#"
        flex: none;
        padding: 0 4px;
        border: 1px solid var(--line-strong);
        border-radius: 4px;
        color: var(--text-faint);
        font: var(--text-xs) var(--font-mono);
        white-space: nowrap;
        "#,
    );
    html! { <kbd class={style}>{ keys }</kbd> }
}

/// A word of warning beside a label: `applies after reconnect`.
pub fn tag(text: &AttrValue) -> Html {
    let style = css_class(
        r#"
        padding: 0 6px;
        border-radius: 4px;
        background: var(--warn-bg);
        color: var(--warn);
        font-size: var(--text-xs);
        line-height: 16px;
        "#,
    );
    html! { <span class={style}>{ text }</span> }
}
