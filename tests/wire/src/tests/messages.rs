//! Events, acks and bytes, both ways.

use duplex_socketio::args::Args;
use duplex_socketio::client::{Ack, AckId};
use serde_json::json;

use super::peer::{connected, everywhere};

#[test]
fn an_echo_comes_with_and_without_an_ack() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({}));
        assert_eq!(peer.ask("/", r#"["echo",{"a":[1.5,null,true]},"ç 🚀 \u001e"]"#), AckId(0));
        peer.hears(r#"Acked / 0 [{"a":[1.5,null,true]},"ç 🚀 \u001e"]"#);
        assert_eq!(peer.ask("/", r#"["echo"]"#), AckId(1));
        peer.hears("Acked / 1 []");
        peer.emit("/", r#"["echo","back",-0.25]"#);
        peer.hears(r#"Message / ["echo","back",-0.25]"#);
        assert_eq!(server.received("echo").len(), 3, "{case}");
    });
}

#[test]
fn bytes_go_both_ways_however_deep() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({}));
        let args = Args::event("echo")
            .bytes(vec![0, 255, 30])
            .json_with(r#"{"deep":[{"er":{"_placeholder":true,"num":0}}],"n":1}"#, vec![vec![7; 3000]])
            .and_then(|args| args.json("[]"))
            .unwrap();
        peer.send("/", args.finish(), Ack::Wait);
        peer.hears(&format!(
            "Acked / 0 [{},{},[]] [0, 255, 30] {:?}",
            r#"{"_placeholder":true,"num":0}"#, r#"{"deep":[{"er":{"_placeholder":true,"num":1}}],"n":1}"#, [7; 3000]
        ));
        let came = server.received("echo");
        assert_eq!(came[0][0], json!({ "$bin": "AP8e" }), "{case}");

        peer.emit("/", r#"["binary",3]"#);
        peer.hears(&format!(
            r#"Message / ["binary",{{"whole":{},"parts":[{{"at":0,"bytes":{}}},{{"at":1,"bytes":{}}}],"length":3}}] [0, 1, 2] [0] [1, 2]"#,
            placeholder(0),
            placeholder(1),
            placeholder(2)
        ));

        // Ten are what the newest servers take; empty ones count.
        let many = (0..10).fold(Args::event("echo"), |args, n| args.bytes(vec![n; usize::from(n)]));
        peer.send("/", many.finish(), Ack::Wait);
        peer.hears(&format!("Acked / 1 [{}…", placeholder(0)));
        peer.emit("/", r#"["echo","still here"]"#);
        peer.hears(r#"Message / ["echo","still here"]"#);
    });
}

#[test]
fn large_messages_arrive_whole() {
    everywhere(|case| {
        let (_server, mut peer) = connected(case, json!({}));
        let text = "ção🚀".repeat(20_000);
        peer.ask("/", &format!(r#"["echo","{text}"]"#));
        peer.hears(&format!(r#"Acked / 0 ["{text}"]"#));
        let bytes: Vec<u8> = (0..600_000_u32).map(|n| n.to_le_bytes()[1]).collect();
        peer.send("/", Args::event("echo").bytes(bytes.clone()).finish(), Ack::Wait);
        peer.hears(&format!("Acked / 1 [{}] {bytes:?}", placeholder(0)));
    });
}

fn placeholder(number: usize) -> String {
    format!(r#"{{"_placeholder":true,"num":{number}}}"#)
}

#[test]
fn the_server_is_answered() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({}));
        // The engine may be connected before the server has heard that the namespace is.
        peer.ask("/", r#"["echo"]"#);
        peer.hears("Acked / 0 []");
        let answer = server.ask("ask", json!(["/", "how", "are", 1]));
        peer.hears(r#"Message / 0 ["how","are",1]"#);
        peer.answer("/", 0, Args::new().text("well").bytes(vec![1]));
        peer.until("the answer", || true);
        peer.hears_nothing_for(1);
        assert_eq!(answer.wait(), json!(["well", { "$bin": "AQ==" }]), "{case}");

        peer.emit("/", r#"["ask-me","again"]"#);
        peer.hears(r#"Message / 1 ["question","again"]"#);
        peer.answer("/", 1, Args::new());
        peer.hears(r#"Message / ["answered"]"#);
        let twice = peer.driver.client.answer(peer.driver.now(), "/", 1, &Args::new().finish());
        assert!(twice.is_err(), "{case}");
    });
}

#[test]
fn acks_may_be_late_or_never_come() {
    everywhere(|case| {
        let (_server, mut peer) = connected(case, json!({}));
        let never = Args::event("never-ack").finish();
        peer.send("/", never, Ack::WaitMillis(30));
        let slow = Args::event("slow-ack").json("120").unwrap().text("at last").finish();
        peer.send("/", slow, Ack::WaitMillis(40));
        peer.hears(
            r#"
            AckTimedOut / 0
            AckTimedOut / 1
            Acked / 1 ["at last"] late
            "#,
        );
    });
}

#[test]
fn what_is_sent_too_early_waits() {
    everywhere(|case| {
        let server = case.server(json!({}));
        let mut peer = case.peer(&server);
        peer.connect("/");
        peer.connect("/chat");
        for n in 0..5 {
            peer.emit("/", &format!(r#"["early",{n}]"#));
        }
        peer.send("/chat", Args::event("echo").bytes(vec![9]).finish(), Ack::Wait);
        peer.hears("Connected /");
        peer.hears("Connected /chat");
        peer.hears(&format!("Acked /chat 0 [{}] [9]", placeholder(0)));
        peer.until("the events", || server.received("early").len() == 5);
        assert_eq!(json!(server.received("early")), json!([[0], [1], [2], [3], [4]]), "{case}");
    });
}

#[test]
fn rooms_and_broadcasts_arrive() {
    everywhere(|case| {
        let (server, mut peer) = connected(case, json!({}));
        peer.ask("/", r#"["join","blue"]"#);
        peer.hears(r#"Acked / 0 ["blue"]"#);
        peer.emit("/", r#"["to-room","blue","news",1]"#);
        peer.hears(r#"Message / ["news",1]"#);
        server.call("emit", json!(["/", "all", { "$bin": "AAE=" }, "x"]));
        peer.hears(&format!(r#"Message / ["all",{},"x"] [0, 1]"#, placeholder(0)));
    });
}
