//! What older releases wrote loads, what is written is read back, and what cannot be read is never lost.

use std::collections::BTreeMap;

use super::desk::Desk;
use crate::app::Environment;
use crate::app::library::document::Kind;
use crate::app::library::entry::Value;
use crate::app::msg::RequestMsg;
use crate::app::shared::Shared;
use crate::app::stored::{self, convert, v1};
use crate::app::workspace::GLOBALS;
use crate::format::Format;
use crate::ids::ItemId;
use crate::request::Request;
use crate::request::settings::Setting;
use crate::request::socket_io::{Protocol, Transports, Version};
use crate::variables::Variable;

const TABS_V1: &str = include_str!("../../fixtures/v1/tabs.json");
const RAW_V1: &str = include_str!("../../fixtures/v1/tabs-raw.json");
const SOCKET_IO_V1: &str = include_str!("../../fixtures/v1/tabs-socketio.json");
const CLOSE_NAMES_V1: &str = include_str!("../../fixtures/v1/settings-close-names.json");
const COLLECTION_V1: &str = include_str!("../../fixtures/v1/collection.json");
const ENVIRONMENT_V1: &str = include_str!("../../fixtures/v1/environment.json");
const GLOBALS_V1: &str = include_str!("../../fixtures/v1/globals.json");
const HISTORY_V1: &str = include_str!("../../fixtures/v1/history.json");
const SECRETS_V1: &str = include_str!("../../fixtures/v1/secrets.json");
const SAMPLES_V1: &str = include_str!("../../fixtures/v1/samples.json");
const THEME_V1: &str = include_str!("../../fixtures/v1/theme-theme.json");

fn with_tabs(value: &str) -> Desk {
    Desk::with_stored(BTreeMap::from([("tabs/1".to_string(), value.to_string())]))
}

#[test]
fn tabs_of_version_1_load() {
    let desk = with_tabs(TABS_V1);
    let titles: Vec<_> = desk.app.tabs().open().iter().map(|tab| tab.request.title().to_string()).collect();
    assert_eq!(titles, ["localhost:8080/echo", "New request", "example.com", "Echo"]);
    assert_eq!(desk.app.tabs().active().0, 7);
    assert_eq!(desk.app.tabs().open()[0].request.message.text, "{\"id\":9007199254740993}\n");
    let looking = &desk.app.tabs().open()[3];
    let origin = looking.origin.as_ref().map(|origin| (origin.item.0, origin.revs.clone()));
    assert_eq!((looking.is_preview, origin), (true, Some((4660, vec![7, 3]))));
    assert!(desk.app.can_reopen());
}

/// A browser with all that version 1 stores, each text as it is given.
fn with_workspace(edit: impl Fn(&str) -> String) -> Desk {
    let texts = [
        ("collection/000000001231", COLLECTION_V1),
        ("environment/000000005678", ENVIRONMENT_V1),
        ("globals/globals", GLOBALS_V1),
        ("history/2026-01-07", HISTORY_V1),
        ("settings/samples", SAMPLES_V1),
        ("tabs/1", TABS_V1),
    ];
    let stored = texts.map(|(key, text)| (key.to_string(), edit(text))).into_iter().collect();
    let environment = Environment {
        session_stored: vec![("secrets/session".into(), edit(SECRETS_V1))],
        demo_url: "ws://localhost:9".into(),
        ..Environment::default()
    };
    Desk::in_world(stored, environment)
}

fn check_workspace(desk: &Desk) {
    let app = &desk.app;
    assert_eq!(desk.notices(), [""; 0]);
    let names: Vec<_> = app.tree().iter().map(|row| (row.level, row.name.to_string())).collect();
    assert_eq!(names, [(1, "Chat".into()), (2, "Presence".into()), (3, "Echo".into())], "open, and no samples again");
    let notes = match app.library().value(ItemId(4657)) {
        Some(Value::Folder(folder)) => folder.notes.clone(),
        _ => String::new(),
    };
    assert_eq!(notes, "# About");
    let echo = app.library().request(ItemId(4660)).expect("a request");
    assert_eq!((&*echo.message.text, echo.message.format), ("{\"id\":9007199254740993}", Format::Json));
    let staging = app.active_environment().expect("an environment");
    let variables = |id: ItemId| -> Vec<String> {
        let variables = app.library().document(id).map(|document| document.variables()).unwrap_or_default();
        let words = |of: &Variable| format!("{} {}={} {:?} {}", of.enabled, of.name, of.value, of.kind, of.note);
        variables.into_iter().map(|(_, variable)| words(variable)).collect()
    };
    assert_eq!(
        variables(staging),
        ["true host=staging:80 Plain behind the gate", "false token=s3cret Secret ", "true key= Session "]
    );
    assert_eq!(variables(GLOBALS), ["true everywhere=yes Plain "]);
    assert_eq!(variables(ItemId(4657)), ["true room=lobby Plain "]);
    assert_eq!(app.secret(ItemId(22139)), "for now");
    let visits = app.history().days().iter().flat_map(|day| day.visits.iter());
    let visits: Vec<_> =
        visits.map(|visit| (visit.is_sent, visit.n_times, visit.request.title().to_string())).collect();
    assert_eq!(visits, [(false, 1, "staging/echo".into()), (true, 3, "Echo".into())]);
}

#[test]
fn the_workspace_of_version_1_loads() {
    check_workspace(&with_workspace(str::to_string));
}

#[test]
fn fields_that_nobody_knows_are_no_obstacle() {
    let fields = |text: &str| text.replace("{\"id\":", "{\"new\":{\"a\":[1.5,null]},\"id\":");
    check_workspace(&with_workspace(fields));
}

#[test]
fn settings_of_version_1_load_as_they_were_written() {
    let desk = with_tabs(RAW_V1);
    let request = desk.app.tabs().open()[0].request.clone();
    assert_eq!(request.params.iter().map(|pair| &pair.key[..]).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!((request.settings.text(Setting::HandshakeMillis), request.settings.reconnects), ("soon", true));
    assert_eq!(request.settings.offered(), Ok(vec!["v2".to_string()]));
}

#[test]
fn requests_for_socket_io_of_version_1_load() {
    let desk = with_tabs(SOCKET_IO_V1);
    let Request { kind, socket_io, settings, .. } = desk.app.tabs().open()[0].request.clone();
    assert_eq!((kind, settings.text(Setting::HandshakePath)), (Protocol::SocketIo, "/io"));
    assert_eq!((socket_io.version, socket_io.transports), (Version::V2, Transports::Upgrade));
    assert_eq!(
        (socket_io.event.sent_name(), socket_io.event.args.len(), socket_io.event.wants_ack),
        ("send_message", 2, true)
    );
    assert_eq!((socket_io.listeners.colour("room:message"), socket_io.listeners.names().others), (3, false));
}

#[test]
fn the_theme_of_version_1_loads() {
    let theme: v1::Theme = stored::read(THEME_V1).expect("a fixture");
    assert_eq!(theme, v1::Theme::Dark);
}

#[test]
fn what_is_written_is_what_the_fixture_says() {
    for fixture in [TABS_V1, RAW_V1, SOCKET_IO_V1] {
        let tabs: v1::Tabs = stored::read(fixture).expect("a fixture");
        for tab in tabs.tabs.iter().chain(&tabs.closed) {
            assert_eq!(convert::from_tab(&convert::to_tab(tab.clone())), *tab);
        }
        assert_eq!(stored::write(&tabs), fixture.trim_end(), "the format that is written is frozen");
    }
    let names: v1::CloseNames = stored::read(CLOSE_NAMES_V1).expect("a fixture");
    assert_eq!(convert::from_close_names(&convert::to_close_names(names.clone())), names);
    assert_eq!(stored::write(&names), CLOSE_NAMES_V1.trim_end());
    assert_eq!(stored::write(&v1::Theme::Dark), THEME_V1.trim_end());
    let documents =
        [(Kind::Collection, COLLECTION_V1), (Kind::Environment, ENVIRONMENT_V1), (Kind::Globals, GLOBALS_V1)];
    for (kind, fixture) in documents {
        let document: v1::Document = stored::read(fixture).expect("a fixture");
        let back = convert::from_document(&convert::to_document(kind, document));
        assert_eq!(stored::write(&back), fixture.trim_end());
    }
    let day: v1::Day = stored::read(HISTORY_V1).expect("a fixture");
    let visits: Vec<_> = convert::to_visits(day).into_iter().map(Shared::new).collect();
    assert_eq!(stored::write(&convert::from_visits(&visits)), HISTORY_V1.trim_end());
    let secrets: v1::Secrets = stored::read(SECRETS_V1).expect("a fixture");
    assert_eq!(stored::write(&convert::from_secrets(&convert::to_secrets(secrets))), SECRETS_V1.trim_end());
    let samples: v1::Samples = stored::read(SAMPLES_V1).expect("a fixture");
    assert_eq!((samples.added, stored::write(&samples)), (true, SAMPLES_V1.trim_end().to_string()));
}

#[test]
fn what_cannot_be_read_is_set_aside_and_said() {
    for broken in ["", "{", "null", "{\"v\":1}", "{\"v\":1,\"data\":{\"tabs\":3}}", "{\"v\":0,\"data\":{}}"] {
        let desk = with_tabs(broken);
        let backup = desk.stored.iter().find(|(key, _)| key.starts_with("backup/tabs/1/"));
        assert_eq!(backup.map(|(_, value)| value.as_str()), Some(broken));
        assert_eq!(desk.stored["tabs/1"], broken, "not touched before something new is worth keeping");
        assert!(desk.notices()[0].starts_with("The list of open tabs was not restored: it cannot be read"), "{broken}");
    }
}

#[test]
fn what_a_newer_release_wrote_is_never_overwritten() {
    let newer = "{\"v\":2,\"data\":{\"anything\":true}}";
    let mut desk = with_tabs(newer);
    assert!(desk.notices()[0].contains("written by a newer Duplex"));
    desk.request_msg(RequestMsg::Url("ws://x".into()));
    desk.wait(1_000);
    assert_eq!(desk.reload().stored["tabs/1"], newer);
}
