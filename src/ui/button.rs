//! Buttons: with words, with one symbol, and a row of which one is down.

use web_sys::MouseEvent;
use yew::prelude::*;

use super::css::css_class;
use super::icon::{IconName, icon};

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// With a border, on the raised ground.
    #[default]
    Plain,
    /// Words only, until pointed at.
    Ghost,
    /// Filled with the accent: the one next step.
    Primary,
    /// Outlined in red: ends or destroys something.
    Danger,
}

impl ButtonKind {
    fn class(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Ghost => Some("ghost"),
            Self::Primary => Some("primary"),
            Self::Danger => Some("danger"),
        }
    }
}

/// How high a button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonSize {
    /// 28 px.
    #[default]
    Normal,
    /// 34 px, as in the request line.
    Large,
}

/// How a button looks beside its words. `ButtonKind::Ghost.into()` where only the kind matters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ButtonLook {
    /// How much it asks for attention.
    pub kind: ButtonKind,
    /// How high it is.
    pub size: ButtonSize,
    /// Whether it is down, when it is a toggle.
    pub pressed: Option<bool>,
    /// The keys that do the same, as drawn: `Ctrl ⏎`.
    pub hint: Option<AttrValue>,
    /// A symbol before the words.
    pub icon: Option<IconName>,
}

impl From<ButtonKind> for ButtonLook {
    fn from(kind: ButtonKind) -> Self {
        Self { kind, ..Self::default() }
    }
}

/// A button with words. A plain function: it has no state of its own.
pub fn button(look: impl Into<ButtonLook>, words: impl Into<AttrValue>, onclick: Callback<MouseEvent>) -> Html {
    draw(look.into(), words.into(), onclick)
}

/// Apart, so that there is one of it in the program.
fn draw(look: ButtonLook, words: AttrValue, onclick: Callback<MouseEvent>) -> Html {
    let style = css_class(
        r#"
        height: 28px;
        padding: 0 10px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-sm);
        background: var(--bg-raised);
        color: var(--text);
        font: inherit;
        display: inline-flex;
        align-items: center;
        justify-content: center;
        gap: 6px;
        flex: none;
        cursor: pointer;
        white-space: nowrap;
        &:hover { background: var(--bg-subtle); }
        &:focus-visible { box-shadow: var(--focus); }
        &.large { height: 34px; padding: 0 16px; }
        &.ghost { border-color: transparent; background: transparent; color: var(--text-muted); }
        &.ghost:hover { background: var(--bg-subtle); color: var(--text); }
        &.primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; }
        &.primary:hover { background: color-mix(in srgb, var(--accent) 88%, var(--text)); }
        &.danger { border-color: var(--danger); background: transparent; color: var(--danger); font-weight: 600; }
        &.danger:hover { background: var(--danger-bg); }
        &[aria-pressed="true"] { background: var(--bg-selected); color: var(--text); }
        .hint { font-weight: 400; }
        "#,
    );
    let size = match look.size {
        ButtonSize::Normal => None,
        ButtonSize::Large => Some("large"),
    };
    html! {
        <button
            type="button"
            class={classes!(style, look.kind.class(), size)}
            aria-pressed={look.pressed.map(truth)}
            {onclick}
        >
            if let Some(name) = look.icon { { icon(name, 16) } }
            { words }
            if let Some(hint) = look.hint { <span class="hint" aria-hidden="true">{ hint }</span> }
        </button>
    }
}

/// A button of 28 by 28 px with one symbol; what it does is its name and its tooltip.
pub fn icon_button(symbol: IconName, name: impl Into<AttrValue>, enabled: bool, onclick: Callback<MouseEvent>) -> Html {
    let name = name.into();
    let style = css_class(
        r#"
        width: 28px;
        height: 28px;
        padding: 0;
        border: 1px solid transparent;
        border-radius: var(--radius-sm);
        background: transparent;
        color: var(--text-muted);
        display: inline-flex;
        align-items: center;
        justify-content: center;
        flex: none;
        cursor: pointer;
        &:hover { background: var(--bg-subtle); color: var(--text); }
        &:focus-visible { box-shadow: var(--focus); }
        &:disabled { cursor: default; background: transparent; color: var(--line-strong); }
        "#,
    );
    html! {
        <button
            type="button"
            class={style}
            aria-label={name.clone()}
            title={name}
            disabled={!enabled}
            {onclick}
        >
            { icon(symbol, 16) }
        </button>
    }
}

/// One of the buttons of [`segmented`].
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// What is drawn.
    pub label: &'static str,
    /// What a screen reader says.
    pub name: &'static str,
    /// A symbol before the label.
    pub icon: Option<IconName>,
}

impl Segment {
    /// One whose name is its label.
    pub const fn new(label: &'static str) -> Self {
        Self { name: label, label, icon: None }
    }

    /// One with a symbol and a longer name than its label.
    pub const fn named(label: &'static str, name: &'static str, icon: IconName) -> Self {
        Self { label, name, icon: Some(icon) }
    }
}

/// A row of toggle buttons of which one is down; the name says what the choice is about. A plain function: it has no state
/// of its own.
pub fn segmented(name: &'static str, options: &[Segment], selected: usize, onselect: &Callback<usize>) -> Html {
    let style = css_class(
        r#"
        display: flex;
        flex: none;
        height: 28px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-sm);
        background: var(--bg-raised);
        button {
            border: 0;
            border-radius: 0;
            background: transparent;
            padding: 0 9px;
            color: var(--text-muted);
            font: inherit;
            display: inline-flex;
            align-items: center;
            gap: 3px;
            cursor: pointer;
            white-space: nowrap;
        }
        button:first-child { border-top-left-radius: 4px; border-bottom-left-radius: 4px; }
        button:last-child { border-top-right-radius: 4px; border-bottom-right-radius: 4px; }
        button:hover { background: var(--bg-subtle); color: var(--text); }
        button[aria-pressed="true"] { background: var(--bg-selected); color: var(--text); font-weight: 600; }
        button:focus-visible { box-shadow: var(--focus); position: relative; z-index: 1; }
        .name { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        "#,
    );
    let segments = options.iter().enumerate().map(|(index, segment)| {
        let onclick = onselect.reform(move |_| index);
        html! {
            <button
                key={index}
                type="button"
                title={(segment.name != segment.label).then_some(segment.name)}
                aria-pressed={truth(index == selected)}
                {onclick}
            >
                if let Some(name) = segment.icon { { icon(name, 14) } }
                if segment.name == segment.label {
                    { segment.label }
                } else {
                    <span aria-hidden="true">{ segment.label }</span>
                    <span class="name">{ segment.name }</span>
                }
            </button>
        }
    });
    html! {
        <div class={style} role="group" aria-label={name}>{ for segments }</div>
    }
}

/// An ARIA state in words.
pub fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
