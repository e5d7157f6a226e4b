//! Clients and servers of different generations.

use duplex_socketio::engine::link::Transports;
use duplex_socketio::revision::Generation;
use serde_json::json;

use super::peer::{Case, TRANSPORTS};

#[test]
fn an_old_server_is_recognised() {
    for generation in [Generation::V3, Generation::V4] {
        for transports in TRANSPORTS {
            let old = Case { generation: Generation::V2, transports };
            let server = old.server(json!({}));
            let mut peer = Case { generation, transports }.peer(&server);
            peer.connect("/");
            peer.hears("ServerIsV2");
            peer.hears("ConnectFailed Mismatch");
            peer.hears_nothing_for(200);
        }
    }
}

#[test]
fn a_newer_server_is_recognised_where_it_says_so() {
    for generation in [Generation::V3, Generation::V4] {
        for transports in TRANSPORTS {
            let server = Case { generation, transports }.server(json!({}));
            let old = Case { generation: Generation::V2, transports };
            let mut peer = old.peer_with(&server, |config| {
                // Only a WebSocket is to run into it.
                if transports == Transports::Websocket {
                    config.connect_timeout_millis = 500;
                }
            });
            peer.connect("/");
            match transports {
                // The refusal of a WebSocket cannot be read; a server 3.x even opens it and says nothing.
                Transports::Websocket => {
                    peer.hears(match generation {
                        Generation::V3 => "ConnectFailed ConnectTimeout",
                        Generation::V2 | Generation::V4 => "ConnectFailed 1006 error",
                    });
                    peer.hears("Reconnecting 1");
                }
                Transports::Polling | Transports::Upgrade => {
                    peer.hears("ServerIsNewer");
                    peer.hears("ConnectFailed HTTP 400 code 5 Unsupported protocol version");
                    peer.hears_nothing_for(200);
                }
            }
        }
    }
}

#[test]
fn a_newer_server_that_allows_old_clients_is_spoken_to_as_an_old_one() {
    for generation in [Generation::V3, Generation::V4] {
        for transports in TRANSPORTS {
            let server = Case { generation, transports }.server(json!({ "allowEIO3": true }));
            let mut peer = Case { generation: Generation::V2, transports }.peer(&server);
            peer.connect("/");
            peer.hears("Connected /");
            peer.connect_with("/admin", None, "token=secret");
            peer.hears("Connected /admin");
            peer.connect("/nowhere");
            peer.hears("Refused /nowhere …");
            peer.upgrades();
            peer.ask("/admin", r#"["echo","ç"]"#);
            peer.hears(r#"Acked /admin 0 ["ç"]"#);
            peer.emit("/", r#"["binary",2]"#);
            peer.hears(r#"Message / ["binary",…"#);
            assert_eq!(server.get("sockets")[0]["protocol"], 3);
            peer.close();
            peer.hears_at_last("Closed io client disconnect: Client");
            peer.until("the close", || server.get("count") == 0);
        }
    }
}
