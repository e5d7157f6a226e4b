//! Live values to and from what the latest version stores: the only place that knows both.

use super::v1;
use crate::app::tabs::{Tab, Tabs};
use crate::app::theme::Theme;
use crate::format::Format;
use crate::ids::TabId;
use crate::request::pairs::Pair;
use crate::request::settings::{Setting, Settings};
use crate::request::socket_io::{Choice, Event, Listener, Listeners, Parser, Protocol, SocketIo, Transports, Version};
use crate::request::{Message, Request, params};
use crate::session::log::Direction;
use crate::session::log::view::Filter;

/// As it is stored.
pub fn from_tabs(tabs: &Tabs) -> v1::Tabs {
    let tab = |tab: &Tab| v1::Tab {
        id: tab.id.0,
        url: tab.request.url.clone(),
        format: tab.request.message.format.name().to_string(),
        text: tab.request.message.text.clone(),
        search: tab.filter.text.clone(),
        direction: tab.filter.direction.map(|direction| direction.name().to_string()),
        params: from_params(&tab.request.params),
        headers: from_pairs(&tab.request.headers),
        subprotocols: from_pairs(&tab.request.settings.subprotocols),
        settings: tab
            .request
            .settings
            .changed()
            .map(|(setting, text)| (setting.rule().name.into(), text.into()))
            .collect(),
        reconnects: tab.request.settings.reconnects,
        socket_io: from_socket_io(&tab.request),
    };
    v1::Tabs { active: tabs.active().0, tabs: tabs.open().iter().map(|shared| tab(shared)).collect() }
}

/// As it lives. A format that is unknown becomes text: the message itself is kept as it stands.
pub fn to_tabs(stored: v1::Tabs) -> Tabs {
    let tab = |tab: v1::Tab| {
        let mut settings = Settings::default();
        settings.reconnects = tab.reconnects;
        settings.subprotocols = to_pairs(tab.subprotocols);
        for (name, text) in tab.settings {
            if let Some(setting) = Setting::named(&name) {
                settings.set_text(setting, text);
            }
        }
        let mut params = to_pairs(tab.params);
        params::follow_url(&mut params, &tab.url);
        Tab {
            id: TabId(tab.id),
            request: Request {
                kind: match &tab.socket_io {
                    Some(v1::SocketIo { on: true, .. }) => Protocol::SocketIo,
                    Some(_) | None => Protocol::Raw,
                },
                socket_io: tab.socket_io.map(to_socket_io).unwrap_or_default(),
                url: tab.url,
                params,
                headers: to_pairs(tab.headers),
                settings,
                message: Message { format: Format::named(&tab.format).unwrap_or_default(), text: tab.text },
            },
            filter: Filter {
                text: tab.search,
                direction: [Direction::Incoming, Direction::Outgoing, Direction::System]
                    .into_iter()
                    .find(|direction| Some(direction.name()) == tab.direction.as_deref()),
                ..Filter::default()
            },
        }
    };
    Tabs::new(stored.tabs.into_iter().map(tab).collect(), TabId(stored.active))
}

/// Nothing where nothing of it was chosen.
fn from_socket_io(request: &Request) -> Option<v1::SocketIo> {
    let SocketIo { version, transports, parser, recovers, auth, event, listeners } = &request.socket_io;
    let is_on = request.kind == Protocol::SocketIo;
    if !is_on && request.socket_io == SocketIo::default() {
        return None;
    }
    let arg = |arg: &Message| (arg.format.name().to_string(), arg.text.clone());
    let listener = |listener: &Listener| v1::Listener {
        name: listener.name.clone(),
        on: listener.shows,
        solo: listener.is_solo,
        colour: u32::from(listener.colour.unwrap_or(Listener::N_COLOURS)),
    };
    Some(v1::SocketIo {
        on: is_on,
        version: version.name().to_string(),
        transports: transports.name().to_string(),
        parser: parser.name().to_string(),
        recovers: *recovers,
        auth: auth.clone(),
        event: event.name.clone(),
        args: event.args.iter().map(arg).collect(),
        ack: event.wants_ack,
        all: listeners.all,
        listeners: listeners.list.iter().map(listener).collect(),
    })
}

/// As it lives. What is unknown becomes what it is at first.
fn to_socket_io(stored: v1::SocketIo) -> SocketIo {
    let arg = |(format, text): (String, String)| Message { format: Format::named(&format).unwrap_or_default(), text };
    let listener = |listener: v1::Listener| Listener {
        shows: listener.on,
        is_solo: listener.solo,
        colour: u8::try_from(listener.colour).ok().filter(|colour| *colour < Listener::N_COLOURS),
        name: listener.name,
    };
    SocketIo {
        version: Version::named(&stored.version).unwrap_or_default(),
        transports: Transports::named(&stored.transports).unwrap_or_default(),
        parser: Parser::named(&stored.parser).unwrap_or_default(),
        recovers: stored.recovers,
        auth: stored.auth,
        event: Event { name: stored.event, args: stored.args.into_iter().map(arg).collect(), wants_ack: stored.ack },
        listeners: Listeners { all: stored.all, list: stored.listeners.into_iter().map(listener).collect() },
    }
}

/// As they are stored.
pub fn from_close_names(names: &[Pair]) -> v1::CloseNames {
    v1::CloseNames(from_pairs(names))
}

/// As they live.
pub fn to_close_names(stored: v1::CloseNames) -> Vec<Pair> {
    to_pairs(stored.0)
}

/// As they are stored.
fn from_pairs(pairs: &[Pair]) -> Vec<v1::Row> {
    let row = |pair: &Pair| v1::Row {
        on: pair.enabled,
        key: pair.key.clone(),
        value: pair.value.clone(),
        note: pair.note.clone(),
    };
    pairs.iter().map(row).collect()
}

/// Nothing where the URL tells it all.
fn from_params(params: &[Pair]) -> Vec<v1::Row> {
    match params.iter().all(|pair| pair.enabled && pair.note.is_empty()) {
        true => Vec::new(),
        false => from_pairs(params),
    }
}

/// As they live.
fn to_pairs(rows: Vec<v1::Row>) -> Vec<Pair> {
    rows.into_iter().map(|row| Pair { enabled: row.on, key: row.key, value: row.value, note: row.note }).collect()
}

/// As it is stored.
pub fn from_theme(theme: Theme) -> v1::Theme {
    match theme {
        Theme::System => v1::Theme::System,
        Theme::Light => v1::Theme::Light,
        Theme::Dark => v1::Theme::Dark,
    }
}

/// As it lives.
pub fn to_theme(stored: v1::Theme) -> Theme {
    match stored {
        v1::Theme::System => Theme::System,
        v1::Theme::Light => Theme::Light,
        v1::Theme::Dark => Theme::Dark,
    }
}
