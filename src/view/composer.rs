//! The composer: its tabs, and what was changed since the connection was made.

use std::rc::Rc;

use duplex_core::app::mirror::ComposerTab;
use duplex_core::app::msg::{List, Msg, SessionMsg};
use duplex_core::app::sessions::Changes;
use duplex_core::app::snippet::Snippet;
use duplex_core::ids::TabId;
use duplex_core::request::pairs::Pair;
use duplex_core::request::socket_io::Protocol;
use yew::prelude::*;

use self::auth::auth;
use self::events::EventsPane;
use self::message::MessagePane;
use self::notes::NotesPane;
use self::pairs::{Pairs, Table};
use self::settings::SettingsPane;
use super::request_bar::TabProps;
use crate::store::{press, use_select, use_send};
use crate::ui::button::{ButtonKind, button};
use crate::ui::css::use_css;
use crate::ui::hooks::use_unique_id;
use crate::ui::tabs::{TabItem, TabList};

mod auth;
mod event;
mod events;
mod message;
mod notes;
mod pairs;
mod settings;

const TABS: [(ComposerTab, &str); 7] = [
    (ComposerTab::Message, "Message"),
    (ComposerTab::Events, "Events"),
    (ComposerTab::Params, "Params"),
    (ComposerTab::Auth, "Auth"),
    (ComposerTab::Headers, "Headers"),
    (ComposerTab::Settings, "Settings"),
    (ComposerTab::Notes, "Notes"),
];

/// The composer.
#[component]
pub fn Composer(&TabProps { tab, suffix }: &TabProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex-direction: column;
        min-height: 0;
        min-width: 0;
        background: var(--bg-panel);
        > [role="tabpanel"] { flex: 1; display: flex; flex-direction: column; min-height: 0; }
        .table { flex: 1; min-height: 0; overflow: auto; padding: 8px 16px 24px; }
        .table > p { padding: 6px 0; color: var(--text-muted); }
        .table > .copy { display: flex; flex-wrap: wrap; gap: 8px; padding: 12px 0; }
        .changes { display: flex; align-items: center; gap: 8px; padding: 6px 12px; color: var(--warn); background: var(--warn-bg); font-size: var(--text-sm); }
        .changes > span { flex: 1; min-width: 0; }
        "#,
    );
    let send = use_send();
    let panel = use_unique_id("composer");
    let part = use_select(tab, |app, tab| app.mirror(*tab).composer);
    let draft = use_select(tab, |app, tab| app.tabs().get(*tab).cloned());
    let n_events = use_select(tab, |app, tab| app.n_events(*tab));
    let changes = use_select(tab, |app, tab| app.changes(*tab));
    let Some(request) = draft.as_ref().map(|tab| &tab.request) else { return Html::default() };
    let kind = request.kind;
    let n_used = |pairs: &[Pair]| pairs.iter().filter(|pair| pair.enabled && !pair.key.is_empty()).count();
    let tabs: Rc<[TabItem]> = TABS
        .iter()
        .filter(|(part, _)| part.is_of(kind))
        .map(|&(part, label)| TabItem {
            count: match part {
                ComposerTab::Events => n_events as usize,
                ComposerTab::Params => n_used(&request.params),
                ComposerTab::Headers => n_used(&request.headers),
                ComposerTab::Message | ComposerTab::Auth | ComposerTab::Settings | ComposerTab::Notes => 0,
            },
            ..TabItem::new(part as u64, label)
        })
        .collect();
    let on_select = send.reform(move |id: u64| {
        let part = TABS.iter().map(|(part, _)| *part).find(|part| *part as u64 == id);
        Msg::Session(tab, SessionMsg::Composer(part.unwrap_or_default()))
    });
    let label = TABS.iter().find(|(other, _)| *other == part).map(|(_, label)| *label);
    html! {
        <section class={style} aria-label={format!("Composer{suffix}")} data-part="composer">
            <TabList name="Composer" {tabs} selected={part as u64} onselect={on_select} panel={panel.clone()} />
            if let Some(words) = words(changes) {
                <div class="changes" role="status" aria-label="Changes">
                    <span>{ words }{ " applies after reconnect" }</span>
                    { button(
                        ButtonKind::Plain,
                        "Reconnect now",
                        press(&send, tab, |tab| Msg::Session(tab, SessionMsg::Reconnect)),
                    ) }
                </div>
            }
            <div role="tabpanel" id={panel} aria-label={label}>
                { match part {
                    ComposerTab::Message => html! { <MessagePane {tab} /> },
                    ComposerTab::Params => html! {
                        <div class="table" key={tab.0}><Pairs {tab} table={Table::Of(List::Params)} /></div>
                    },
                    ComposerTab::Events => html! { <EventsPane {tab} key={tab.0} /> },
                    ComposerTab::Auth => auth(tab, &request.socket_io, &send),
                    ComposerTab::Headers => headers(tab, kind, &send),
                    ComposerTab::Settings => html! { <SettingsPane {tab} key={tab.0} /> },
                    ComposerTab::Notes => html! { <NotesPane {tab} /> },
                } }
            </div>
        </section>
    }
}

fn headers(tab: TabId, kind: Protocol, send: &Callback<Msg>) -> Html {
    html! {
        <div class="table" key={tab.0}>
            <p>
                { match kind {
                    Protocol::Raw => "A browser does not let a page set the headers of a WebSocket handshake: these go into the command lines.",
                    Protocol::SocketIo => "These go with polling requests only, as far as the server's CORS rules let a page send them: a browser sends none with a WebSocket.",
                } }
            </p>
            <Pairs {tab} table={Table::Of(List::Headers)} />
            <div class="copy">{ copy_buttons(tab, kind, send) }</div>
        </div>
    }
}

/// The request as a command line, which may do what a page may not.
pub fn copy_buttons(tab: TabId, kind: Protocol, send: &Callback<Msg>) -> Html {
    let copy = |snippet, label: &'static str| {
        let onclick = press(send, (tab, snippet), |(tab, snippet)| Msg::Session(tab, SessionMsg::Copy(snippet)));
        button(ButtonKind::Plain, label, onclick)
    };
    match kind {
        Protocol::Raw => html! {
            <>{ copy(Snippet::Wscat, "Copy as wscat") }{ copy(Snippet::Websocat, "Copy as websocat") }</>
        },
        Protocol::SocketIo => copy(Snippet::Io, "Copy as io()"),
    }
}

fn words(Changes { url, subprotocols, timeout, kind, socket_io }: Changes) -> Option<String> {
    let names = [
        (kind, "kind"),
        (url, "URL"),
        (subprotocols, "subprotocols"),
        (timeout, "handshake timeout"),
        (socket_io, "Socket.IO settings"),
    ];
    let changed: Vec<&str> = names.into_iter().filter(|(is_changed, _)| *is_changed).map(|(_, name)| name).collect();
    let words = changed.join(", ");
    (!words.is_empty()).then(|| format!("Changed {words}:"))
}
