//! The MessagePack parsers: 2.x of servers 2, 3.x of servers 3 and 4.

use duplex_socketio::args::Args;
use duplex_socketio::client::Ack;
use duplex_socketio::parser::Parser;
use duplex_socketio::revision::Generation;
use serde_json::json;

use super::peer::everywhere;

const PLACEHOLDER: &str = r#"{"_placeholder":true,"num":0}"#;

#[test]
fn messagepack_says_what_the_default_parser_says_and_more() {
    everywhere(|case| {
        let server = case.server(json!({ "parser": "msgpack" }));
        let mut peer = case.peer_with(&server, |config| config.parser = Parser::Msgpack);
        peer.connect("/");
        peer.hears("Connected /");
        let args = Args::event("echo").json(r#"{"a":[-129,1.5,null,"ç"],"big":4294967296}"#).unwrap();
        peer.send("/", args.bytes(vec![0, 200]).finish(), Ack::Wait);
        peer.hears(&format!(r#"Acked / 0 [{{"a":[-129,1.5,null,"ç"],"big":4294967296}},{PLACEHOLDER}] [0, 200]"#));
        peer.emit("/", r#"["undefined"]"#);
        peer.hears(match case.generation {
            Generation::V2 | Generation::V3 | Generation::V4 => {
                r#"Message / ["undefined",null,{"here":null},null] Undefined Undefined"#
            }
        });
        peer.emit("/", r#"["date"]"#);
        peer.hears(r#"Message / ["date",1700000000123] Date(1700000000123)"#);
        peer.emit("/", r#"["numbers"]"#);
        peer.hears(&format!(
            r#"Message / ["numbers",null,null,null,{},{},1.5] NotANumber Infinity NegativeInfinity"#,
            1_u64 << 53,
            -(1_i64 << 31)
        ));
        peer.emit("/", r#"["ask-me",1]"#);
        peer.hears(r#"Message / 0 ["question",1]"#);
        peer.answer("/", 0, Args::new().bytes(vec![5]));
        peer.hears(&format!(r#"Message / ["answered",{PLACEHOLDER}] [5]"#));
        peer.connect("/chat");
        peer.hears("Connected /chat");
        peer.connect("/nowhere");
        peer.hears("Refused /nowhere …");
        server.call("kick", json!(["/"]));
        peer.hears("Disconnected / io server disconnect");
    });
}

#[test]
fn a_refusal_has_its_data_in_messagepack() {
    everywhere(|case| {
        let server = case.server(json!({ "parser": "msgpack" }));
        let mut peer = case.peer_with(&server, |config| config.parser = Parser::Msgpack);
        peer.connect("/");
        peer.hears("Connected /");
        peer.connect_with("/admin", None, "token=wrong");
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
fn the_wrong_parser_is_no_connection() {
    for (ours, theirs) in [(Parser::Msgpack, json!({})), (Parser::Default, json!({ "parser": "msgpack" }))] {
        everywhere(|case| {
            let server = case.server(theirs.clone());
            let mut peer = case.peer_with(&server, |config| {
                config.parser = ours;
                config.reconnection = None;
            });
            peer.connect("/");
            match case.generation {
                Generation::V2 => peer.hears(
                    r#"
                    Malformed …
                    Closed parse error: Malformed
                    "#,
                ),
                // The server hangs up first.
                Generation::V3 | Generation::V4 => peer.hears("Closed transport close: …"),
            }
        });
    }
}
