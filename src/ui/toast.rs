//! Notices at the bottom of the page, each with an action and a cross. Their owner ends them.

use std::rc::Rc;

use crate::ui::css::use_css;
use web_sys::MouseEvent;
use yew::prelude::*;

use super::badge::Tone;
use super::icon::{Icon, IconName};

/// One notice.
#[derive(Clone, Debug, PartialEq)]
pub struct ToastItem {
    /// Which one, for the callbacks.
    pub id: u64,
    /// What it says.
    pub text: AttrValue,
    /// What its button does, if it has one: `Undo`.
    pub action: Option<AttrValue>,
    /// Its colour; [`Tone::Danger`] is read aloud at once.
    pub tone: Tone,
}

/// What [`Toasts`] is given.
#[derive(PartialEq, Properties)]
pub struct ToastsProps {
    /// The notices, oldest first.
    pub items: Rc<[ToastItem]>,
    /// The button of one was pressed.
    #[prop_or_default]
    pub onaction: Callback<u64>,
    /// The cross of one was pressed.
    pub ondismiss: Callback<u64>,
    /// The name of the cross.
    #[prop_or(AttrValue::Static("Dismiss"))]
    pub dismiss_name: AttrValue,
}

/// A stack of notices. Always in the page, also when empty: only then is what appears in it read aloud.
#[component]
pub fn Toasts(props: &ToastsProps) -> Html {
    let style = use_css(
        r#"
        position: fixed;
        left: 50%;
        bottom: 38px;
        z-index: 60;
        transform: translateX(-50%);
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: 8px;
        max-width: calc(100vw - 24px);
        pointer-events: none;
        .toast {
            pointer-events: auto;
            display: flex;
            align-items: center;
            gap: 10px;
            max-width: 100%;
            min-height: 36px;
            padding: 4px 4px 4px 12px;
            border: 1px solid var(--line-strong);
            border-radius: var(--radius-md);
            background: var(--bg-raised);
            color: var(--text);
            box-shadow: var(--shadow-pop);
            animation: rise 0.16s ease-out;
        }
        .mark { color: var(--ink); display: flex; }
        .text { overflow-wrap: anywhere; }
        button {
            flex: none;
            height: 28px;
            padding: 0 8px;
            border: 0;
            border-radius: var(--radius-sm);
            background: transparent;
            color: var(--text-muted);
            font: inherit;
            display: inline-flex;
            align-items: center;
            cursor: pointer;
        }
        button.action { color: var(--accent); font-weight: 600; }
        button:hover { background: var(--bg-subtle); }
        button:focus-visible { box-shadow: var(--focus); }
        @media (prefers-reduced-motion: reduce) { .toast { animation: none; } }
        "#
    );
    let toasts = props.items.iter().map(|item| {
        let id = item.id;
        let mark = match item.tone {
            Tone::Danger | Tone::Warn => IconName::Warning,
            Tone::Ok => IconName::Check,
            Tone::Neutral | Tone::Accent | Tone::Incoming | Tone::Outgoing | Tone::Event(_) => IconName::Info,
        };
        html! {
            <div
                key={id}
                class="toast"
                role={(item.tone == Tone::Danger).then_some("alert")}
                style={item.tone.declarations()}
            >
                <span class="mark"><Icon name={mark} /></span>
                <span class="text">{ &item.text }</span>
                if let Some(action) = &item.action {
                    <button
                        type="button"
                        class="action"
                        onclick={props.onaction.reform(move |_: MouseEvent| id)}
                    >
                        { action }
                    </button>
                }
                <button
                    type="button"
                    aria-label={props.dismiss_name.clone()}
                    title={props.dismiss_name.clone()}
                    onclick={props.ondismiss.reform(move |_: MouseEvent| id)}
                >
                    <Icon name={IconName::Close} size={14} />
                </button>
            </div>
        }
    });
    html! {
        <div class={style} role="status" aria-label="Notices">{ for toasts }</div>
    }
}
