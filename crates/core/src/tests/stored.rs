//! What older releases wrote loads, what is written is read back, and what cannot be read is never lost.

use std::collections::BTreeMap;

use super::desk::Desk;
use crate::app::msg::RequestMsg;
use crate::app::stored::{self, convert, v1};
use crate::request::Request;
use crate::request::settings::Setting;
use crate::request::socket_io::{Protocol, Transports, Version};

const TABS_V1: &str = include_str!("../../fixtures/v1/tabs.json");
const RAW_V1: &str = include_str!("../../fixtures/v1/tabs-raw.json");
const SOCKET_IO_V1: &str = include_str!("../../fixtures/v1/tabs-socketio.json");
const CLOSE_NAMES_V1: &str = include_str!("../../fixtures/v1/settings-close-names.json");
const THEME_V1: &str = include_str!("../../fixtures/v1/theme-theme.json");

fn with_tabs(value: &str) -> Desk {
    Desk::with_stored(BTreeMap::from([("tabs/1".to_string(), value.to_string())]))
}

#[test]
fn tabs_of_version_1_load() {
    let desk = with_tabs(TABS_V1);
    let titles: Vec<_> = desk.app.tabs().open().iter().map(|tab| tab.request.title().to_string()).collect();
    assert_eq!(titles, ["localhost:8080/echo", "New request", "example.com"]);
    assert_eq!(desk.app.tabs().active().0, 7);
    assert_eq!(desk.app.tabs().open()[0].request.message.text, "{\"id\":9007199254740993}\n");
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
        for tab in &tabs.tabs {
            assert_eq!(convert::from_tab(&convert::to_tab(tab.clone())), *tab);
        }
        assert_eq!(stored::write(&tabs), fixture.trim_end(), "the format that is written is frozen");
    }
    let names: v1::CloseNames = stored::read(CLOSE_NAMES_V1).expect("a fixture");
    assert_eq!(convert::from_close_names(&convert::to_close_names(names.clone())), names);
    assert_eq!(stored::write(&names), CLOSE_NAMES_V1.trim_end());
    assert_eq!(stored::write(&v1::Theme::Dark), THEME_V1.trim_end());
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
