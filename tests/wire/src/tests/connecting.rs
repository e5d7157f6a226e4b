//! Namespaces, how they are refused, what the server sees of a handshake, and how it refuses that.

use duplex_socketio::client::Event;
use duplex_socketio::engine::link::Transports;
use duplex_socketio::revision::Generation;
use serde_json::json;

use super::peer::{Case, connected, everywhere};

#[test]
fn the_server_sees_the_handshake() {
    everywhere(|case| {
        let server = case.server(json!({}));
        let mut peer = case.peer_with(&server, |config| config.query = "key=k%201".to_owned());
        peer.connect_with("/", Some(r#"{"token":"t"}"#), "");
        let id = loop {
            match peer.driver.next_event(std::time::Duration::from_secs(5)) {
                Some(Event::Connected { sid, .. }) => break sid,
                Some(Event::Opened { .. } | Event::Upgraded) => {}
                other => panic!("{case}: {other:?}"),
            }
        };
        peer.emit("/", r#"["nothing"]"#);
        peer.until("an event", || server.received("nothing").len() == 1);
        let seen = &server.get("sockets")[0];
        assert_eq!(seen["id"], json!(id), "{case}");
        assert_eq!(seen["query"]["key"], "k 1", "{case}");
        assert_eq!(seen["query"]["EIO"], case.generation.engine().number().to_string(), "{case}");
        match case.generation {
            Generation::V2 => assert_eq!(seen["auth"], json!({}), "{case}"),
            Generation::V3 | Generation::V4 => assert_eq!(seen["auth"], json!({ "token": "t" }), "{case}"),
        }
        let over = if case.transports == Transports::Websocket { "websocket" } else { "polling" };
        assert_eq!(seen["query"]["transport"], over, "{case}");
    });
}

#[test]
fn namespaces_are_there_or_made_or_refused() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({}));
        peer.connect("/chat");
        peer.hears("Connected /chat");
        peer.connect("/room-7");
        peer.hears("Connected /room-7");
        peer.connect("/nowhere");
        peer.hears(match case.generation {
            Generation::V2 => r#"Refused /nowhere "Invalid namespace""#,
            Generation::V3 | Generation::V4 => r#"Refused /nowhere {"message":"Invalid namespace"}"#,
        });
        for name in ["/", "/chat", "/room-7"] {
            let id = peer.ask(name, r#"["echo","in",null]"#);
            peer.hears(&format!(r#"Acked {name} {} ["in",null]"#, id.0));
        }
        peer.driver.client.disconnect(peer.driver.now(), "/room-7");
        peer.hears("Disconnected /room-7 io client disconnect");
        peer.until("the leave", || {
            let sockets = server.get("sockets");
            let room = sockets.as_array().unwrap().iter().find(|socket| socket["namespace"] == "/room-7");
            room.unwrap()["connected"] == false
        });
        peer.connect("/room-7");
        peer.hears("Connected /room-7");
        assert_eq!(server.get("count"), 1, "{case}");
    });
}

#[test]
fn a_refusal_has_its_data_and_can_be_tried_again() {
    everywhere(|case| {
        let (_server, mut peer) = connected(case, json!({}));
        peer.connect_with("/admin", Some(r#"{"token":"wrong"}"#), "token=wrong");
        peer.hears(match case.generation {
            Generation::V2 => r#"Refused /admin {"code":4010,"hint":"the token is \"secret\""}"#,
            Generation::V3 | Generation::V4 => {
                r#"Refused /admin {"message":"not authorised","data":{"code":4010,"hint":"the token is \"secret\""}}"#
            }
        });
        peer.connect_with("/admin", Some(r#"{"token":"secret"}"#), "token=secret");
        peer.hears("Connected /admin");
    });
}

#[test]
fn the_root_can_be_left_and_come_back_while_another_stays() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({}));
        peer.connect("/chat");
        peer.hears("Connected /chat");
        for leave in ["client", "server"] {
            match leave {
                "client" => peer.driver.client.disconnect(peer.driver.now(), "/"),
                _ => drop(server.call("kick", json!(["/"]))),
            }
            peer.hears(&format!("Disconnected / io {leave} disconnect"));
            peer.ask("/chat", r#"["echo"]"#);
            peer.hears("Acked /chat …");
            // Old servers connect nothing else without it.
            peer.connect(&format!("/room-{leave}"));
            peer.hears(&format!("Connected /room-{leave}"));
            peer.connect("/");
            peer.hears("Connected /");
            peer.ask("/", r#"["echo"]"#);
            peer.hears("Acked / …");
            peer.connect("/orders");
            peer.hears("Connected /orders");
            peer.driver.client.disconnect(peer.driver.now(), "/orders");
            peer.hears("Disconnected /orders io client disconnect");
        }
        assert_eq!(server.get("count"), 1, "{case}");
    });
}

#[test]
fn a_refused_root_is_said() {
    everywhere(|case| {
        let server = case.server(json!({ "guarded": true }));
        let mut peer = case.peer(&server);
        peer.connect("/");
        peer.hears("Refused / {…");
        peer.hears("Closed io server disconnect: Server");
        peer.until("the close", || server.get("count") == 0);
        let mut peer = case.peer_with(&server, |config| config.query = "token=secret".to_owned());
        peer.connect_with("/", Some(r#"{"token":"secret"}"#), "");
        peer.hears("Connected /");
    });
}

#[test]
fn only_the_last_namespace_closes_the_connection() {
    everywhere(|case| {
        if case.generation == Generation::V2 {
            return;
        }
        let server = case.server(json!({}));
        let mut peer = case.peer(&server);
        peer.connect("/nowhere");
        peer.hears(
            r#"
            Refused /nowhere {"message":"Invalid namespace"}
            Closed io server disconnect: Server
            "#,
        );
        peer.until("the close", || server.get("count") == 0);
    });
}

#[test]
fn a_close_leaves_nothing_at_the_server() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({}));
        peer.connect("/chat");
        peer.hears("Connected /chat");
        peer.emit("/chat", r#"["last words"]"#);
        peer.close();
        peer.hears(
            r#"
            Disconnected / io client disconnect
            Disconnected /chat io client disconnect
            Closed io client disconnect: Client
            "#,
        );
        peer.until("the close", || server.get("count") == 0);
        peer.until("no TCP connection", || server.get("connections") == 0);
        assert_eq!(server.received("last words").len(), 1, "{case}");
        peer.hears_nothing_for(150);
    });
}

#[test]
fn a_close_in_the_middle_of_the_upgrade_leaves_nothing() {
    for generation in Generation::ALL {
        let case = Case { generation, transports: Transports::Upgrade };
        let server = case.server(json!({}));
        for _ in 0..10 {
            let mut peer = case.peer(&server);
            peer.connect("/");
            peer.hears("Connected /");
            peer.close();
            peer.hears_at_last("Closed");
            peer.until("the close", || server.get("count") == 0);
        }
    }
}

#[test]
fn servers_may_be_at_another_path() {
    everywhere(|case| {
        let server = case.server(json!({ "path": "/deep/er/io" }));
        let mut peer = case.peer_with(&server, |config| config.path = "deep/er/io".to_owned());
        peer.connect("/");
        peer.hears("Connected /");
        // Where nothing is, the answer is that of the web server.
        let mut lost = case.peer(&server);
        lost.connect("/");
        lost.hears(match case.transports {
            Transports::Websocket => "ConnectFailed 1006 error",
            Transports::Polling | Transports::Upgrade => "ConnectFailed HTTP 404 no code…",
        });
        lost.hears("Reconnecting 1");
    });
}

#[test]
fn a_transport_that_is_off_is_refused_or_passed_over() {
    for generation in Generation::ALL {
        let polling_only = json!({ "transports": ["polling"] });
        let case = Case { generation, transports: Transports::Upgrade };
        let (_server, mut peer) = connected(case, polling_only.clone());
        peer.hears_nothing_for(100);

        let case = Case { generation, transports: Transports::Websocket };
        let server = case.server(polling_only);
        let mut peer = case.peer(&server);
        peer.connect("/");
        peer.hears("ConnectFailed 1006 error");

        let case = Case { generation, transports: Transports::Polling };
        let server = case.server(json!({ "transports": ["websocket"] }));
        let mut peer = case.peer(&server);
        peer.connect("/");
        peer.hears("ConnectFailed HTTP 400 code 0 Transport unknown");
        peer.hears("Reconnecting 1");

        let case = Case { generation, transports: Transports::Websocket };
        connected(case, json!({ "transports": ["websocket"] }));
    }
}

#[test]
fn a_refused_handshake_has_the_servers_words() {
    everywhere(|case| {
        let server = case.server(json!({ "refuse": "come back \"later\", ç" }));
        let mut peer = case.peer(&server);
        peer.connect("/");
        peer.hears(match case.transports {
            Transports::Websocket => "ConnectFailed 1006 error",
            Transports::Polling | Transports::Upgrade => "ConnectFailed HTTP 403 code 4 come back \"later\", ç",
        });
        peer.hears("Reconnecting 1");
    });
}
