//! Servers of the shape of Evolution API: a key in the query, a namespace for each instance that may come late.

use duplex_socketio::engine::link::Transports;
use duplex_socketio::revision::Generation;
use serde_json::json;

use super::host::Server;
use super::peer::{Case, TRANSPORTS};

#[test]
fn the_key_goes_in_the_query() {
    let server = Server::start("evolution", json!({}));
    let case = |transports| Case { generation: Generation::V4, transports };
    let mut peer = case(Transports::Polling).peer(&server);
    peer.connect("/instance-1");
    peer.hears("ConnectFailed HTTP 403 code 4 apiKey is required");
    let mut peer = case(Transports::Polling).peer_with(&server, |config| config.query = "apikey=wrong".to_owned());
    peer.connect("/instance-1");
    peer.hears("ConnectFailed HTTP 403 code 4 Invalid global token");
    for transports in TRANSPORTS {
        let key = "apikey=token-of-instance-1".to_owned();
        let mut peer = case(transports).peer_with(&server, |config| config.query = key);
        peer.connect("/instance-1");
        peer.hears("Connected /instance-1");
        // Its end of the namespace is made by the same packet, but only answered here.
        server.call("publish", json!(["instance-1", "messages.upsert", { "pushName": "João" }]));
        peer.hears(r#"Message /instance-1 ["messages.upsert",{"event":"messages.upsert","instance":"instance-1","data":{"pushName":"João"}…"#);
    }
}

#[test]
fn an_instance_that_comes_late_is_refused_until_then() {
    let server = Server::start("evolution", json!({ "isGlobal": true }));
    let case = Case { generation: Generation::V4, transports: Transports::Websocket };
    let mut peer = case.peer_with(&server, |config| config.query = "apikey=global-key".to_owned());
    peer.connect("/");
    peer.hears("Connected /");
    peer.connect("/instance-2");
    peer.hears(r#"Refused /instance-2 {"message":"Invalid namespace"}"#);
    server.call("publish", json!(["instance-2", "connection.update", { "state": "open" }]));
    peer.hears(r#"Message / ["connection.update",…"#);
    peer.connect("/instance-2");
    peer.hears("Connected /instance-2");
}
