//! Why the connection failed or was lost: what may be the cause, most likely first, and what to do about each.

use duplex_core::app::msg::{Msg, SessionMsg};
use duplex_core::app::snippet::Snippet;
use duplex_core::wire::{Ending, Probe, Status};
use yew::prelude::*;

use crate::store::{use_select, use_send};
use crate::ui::button::{ButtonKind, button, icon_button};
use crate::ui::css::use_css;
use crate::ui::icon::IconName;
use crate::view::composer::copy_buttons;
use crate::view::request_bar::{TabProps, use_kind};

/// The causes; nothing where there is nothing to explain.
#[component]
pub fn EndingPane(&TabProps { tab, suffix }: &TabProps) -> Html {
    let style = use_css(
        r#"
        flex: 0 1 auto;
        display: flex;
        flex-direction: column;
        min-height: 132px;
        max-height: 55%;
        padding: 8px 8px 10px 14px;
        border-bottom: 1px solid var(--line);
        background: var(--bg-panel);
        .head { display: flex; align-items: center; gap: 8px; }
        h2 { flex: 1; min-width: 0; color: var(--danger); font-size: var(--text-md); overflow-wrap: anywhere; }
        ol { flex: 1 1 auto; min-height: 0; overflow: auto; padding: 4px 0 4px 22px; margin: 0; list-style: decimal; }
        ol:focus-visible { outline: 2px solid var(--accent); }
        li { padding-bottom: 6px; }
        li { overflow-wrap: anywhere; }
        li > p { color: var(--text-muted); font-size: var(--text-sm); }
        /* One line that scrolls, where there is no room for more. */
        .act { flex: none; display: flex; gap: 8px; padding: 4px 0 2px; overflow-x: auto; scrollbar-width: none; }
        "#,
    );
    let send = use_send();
    let kind = use_kind(tab);
    let status = use_select(tab, |app, tab| app.mirror(*tab).status.clone());
    let number = use_select(tab, |app, tab| app.mirror(*tab).about.number);
    // Which connection the person has read enough of.
    let dismissed = use_state(|| 0);
    let (head, Ending { words, causes, probe }) = match &*status {
        Status::Failed(ending) => ("Could not connect", ending),
        Status::Disconnected(ending) => ("Connection ended", ending),
        Status::NotConnected
        | Status::Connecting { .. }
        | Status::Connected { .. }
        | Status::Reconnecting { .. }
        | Status::Closing => return Html::default(),
    };
    if causes.is_empty() || *dismissed == number {
        return Html::default();
    }
    let on_dismiss = Callback::from(move |_: MouseEvent| dismissed.set(number));
    let session = |msg: SessionMsg| send.reform(move |_: MouseEvent| Msg::Session(tab, msg.clone()));
    html! {
        <section class={style} aria-label={format!("Why it ended{suffix}")}>
            <div class="head">
                <h2>{ head }{ " · " }{ words }</h2>
                { icon_button(IconName::Close, "Dismiss explanation", true, on_dismiss) }
            </div>
            <ol tabindex="0" aria-label="Causes">
                { for causes.iter().map(|cause| html! { <li>{ &cause.why }<p>{ &cause.advice }</p></li> }) }
            </ol>
            <div class="act">
                { match probe {
                    Probe::Possible => button(ButtonKind::Primary, "Check the host", session(SessionMsg::Probe)),
                    Probe::Running => button(ButtonKind::Plain, "Checking…", Callback::noop()),
                    Probe::Done | Probe::Useless => Html::default(),
                } }
                { copy_buttons(tab, kind, &send) }
                { button(ButtonKind::Plain, "Copy report", session(SessionMsg::Copy(Snippet::Report))) }
            </div>
        </section>
    }
}
