//! The change from polling to a WebSocket while both sides talk.

use std::time::Duration;

use duplex_socketio::client::Event;
use duplex_socketio::engine::link::Transports;
use duplex_socketio::revision::Generation;
use serde_json::json;

use super::peer::{Case, connected, everywhere};

const N_EVENTS: u64 = 3000;

/// The server floods from the first moment until after the upgrade, and the client sends numbers between whatever it hears.
#[test]
fn nothing_is_lost_or_doubled_in_an_upgrade_under_load() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({}));
        peer.emit("/", &format!(r#"["flood",{{"count":{N_EVENTS},"bytes":100}}]"#));
        let mut n_heard = 0;
        let mut n_sent = 0;
        let mut was_upgraded = case.transports != Transports::Upgrade;
        loop {
            if n_sent < N_EVENTS {
                peer.emit("/", &format!(r#"["number",{n_sent}]"#));
                n_sent += 1;
            }
            match peer.driver.next_event(Duration::from_secs(10)) {
                Some(Event::Message { packet }) if packet.name().as_deref() == Some("flood") => {
                    assert_eq!(packet.args()[0], n_heard.to_string(), "{case}");
                    n_heard += 1;
                }
                Some(Event::Message { packet }) if packet.name().as_deref() == Some("flooded") => {
                    if was_upgraded {
                        break;
                    }
                    peer.emit("/", &format!(r#"["flood",{{"from":{n_heard},"count":{N_EVENTS}}}]"#));
                }
                Some(Event::Upgraded) => was_upgraded = true,
                Some(Event::Heartbeat { .. }) => {}
                other => panic!("{case}: {other:?} after {n_heard}"),
            }
        }
        assert_eq!(n_heard % N_EVENTS, 0, "{case}");
        while n_sent < N_EVENTS {
            peer.emit("/", &format!(r#"["number",{n_sent}]"#));
            n_sent += 1;
        }
        let id = peer.ask("/", r#"["echo"]"#);
        peer.hears(&format!("Acked / {} []", id.0));
        let numbers = server.received("number");
        let wanted: Vec<_> = (0..N_EVENTS).map(|n| json!([n])).collect();
        assert!(numbers == wanted, "{case}: {} numbers, or another order", numbers.len());
    });
}

/// Bytes are several frames each, and none may come between them.
#[test]
fn attachments_stay_with_their_packet_in_an_upgrade() {
    for generation in Generation::ALL {
        let case = Case { generation, transports: Transports::Upgrade };
        let (_server, mut peer) = connected(case, json!({}));
        peer.emit("/", r#"["flood",{"count":1000,"bytes":50,"binary":true}]"#);
        for n in 0..1000 {
            peer.hears(&format!(r#"Message / ["flood",{n},{{"_placeholder":true,"num":0}}] [1, 1…"#));
        }
        peer.hears(r#"Message / ["flooded",1000]"#);
    }
}

#[test]
fn a_server_that_upgrades_nobody_is_polled() {
    for generation in Generation::ALL {
        let case = Case { generation, transports: Transports::Upgrade };
        let (server, mut peer) = connected(case, json!({ "allowUpgrades": false }));
        peer.hears_nothing_for(100);
        peer.ask("/", r#"["echo"]"#);
        peer.hears("Acked / 0 []");
        assert_eq!(server.get("sockets")[0]["transport"], "polling", "{case}");
    }
}

#[test]
fn a_websocket_that_is_blocked_leaves_polling_as_it_is() {
    for generation in Generation::ALL {
        let case = Case { generation, transports: Transports::Upgrade };
        let (server, mut peer) = connected(case, json!({ "blocksWebsockets": true }));
        for n in 0..20 {
            peer.ask("/", r#"["echo"]"#);
            peer.hears(&format!("Acked / {n} []"));
        }
        assert_eq!(server.get("count"), 1, "{case}");
    }
}

#[test]
fn the_server_sees_the_websocket_after_an_upgrade() {
    for generation in Generation::ALL {
        let case = Case { generation, transports: Transports::Upgrade };
        let (server, mut peer) = connected(case, json!({}));
        peer.upgrades();
        peer.until("the upgrade at the server", || server.get("sockets")[0]["transport"] == "websocket");
        peer.until("the end of polling", || server.get("connections") == 1);
    }
}
