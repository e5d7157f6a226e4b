//! Connection state recovery of servers 4.6 and later.

use duplex_socketio::args::Args;
use duplex_socketio::client::Ack;
use duplex_socketio::revision::Generation;
use serde_json::json;

use super::peer::{Case, TRANSPORTS, connected};

#[test]
fn missed_events_arrive_in_order_and_the_session_goes_on() {
    for transports in TRANSPORTS {
        let case = Case { generation: Generation::V4, transports };
        let (server, mut peer) = connected(case, json!({ "recovery": true }));
        peer.upgrades();
        peer.ask("/", r#"["join","blue"]"#);
        peer.hears(r#"Acked / 0 ["blue"]"#);
        server.call("emit", json!(["/", "before", 1]));
        peer.hears(r#"Message / ["before",1,"…"#);
        peer.emit("/", r#"["drop-me"]"#);
        peer.hears_at_last("Reconnecting 1");
        // The server has lost the connection, and the client has not made another yet: it is only carried on by `hears`.
        server.call("emit", json!(["/", "missed", 1, { "$bin": "Bw==" }]));
        server.call("emit", json!(["/", "missed", 2]));
        peer.hears(
            r#"
            Connected / recovered
            Message / ["missed",1,{"_placeholder":true,"num":0},"…
            Message / ["missed",2,"…
            "#,
        );
        // It is in its rooms again.
        peer.emit("/", r#"["to-room","blue","news"]"#);
        peer.hears(r#"Message / ["news","…"#);
        // An event that asks for an ack has no offset.
        peer.emit("/", r#"["ask-me"]"#);
        peer.hears(r#"Message / 0 ["question"]"#);
        peer.answer("/", 0, Args::new());
        peer.hears(r#"Message / ["answered","…"#);
        // A second time, from the newest offset on.
        server.call("cut", json!([]));
        peer.hears_at_last("Reconnecting 1");
        server.call("emit", json!(["/", "missed", 3]));
        peer.hears(
            r#"
            Connected / recovered
            Message / ["missed",3,"…
            "#,
        );
    }
}

#[test]
fn a_server_that_forgot_is_no_recovery() {
    for transports in TRANSPORTS {
        let case = Case { generation: Generation::V4, transports };
        let (server, mut peer) = connected(case, json!({ "recovery": true }));
        peer.upgrades();
        server.call("emit", json!(["/", "before"]));
        peer.hears(r#"Message / ["before","…"#);
        server.call("restart", json!([]));
        peer.hears_at_last("Connected /");
        peer.send("/", Args::event("whoami").finish(), Ack::Wait);
        peer.hears_at_last(r#"Acked / 0 [{"id":"#);
        let sockets = server.get("sockets");
        assert!(sockets.as_array().unwrap().iter().all(|socket| socket["recovered"] == false), "{case}");
    }
}

#[test]
fn who_does_not_want_recovery_gets_none() {
    let case = Case { generation: Generation::V4, transports: TRANSPORTS[0] };
    let server = case.server(json!({ "recovery": true }));
    let mut peer = case.peer_with(&server, |config| config.recovers = false);
    peer.connect("/");
    peer.hears("Connected /");
    server.call("emit", json!(["/", "before"]));
    peer.hears(r#"Message / ["before","…"#);
    server.call("cut", json!([]));
    peer.hears_at_last("Reconnecting 1");
    server.call("emit", json!(["/", "missed"]));
    peer.hears("Connected /");
    peer.hears_nothing_for(100);
}
