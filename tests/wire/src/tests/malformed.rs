//! Everything that is wrong is said, ends the connection, and does not end the client.

use duplex_socketio::engine::link::Transports;
use duplex_socketio::parser::Parser;
use duplex_socketio::revision::Generation;
use serde_json::json;

use super::host::Server;
use super::peer::Case;

/// A length of 0 in a body of Engine.IO 3 is passed over by the official client, too.
const ALLOWED: (&str, Generation, Transports) = ("engine-empty", Generation::V2, Transports::Polling);

#[test]
fn every_malformed_frame_ends_the_connection_and_is_reported() {
    let list = Server::start("rude", json!({})).get("malformed");
    let list = list.as_array().expect("a list");
    assert!(list.len() > 40, "{}", list.len());
    for (generation, version) in [(Generation::V2, 3), (Generation::V4, 4)] {
        for parser in [Parser::Default, Parser::Msgpack] {
            let wanted = if parser == Parser::Msgpack { json!("msgpack") } else { json!(null) };
            let server = Server::start("rude", json!({ "version": version, "parser": wanted }));
            for one in list.iter().filter(|one| one["parser"] == wanted) {
                if one["version"].as_u64().is_some_and(|only| only != version) {
                    continue;
                }
                let name = one["name"].as_str().expect("a name");
                for transports in [Transports::Websocket, Transports::Polling] {
                    if (name, generation, transports) == ALLOWED {
                        continue;
                    }
                    let mut peer = Case { generation, transports }.peer_with(&server, |config| {
                        config.query = format!("play={name}");
                        config.parser = parser;
                        config.reconnection = None;
                    });
                    peer.connect("/");
                    let mut heard = Vec::new();
                    while let Some(line) = peer.next() {
                        let is_end = line.starts_with("Closed");
                        heard.push(line);
                        if is_end {
                            break;
                        }
                    }
                    let reason = one["reason"].as_str().expect("a reason");
                    let ends = [
                        "Connected /".to_owned(),
                        "Malformed".to_owned(),
                        format!("Disconnected / {reason}"),
                        format!("Closed {reason}: Malformed"),
                    ];
                    let is_right = heard.len() == ends.len()
                        && heard.iter().zip(&ends).all(|(line, begin)| line.starts_with(begin.as_str()));
                    assert!(is_right, "{generation:?} {transports:?} {name} ({}): {heard:#?}", one["defect"]);
                }
            }
        }
    }
}
