//! What only polling has: bodies within the server's limit, sessions that are gone.

use duplex_socketio::args::Args;
use duplex_socketio::client::{Ack, SendError};
use duplex_socketio::engine::link::Transports;
use duplex_socketio::revision::Generation;
use serde_json::json;

use super::peer::{Case, connected};

#[test]
fn bodies_keep_within_the_servers_limit() {
    let case = Case { generation: Generation::V4, transports: Transports::Polling };
    let (server, mut peer) = connected(case, json!({ "maxHttpBufferSize": 500 }));
    // All at once: a hundred times the limit. A body that is too large would end the session.
    for n in 0..200 {
        peer.emit("/", &format!(r#"["number",{n},"{}"]"#, "ç".repeat(n % 200)));
        peer.send("/", Args::event("bytes").bytes(vec![1; n]).finish(), Ack::None);
    }
    peer.until("all of them", || server.received("bytes").len() == 200);
    let numbers: Vec<_> = server.received("number").iter().map(|args| args[0].clone()).collect();
    assert_eq!(json!(numbers), json!((0..200).collect::<Vec<_>>()));
}

#[test]
fn a_body_may_be_as_large_as_the_limit() {
    for generation in [Generation::V3, Generation::V4] {
        let case = Case { generation, transports: Transports::Polling };
        let (server, mut peer) = connected(case, json!({ "maxHttpBufferSize": 500 }));
        let event = |n_bytes: usize| format!(r#"["n","{}"]"#, "x".repeat(n_bytes - r#"42["n",""]"#.len()));
        peer.emit("/", &event(500));
        peer.until("the event", || server.received("n").len() == 1);
        let too_large = duplex_socketio::packet::Payload::json(event(501)).unwrap();
        let result = peer.driver.client.emit(peer.driver.now(), "/", too_large, Ack::None);
        match generation {
            // Says its limit in the handshake.
            Generation::V4 => assert_eq!(result, Err(SendError::TooLarge { size: 501, limit: 500 })),
            Generation::V2 | Generation::V3 => {
                // The answer to the POST and the end of the GET are sent at the same time.
                peer.hears_at_last("Closed transport ");
            }
        }
    }
}

#[test]
fn an_oversized_event_ends_a_connection_whose_limit_is_not_known() {
    for (generation, transports, closed) in [
        (Generation::V2, Transports::Polling, "Closed transport "),
        (Generation::V3, Transports::Polling, "Closed transport "),
        (Generation::V2, Transports::Websocket, "Closed transport close: 1009 close"),
        // Its WebSockets hang up without a word.
        (Generation::V3, Transports::Websocket, "Closed transport close: 1006 close"),
    ] {
        let case = Case { generation, transports };
        let (_server, mut peer) = connected(case, json!({ "maxHttpBufferSize": 500 }));
        peer.emit("/", &format!(r#"["n","{}"]"#, "x".repeat(2000)));
        peer.hears_at_last(closed);
        peer.hears("Reconnecting 1");
        peer.hears("Connected /");
    }
}

#[test]
fn a_session_that_is_gone_is_made_anew() {
    for generation in Generation::ALL {
        let case = Case { generation, transports: Transports::Polling };
        // The waiting GET ends with the session, and the next one finds another server at the same place.
        let (server, mut peer) = connected(case, json!({}));
        server.call("restart", json!([]));
        peer.hears_at_last("Reconnecting 1");
        peer.hears_at_last("Connected /");
        assert_eq!(server.get("count"), 1, "{case}");
    }
}
