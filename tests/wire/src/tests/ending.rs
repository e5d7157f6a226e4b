//! Connections that end: by the server, by a cut wire, by a restart.

use duplex_socketio::args::Args;
use duplex_socketio::client::Ack;
use duplex_socketio::engine::link::Transports;
use serde_json::json;

use super::peer::{connected, everywhere};

#[test]
fn a_kick_ends_the_namespace_for_good() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({}));
        peer.connect("/chat");
        peer.hears("Connected /chat");
        peer.upgrades();
        peer.send("/chat", Args::event("never-ack").finish(), Ack::Wait);
        peer.emit("/chat", r#"["kick-me"]"#);
        peer.hears(
            r#"
            Disconnected /chat io server disconnect
            AckLost /chat 0
            "#,
        );
        // The other one goes on.
        peer.emit("/", r#"["echo",1]"#);
        peer.hears(r#"Message / ["echo",1]"#);
        server.call("kick", json!(["/"]));
        peer.hears(
            r#"
            Disconnected / io server disconnect
            Closed io server disconnect: Server
            "#,
        );
        peer.until("the close", || server.get("count") == 0);
        peer.hears_nothing_for(100);
    });
}

#[test]
fn a_kick_that_closes_is_no_lost_connection() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({}));
        peer.upgrades();
        peer.emit("/", r#"["kick-me",true]"#);
        peer.hears(
            r#"
            Disconnected / io server disconnect
            Closed io server disconnect: Server
            "#,
        );
        peer.until("the close", || server.get("count") == 0);
        peer.hears_nothing_for(100);
        // Asked for again it is there again.
        peer.connect("/");
        peer.hears("Connected /");
    });
}

#[test]
fn a_cut_wire_is_mended() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({}));
        peer.connect("/room-1");
        peer.hears("Connected /room-1");
        peer.upgrades();
        peer.send("/", Args::event("never-ack").finish(), Ack::Wait);
        peer.until("the event", || server.received("never-ack").len() == 1);
        server.call("cut", json!([]));
        let (reason, cause) = match case.transports {
            Transports::Polling => ("transport error", "1006 error"),
            Transports::Websocket | Transports::Upgrade => ("transport close", "1006 close"),
        };
        peer.hears(&format!(
            r#"
            Disconnected / {reason}
            AckLost / 0
            Disconnected /room-1 {reason}
            Closed {reason}: {cause}
            Reconnecting 1
            Connected /
            Connected /room-1
            "#
        ));
        // Ids go on, so that a late ack of the old connection cannot be taken for one of the new.
        assert_eq!(peer.ask("/", r#"["echo"]"#).0, 1, "{case}");
        peer.hears("Acked / 1 []");
        // A server that was between two polls hears of it by its heartbeat only.
        if case.transports != Transports::Polling {
            peer.until("the old one to go", || server.get("count") == 1);
        }
    });
}

#[test]
fn a_server_that_was_away_is_found_again() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({}));
        peer.upgrades();
        server.call("stop", json!([]));
        peer.hears_at_last("Reconnecting 1");
        peer.hears("ConnectFailed 1006 error");
        peer.hears("Reconnecting 2");
        peer.emit("/", r#"["echo","kept"]"#);
        server.call("start", json!([]));
        peer.hears_at_last("Connected /");
        peer.hears(r#"Message / ["echo","kept"]"#);
    });
}
