//! Why the connection failed or was lost: what may be the cause, most likely first, and what to do about each.

use duplex_core::app::msg::{Msg, SessionMsg};
use duplex_core::app::snippet::Snippet;
use duplex_core::request::socket_io::{Protocol, Version};
use duplex_core::wire::{Ending, Probe, Remedy, Status};
use yew::prelude::*;

use crate::store::{press, use_select, use_send};
use crate::ui::button::{ButtonKind, button, icon_button};
use crate::ui::css::use_css;
use crate::ui::icon::IconName;
use crate::view::composer::copy_buttons;
use crate::view::request_bar::TabProps;

/// What would most likely help, and the causes; nothing where there is nothing to explain.
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
        &.remedy { flex: none; flex-flow: row wrap; align-items: center; gap: 4px 8px; min-height: 0; padding: 6px 8px 6px 14px; background: var(--warn-bg); color: var(--warn); }
        &.remedy > span { flex: 1 1 150px; }
        /* One line that scrolls, where there is no room for more. */
        .act { flex: none; display: flex; gap: 8px; padding: 4px 0 2px; overflow-x: auto; scrollbar-width: none; }
        "#,
    );
    let send = use_send();
    let draft = use_select(tab, |app, tab| app.tabs().get(*tab).cloned());
    let status = use_select(tab, |app, tab| app.mirror(*tab).status.clone());
    let about = use_select(tab, |app, tab| app.mirror(*tab).about.clone());
    let number = about.number;
    // Which connection the person has read enough of.
    let dismissed = use_state(|| 0);
    let Some(request) = draft.as_ref().map(|tab| &tab.request) else { return Html::default() };
    let kind = request.kind;
    let on_dismiss = {
        let dismissed = dismissed.clone();
        Callback::from(move |_: MouseEvent| dismissed.set(number))
    };
    let is_over = matches!(*status, Status::Failed(_) | Status::Disconnected(_) | Status::Connected { .. });
    let remedy = about.remedy.filter(|remedy| {
        // What was done by hand needs no button.
        let is_done = match *remedy {
            Remedy::Version(wanted) => kind == Protocol::SocketIo && request.socket_io.version == wanted,
            Remedy::Kind(wanted) => kind == wanted,
        };
        is_over && !is_done && *dismissed != number
    });
    let remedy = remedy.map(|remedy| {
        let (what, act) = match remedy {
            Remedy::Version(Version::V2) => ("This is a 2.x server.", "Switch to v2 and reconnect"),
            Remedy::Version(Version::V3) => ("This is a 3.x server.", "Switch to v3 and reconnect"),
            Remedy::Version(Version::V4) => ("This server is newer than 2.x.", "Switch to v4 and reconnect"),
            Remedy::Kind(Protocol::SocketIo) => ("This is a Socket.IO server.", "Switch to Socket.IO and reconnect"),
            Remedy::Kind(Protocol::Raw) => {
                ("This seems to be a plain WebSocket server.", "Switch to Raw and reconnect")
            }
        };
        html! {
            <section class={classes!(style.clone(), "remedy")} aria-label={["What would help", suffix].concat()}>
                <span role="status">{ what }</span>
                { button(ButtonKind::Primary, act, press(&send, tab, |tab| Msg::Session(tab, SessionMsg::Remedy))) }
                { icon_button(IconName::Close, "Dismiss advice", true, on_dismiss.clone()) }
            </section>
        }
    });
    let remedy = remedy.unwrap_or_default();
    let (head, Ending { words, causes, probe }) = match &*status {
        Status::Failed(ending) => ("Could not connect", ending),
        Status::Disconnected(ending) => ("Connection ended", ending),
        Status::NotConnected
        | Status::Connecting { .. }
        | Status::Connected { .. }
        | Status::Reconnecting { .. }
        | Status::Closing => return remedy,
    };
    if causes.is_empty() || *dismissed == number {
        return remedy;
    }
    html! {
        <>
            { remedy }
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
                        Probe::Possible => button(ButtonKind::Primary, "Check the host", press(&send, tab, |tab| Msg::Session(tab, SessionMsg::Probe))),
                        Probe::Running => button(ButtonKind::Plain, "Checking…", Callback::noop()),
                        Probe::Done | Probe::Useless => Html::default(),
                    } }
                    { copy_buttons(tab, kind, &send) }
                    { button(ButtonKind::Plain, "Copy report", press(&send, tab, |tab| Msg::Session(tab, SessionMsg::Copy(Snippet::Report)))) }
                </div>
            </section>
        </>
    }
}
