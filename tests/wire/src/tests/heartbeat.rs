//! Heartbeats that go on, and one that stops.

use std::time::Duration;

use duplex_socketio::client::Event;
use duplex_socketio::revision::Generation;
use serde_json::json;

use super::peer::{connected, everywhere};

#[test]
fn a_quiet_connection_lives_on() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({ "pingInterval": 60, "pingTimeout": 3000 }));
        let mut n_heartbeats = 0;
        while n_heartbeats < 5 {
            match peer.driver.next_event(Duration::from_secs(5)) {
                Some(Event::Heartbeat { rtt_micros }) => {
                    // Only who pings knows how long the answer took.
                    assert_eq!(rtt_micros.is_some(), case.generation == Generation::V2, "{case}");
                    n_heartbeats += 1;
                }
                Some(Event::Upgraded) => {}
                other => panic!("{case}: {other:?}"),
            }
        }
        assert_eq!(server.get("count"), 1, "{case}");
    });
}

#[test]
fn a_silent_server_is_given_up() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({ "pingInterval": 150, "pingTimeout": 400 }));
        peer.upgrades();
        server.call("mute", json!([]));
        let since = peer.driver.now();
        peer.hears(
            r#"
            Disconnected / ping timeout
            Closed ping timeout: Silence
            Reconnecting 1
            "#,
        );
        let millis = peer.driver.now().micros_since(since) / 1000;
        assert!(millis >= 350, "{case}: {millis} ms");
        server.call("unmute", json!([]));
        peer.hears("Connected /");
        peer.until("the old one to go", || server.get("count") == 1);
    });
}
