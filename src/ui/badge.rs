//! Small marks: kinds, states, counts, keys. Rows of the log draw their own, by their parent's style.

use crate::ui::css::use_css;
use yew::prelude::*;

/// Which of the page's colours a mark has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Grey.
    #[default]
    Neutral,
    /// The accent.
    Accent,
    /// As what comes in.
    Incoming,
    /// As what goes out.
    Outgoing,
    /// Green.
    Ok,
    /// Amber.
    Warn,
    /// Red.
    Danger,
    /// One of the eight colours of names, from 0.
    Event(u8),
}

impl Tone {
    /// The declarations that carry the colour into a static style: `--ink` and `--wash`.
    pub fn declarations(self) -> &'static str {
        match self {
            Self::Neutral => "--ink: var(--text-muted); --wash: var(--bg-subtle)",
            Self::Accent => "--ink: var(--accent); --wash: var(--bg-selected)",
            Self::Incoming => "--ink: var(--incoming); --wash: var(--bg-subtle)",
            Self::Outgoing => "--ink: var(--outgoing); --wash: var(--bg-subtle)",
            Self::Ok => "--ink: var(--ok); --wash: var(--ok-bg)",
            Self::Warn => "--ink: var(--warn); --wash: var(--warn-bg)",
            Self::Danger => "--ink: var(--danger); --wash: var(--danger-bg)",
            Self::Event(index) => match index % 8 {
                0 => "--ink: var(--event-1); --wash: var(--bg-subtle)",
                1 => "--ink: var(--event-2); --wash: var(--bg-subtle)",
                2 => "--ink: var(--event-3); --wash: var(--bg-subtle)",
                3 => "--ink: var(--event-4); --wash: var(--bg-subtle)",
                4 => "--ink: var(--event-5); --wash: var(--bg-subtle)",
                5 => "--ink: var(--event-6); --wash: var(--bg-subtle)",
                6 => "--ink: var(--event-7); --wash: var(--bg-subtle)",
                _ => "--ink: var(--event-8); --wash: var(--bg-subtle)",
            },
        }
    }
}

/// What the marks are given.
#[derive(PartialEq, Properties)]
pub struct MarkProps {
    /// Its colour.
    #[prop_or_default]
    pub tone: Tone,
    /// Its tooltip.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// The words.
    #[prop_or_default]
    pub children: Html,
}

/// A kind in two or three capitals, outlined: `WS`, `IO`.
#[component]
pub fn Badge(props: &MarkProps) -> Html {
    let style = use_css(
        r#"
        flex: none;
        padding: 0 5px;
        border: 1px solid currentColor;
        border-radius: 4px;
        color: var(--ink);
        font: 600 10px/16px var(--font-mono);
        "#
    );
    html! {
        <span class={style} style={props.tone.declarations()} title={props.title.clone()}>
            { props.children.clone() }
        </span>
    }
}

/// A state in words with a dot, on its own ground.
#[component]
pub fn Pill(props: &MarkProps) -> Html {
    let style = use_css(
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
        "#
    );
    html! {
        <span class={style} style={props.tone.declarations()} title={props.title.clone()}>
            { props.children.clone() }
        </span>
    }
}

/// What a [`Dot`] is given.
#[derive(PartialEq, Properties)]
pub struct DotProps {
    /// Its colour.
    #[prop_or_default]
    pub tone: Tone,
    /// What it means, for a screen reader and as a tooltip; without it the dot is decoration.
    #[prop_or_default]
    pub name: Option<AttrValue>,
}

/// A dot of 7 px.
#[component]
pub fn Dot(props: &DotProps) -> Html {
    let style = use_css(
        r#"
        display: inline-block;
        flex: none;
        width: 7px;
        height: 7px;
        border-radius: 50%;
        background: var(--ink);
        "#
    );
    html! {
        <span
            class={style}
            style={props.tone.declarations()}
            role={props.name.as_ref().map(|_| "img")}
            aria-label={props.name.clone()}
            title={props.name.clone()}
        />
    }
}

/// A small number behind a word.
#[component]
pub fn Count(props: &MarkProps) -> Html {
    let style = use_css(
        r#"
        flex: none;
        padding: 0 5px;
        border-radius: 8px;
        background: var(--bg-subtle);
        color: var(--ink);
        font: 600 10px/15px var(--font-mono);
        "#
    );
    html! {
        <span class={style} style={props.tone.declarations()} title={props.title.clone()}>
            { props.children.clone() }
        </span>
    }
}

/// A name on a tint of its own colour.
#[component]
pub fn Tag(props: &MarkProps) -> Html {
    let style = use_css(
        r#"
        flex: none;
        padding: 0 7px;
        border-radius: 4px;
        background: color-mix(in srgb, currentColor 12%, transparent);
        color: var(--ink);
        font: 600 var(--text-xs)/18px var(--font-mono);
        white-space: nowrap;
        "#
    );
    html! {
        <span class={style} style={props.tone.declarations()} title={props.title.clone()}>
            { props.children.clone() }
        </span>
    }
}

/// A key or a chord.
#[component]
pub fn Kbd(props: &MarkProps) -> Html {
    let style = use_css(
        r#"
        flex: none;
        padding: 0 4px;
        border: 1px solid var(--line-strong);
        border-radius: 4px;
        color: var(--text-faint);
        font: var(--text-xs) var(--font-mono);
        white-space: nowrap;
        "#
    );
    html! { <kbd class={style} title={props.title.clone()}>{ props.children.clone() }</kbd> }
}
