//! Live values to and from what the latest version stores: the only place that knows both.

use super::v1;
use crate::app::history::Visit;
use crate::app::library::document::{Document, Kind};
use crate::app::library::entry::{Entry, Folder, Place, Value};
use crate::app::shared::Shared;
use crate::app::tabs::{Origin, Tab};
use crate::app::theme::Theme;
use crate::format::Format;
use crate::ids::{ItemId, TabId};
use crate::request::pairs::Pair;
use crate::request::settings::{Setting, Settings};
use crate::request::socket_io::{Choice, Event, Listener, Listeners, Parser, Protocol, SocketIo, Transports, Version};
use crate::request::{Message, Request, params};
use crate::session::log::Direction;
use crate::session::log::view::Filter;
use crate::time::Time;
use crate::variables::{Variable, VariableKind};

/// As it is stored.
pub fn from_tab(tab: &Tab) -> v1::Tab {
    v1::Tab {
        id: tab.id.0,
        request: from_request(&tab.request),
        search: tab.filter.text.clone(),
        direction: tab.filter.direction.map(|direction| direction.name().to_string()),
        item: tab.origin.as_ref().map(|origin| origin.item.0),
        revs: tab.origin.as_ref().map(|origin| origin.revs.clone()).unwrap_or_default(),
        preview: tab.is_preview,
    }
}

/// As it lives.
pub fn to_tab(tab: v1::Tab) -> Tab {
    let revs = tab.revs;
    Tab {
        id: TabId(tab.id),
        request: to_request(tab.request),
        filter: Filter {
            text: tab.search,
            direction: [Direction::Incoming, Direction::Outgoing, Direction::System]
                .into_iter()
                .find(|direction| Some(direction.name()) == tab.direction.as_deref()),
            ..Filter::default()
        },
        origin: tab.item.map(|item| Origin { item: ItemId(item), revs }),
        is_preview: tab.preview,
    }
}

/// As it is stored.
pub fn from_request(request: &Request) -> v1::Request {
    let format = request.message.format;
    v1::Request {
        name: request.name.clone(),
        notes: request.notes.clone(),
        url: request.url.clone(),
        format: if format == Format::default() { String::new() } else { format.name().to_string() },
        text: request.message.text.clone(),
        params: from_params(&request.params),
        headers: from_pairs(&request.headers),
        subprotocols: from_pairs(&request.settings.subprotocols),
        settings: request.settings.changed().map(|(setting, text)| (setting.rule().name.into(), text.into())).collect(),
        reconnects: request.settings.reconnects,
        socket_io: from_socket_io(request),
    }
}

/// As it lives. A format that is unknown becomes text: the message itself is kept as it stands.
pub fn to_request(stored: v1::Request) -> Request {
    let mut settings = Settings::default();
    settings.reconnects = stored.reconnects;
    settings.subprotocols = to_pairs(stored.subprotocols);
    for (name, text) in stored.settings {
        if let Some(setting) = Setting::named(&name) {
            settings.set_text(setting, text);
        }
    }
    let mut params = to_pairs(stored.params);
    params::follow_url(&mut params, &stored.url);
    Request {
        name: stored.name,
        notes: stored.notes,
        kind: match &stored.socket_io {
            Some(v1::SocketIo { on: true, .. }) => Protocol::SocketIo,
            Some(_) | None => Protocol::Raw,
        },
        socket_io: stored.socket_io.map(to_socket_io).unwrap_or_default(),
        url: stored.url,
        params,
        headers: to_pairs(stored.headers),
        settings,
        message: Message { format: Format::named(&stored.format).unwrap_or_default(), text: stored.text },
    }
}

/// As it is stored.
pub fn from_document(document: &Document) -> v1::Document {
    let entry = |entry: &Shared<Entry>| {
        let (folder, request, variable) = match &entry.value {
            Some(Value::Folder(folder)) => (Some(from_folder(folder)), None, None),
            Some(Value::Request(request)) => (None, Some(from_request(request)), None),
            Some(Value::Variable(variable)) => (None, None, Some(from_variable(variable))),
            None => (None, None, None),
        };
        v1::Entry {
            id: entry.id.0,
            parent: entry.place.parent.0,
            rank: entry.place.rank,
            since: entry.place.since_millis,
            revs: entry.revs.clone(),
            folder,
            request,
            variable,
        }
    };
    v1::Document { id: document.id.0, entries: document.entries().iter().map(entry).collect() }
}

/// As it lives.
pub fn to_document(kind: Kind, stored: v1::Document) -> Document {
    let entry = |entry: v1::Entry| Entry {
        id: ItemId(entry.id),
        place: Place { since_millis: entry.since, parent: ItemId(entry.parent), rank: entry.rank },
        value: match (entry.folder, entry.request, entry.variable) {
            (Some(v1::Folder { name, notes }), _, _) => Some(Value::Folder(Folder { name, notes })),
            (None, Some(request), _) => Some(Value::Request(Box::new(to_request(request)))),
            (None, None, Some(variable)) => Some(Value::Variable(to_variable(variable))),
            (None, None, None) => None,
        },
        revs: entry.revs,
        is_fresh: false,
    };
    Document::read(kind, ItemId(stored.id), stored.entries.into_iter().map(entry).collect())
}

fn from_folder(folder: &Folder) -> v1::Folder {
    v1::Folder { name: folder.name.clone(), notes: folder.notes.clone() }
}

fn from_variable(variable: &Variable) -> v1::Variable {
    v1::Variable {
        on: variable.enabled,
        name: variable.name.clone(),
        value: variable.value.clone(),
        note: variable.note.clone(),
        kind: match variable.kind {
            VariableKind::Plain => "",
            VariableKind::Secret => "secret",
            VariableKind::Session => "session",
        }
        .to_string(),
    }
}

/// As it lives. What is of an unknown kind is masked rather than shown.
fn to_variable(stored: v1::Variable) -> Variable {
    Variable {
        enabled: stored.on,
        name: stored.name,
        value: stored.value,
        note: stored.note,
        kind: match stored.kind.as_str() {
            "" => VariableKind::Plain,
            "session" => VariableKind::Session,
            _ => VariableKind::Secret,
        },
    }
}

/// As they are stored.
pub fn from_secrets(secrets: &[(ItemId, String)]) -> v1::Secrets {
    v1::Secrets(secrets.iter().map(|(id, value)| v1::Secret { id: id.0, value: value.clone() }).collect())
}

/// As they live.
pub fn to_secrets(stored: v1::Secrets) -> Vec<(ItemId, String)> {
    stored.0.into_iter().map(|secret| (ItemId(secret.id), secret.value)).collect()
}

/// As it is stored.
pub fn from_visits(visits: &[Shared<Visit>]) -> v1::Day {
    let visit = |visit: &Shared<Visit>| v1::Visit {
        id: visit.id.0,
        at: visit.at.millis(),
        sent: visit.is_sent,
        n: visit.n_times,
        item: visit.item.map(|item| item.0),
        request: from_request(&visit.request),
    };
    v1::Day(visits.iter().map(visit).collect())
}

/// As it lives.
pub fn to_visits(stored: v1::Day) -> Vec<Visit> {
    let visit = |visit: v1::Visit| Visit {
        id: ItemId(visit.id),
        at: Time(visit.at.saturating_mul(1000)),
        is_sent: visit.sent,
        n_times: visit.n,
        item: visit.item.map(ItemId),
        request: to_request(visit.request),
    };
    stored.0.into_iter().map(visit).collect()
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
