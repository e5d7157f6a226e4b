//! Notices at the bottom of the page, each with an action and a cross. Their owner ends them.

use web_sys::MouseEvent;
use yew::prelude::*;

use super::css::css_class;
use super::icon::{IconName, icon};

/// One notice.
#[derive(Clone, Debug, PartialEq)]
pub struct ToastItem {
    /// Which one, for the callbacks.
    pub id: u64,
    /// What it says.
    pub text: AttrValue,
    /// What its button does, if it has one: `Undo`.
    pub action: Option<AttrValue>,
    /// Whether something went wrong: then it is red, and read aloud at once.
    pub is_problem: bool,
}

/// A stack of notices, oldest first, where the owner puts it. Always in the page, also when empty: only then is what appears
/// in it read aloud. A plain function: it has no state of its own.
pub fn toasts(items: impl Iterator<Item = ToastItem>, onaction: &Callback<u64>, ondismiss: &Callback<u64>) -> Html {
    let style = css_class(
        r#"
        display: grid;
        gap: 8px;
        .toast {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: end;
            gap: 4px 10px;
            min-height: 36px;
            padding: 4px 4px 4px 12px;
            border: 1px solid var(--line-strong);
            border-radius: var(--radius-md);
            background: var(--bg-raised);
            color: var(--text);
            box-shadow: var(--shadow-pop);
            animation: rise 0.16s ease-out;
        }
        .mark { color: var(--text-muted); display: flex; }
        .problem .mark { color: var(--danger); }
        .text { flex: 1 1 120px; padding: 4px 0; overflow-wrap: anywhere; }
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
        "#,
    );
    let toasts = items.map(|item| {
        let id = item.id;
        let mark = if item.is_problem { IconName::Warning } else { IconName::Info };
        html! {
            <div
                key={id}
                class={classes!("toast", item.is_problem.then_some("problem"))}
                role={item.is_problem.then_some("alert")}
            >
                <span class="mark">{ icon(mark, 16) }</span>
                <span class="text">{ &item.text }</span>
                if let Some(action) = &item.action {
                    <button
                        type="button"
                        class="action"
                        onclick={onaction.reform(move |_: MouseEvent| id)}
                    >
                        { action }
                    </button>
                }
                <button
                    type="button"
                    aria-label="Dismiss"
                    title="Dismiss"
                    onclick={ondismiss.reform(move |_: MouseEvent| id)}
                >
                    { icon(IconName::Close, 14) }
                </button>
            </div>
        }
    });
    html! {
        <div class={style} role="status" aria-label="Notices">{ for toasts }</div>
    }
}
