//! Flows with Socket.IO servers: what they say is scripted, byte for byte, as section 9 of the notes on the protocol has it.

use super::desk::Desk;
use crate::app::msg::{ConsoleMsg, Msg, RequestMsg, SessionMsg, SocketIoMsg};
use crate::format::Format;
use crate::request::settings::Setting;
use crate::request::socket_io::{Protocol, Transports, Version};
use crate::session::log::Direction;
use crate::session::msg::SocketEvent;
use crate::wire::{Ack, AckState, BodyUse, Remedy, Status};

const OPEN: &str = r#"0{"sid":"e1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#;

fn set(desk: &mut Desk, msg: SocketIoMsg) {
    desk.request_msg(RequestMsg::SocketIo(msg));
}

/// A tab for Socket.IO.
fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.request_msg(RequestMsg::Kind(Protocol::SocketIo));
    desk
}

/// One that has connected to `/chat`.
fn connected() -> Desk {
    let mut desk = desk();
    desk.connected("https://a.b/chat?room=1");
    desk.server_sends(OPEN);
    assert_eq!(desk.take_texts(), ["40/chat,"]);
    desk.server_sends(r#"40/chat,{"sid":"s1"}"#);
    assert_eq!(desk.state(), "Connected");
    desk
}

fn emit(desk: &mut Desk, name: &str, args: &[&str], wants_ack: bool) {
    set(desk, SocketIoMsg::EventName(name.into()));
    set(desk, SocketIoMsg::WantsAck(wants_ack));
    while !desk.app.tabs().get(desk.tab()).expect("a tab").request.socket_io.event.args.is_empty() {
        set(desk, SocketIoMsg::RemoveArg(0));
    }
    for (place, arg) in args.iter().enumerate() {
        set(desk, SocketIoMsg::AddArg);
        set(desk, SocketIoMsg::ArgText(place, (*arg).into()));
    }
    desk.session_msg(SessionMsg::Send);
}

fn ack_of(desk: &Desk, row: usize) -> Option<Ack> {
    desk.mirror().window.rows[row].event.as_ref()?.ack
}

#[test]
fn connecting_asks_for_the_namespace_of_the_url() {
    let mut desk = desk();
    set(&mut desk, SocketIoMsg::Auth(r#"{"token":"t"}"#.into()));
    desk.request_msg(RequestMsg::Setting(Setting::HandshakePath, "/io".into()));
    desk.connect("https://a.b/chat?room=1");
    assert_eq!(desk.open_sockets(), ["wss://a.b/io/?room=1&EIO=4&transport=websocket"]);
    desk.server_opens();
    assert_eq!(desk.state(), "Connecting", "the namespace is not there yet");
    desk.server_sends(OPEN);
    assert_eq!(desk.take_texts(), [r#"40/chat,{"token":"t"}"#]);
    desk.server_sends(r#"40/chat,{"sid":"s1"}"#);
    assert_eq!(desk.last_row(), "system Connected to /chat in 0 ms · sid s1 · websocket");
    let engine = desk.mirror().about.engine.clone().expect("the server said how it is");
    assert_eq!((engine.sid.as_str(), engine.ping_interval_millis), ("s1", 25_000));
    desk.server_sends("2");
    assert_eq!(desk.take_texts(), ["3"]);
    assert_eq!(desk.mirror().traffic.n_received, 0, "heartbeats are no messages");
}

#[test]
fn events_come_and_go_with_their_names() {
    let mut desk = connected();
    emit(&mut desk, "", &[r#"{"id": 9007199254740993}"#, "[]"], false);
    assert_eq!(desk.take_texts(), [r#"42/chat,["message",{"id": 9007199254740993},[]]"#]);
    desk.server_sends(r#"42/chat,["tick",1e400]"#);
    desk.server_sends(r#"42/chat,["tick"]"#);
    assert_eq!(desk.rows()[2..], [r#"out [{"id": 9007199254740993},[]]"#, "in [1e400]", "in (no arguments)"]);
    desk.wait(300);
    let names = desk.mirror().events.iter().map(|seen| (seen.name.clone(), seen.count)).collect::<Vec<_>>();
    assert_eq!(names, [("message".into(), 1), ("tick".into(), 2)]);
    desk.open_row(3);
    assert_eq!(desk.detail().as_deref(), Some("[\n  1e400\n]"));
    assert_eq!((desk.mirror().traffic.n_received, desk.mirror().traffic.n_sent), (2, 1));
}

#[test]
fn bytes_go_where_they_stand_in_the_json() {
    let mut desk = connected();
    emit(&mut desk, "photo", &[r#"{"data":{"$binary":"AAEC"}}"#], true);
    assert_eq!(desk.take_texts(), [r#"451-/chat,0["photo",{"data":{"_placeholder":true,"num":0}}]"#, "<3 bytes>"]);
    assert_eq!(desk.last_row(), r#"out [{"data":<binary 3 B>}]"#);
    desk.server_sends(r#"461-/chat,0[{"_placeholder":true,"num":0}]"#);
    assert_eq!(desk.rows().len(), 3, "an attachment is missing");
    desk.socket_says(SocketEvent::Binary(vec![7; 64_000]));
    assert_eq!(desk.last_row(), "in [<binary 64.0 kB>]");
    desk.open_row(3);
    desk.session_msg(SessionMsg::Body(BodyUse::Attachment(0)));
    assert_eq!(desk.downloads.last().map(String::len), Some(64_000));
    desk.session_msg(SessionMsg::Body(BodyUse::Copy));
    assert_eq!(desk.downloads.last().map(String::as_str), Some(r#"[{"_placeholder":true,"num":0}]"#));
}

#[test]
fn a_file_is_an_argument_like_another() {
    let mut desk = connected();
    emit(&mut desk, "upload", &["1", ""], false);
    desk.request_msg(RequestMsg::Format(Format::File));
    desk.session_msg(SessionMsg::Send);
    assert_eq!(desk.mirror().message_problem.as_deref(), Some("Not sent: choose a file first"));
    let file = crate::app::mirror::PickedFile { name: "a.bin".into(), n_bytes: 5 };
    desk.session_msg(SessionMsg::File(Some(file)));
    desk.session_msg(SessionMsg::Send);
    assert_eq!(desk.take_texts(), [r#"451-/chat,["upload",1,{"_placeholder":true,"num":0}]"#, "<5 bytes>"]);
}

#[test]
fn an_ack_is_joined_to_its_emit() {
    let mut desk = connected();
    emit(&mut desk, "get", &[], true);
    assert_eq!(ack_of(&desk, 2).map(|ack| (ack.id, ack.state)), Some((0, AckState::Waiting)));
    desk.wait(12);
    desk.server_sends(r#"43/chat,0["ok"]"#);
    let answered = AckState::Answered { micros: 12_000 };
    let (emit_ack, ack) = (ack_of(&desk, 2).expect("asked for"), ack_of(&desk, 3).expect("an ack"));
    assert_eq!((emit_ack.state, ack.state), (answered, answered));
    let seqs: Vec<_> = desk.mirror().window.rows.iter().map(|row| Some(row.seq)).collect();
    assert_eq!((emit_ack.other, ack.other), (seqs[3], seqs[2]));
    assert_eq!(desk.mirror().window.rows[3].event.as_ref().map(|event| event.name.as_str()), Some("get"));
    assert_eq!(desk.mirror().about.engine.as_ref().and_then(|engine| engine.rtt_micros), Some(12_000));
    desk.server_sends(r#"43/chat,0["again"]"#);
    assert_eq!(ack_of(&desk, 4).map(|ack| ack.state), Some(AckState::Stray));
}

#[test]
fn a_packet_keeps_the_namespace_it_came_for() {
    let mut desk = connected();
    desk.server_sends(r#"42/chat,["tick",{"n":1}]"#);
    desk.session_msg(SessionMsg::Disconnect);
    desk.connected("https://a.b/news");
    desk.server_sends(OPEN);
    desk.server_sends(r#"40/news,{"sid":"s2"}"#);
    desk.server_sends(r#"42/news,["tick",{"n":2}]"#);
    let raws = [2, desk.rows().len() as i64 - 1].map(|row| {
        desk.open_row(row);
        match &desk.mirror().detail {
            crate::app::mirror::DetailState::Open(detail) => detail.raw.clone(),
            other => panic!("not open: {other:?}"),
        }
    });
    assert_eq!(raws, [r#"2/chat,["tick",{"n":1}]"#, r#"2/news,["tick",{"n":2}]"#]);
}

#[test]
fn the_other_half_is_found_or_the_filter_is_said_to_hide_it() {
    let mut desk = connected();
    emit(&mut desk, "get", &[], true);
    desk.server_sends(r#"43/chat,0["ok"]"#);
    let ack = desk.mirror().window.rows[3].seq;
    desk.session_msg(SessionMsg::Find(ack));
    assert_eq!(desk.mirror().selected.map(|selected| (selected.row, selected.seq)), Some((3, Some(ack))));
    assert!(desk.notices().is_empty());
    desk.session_msg(SessionMsg::Direction(Some(Direction::Outgoing)));
    desk.session_msg(SessionMsg::Find(ack));
    assert!(desk.notices()[0].starts_with("The filter hides that row"));
    assert_eq!(desk.detail().as_deref(), Some("[\n  \"ok\"\n]"));
}

#[test]
fn acks_that_are_late_or_lost_say_so() {
    let mut desk = connected();
    desk.request_msg(RequestMsg::Setting(Setting::AckMillis, "100".into()));
    emit(&mut desk, "slow", &[], true);
    desk.wait(100);
    assert_eq!(ack_of(&desk, 2).map(|ack| ack.state), Some(AckState::TimedOut { millis: 100 }));
    desk.wait(50);
    desk.server_sends(r#"43/chat,0[1]"#);
    let late = Some(AckState::Late { micros: 150_000 });
    assert_eq!((ack_of(&desk, 2).map(|ack| ack.state), ack_of(&desk, 3).map(|ack| ack.state)), (late, late));
    emit(&mut desk, "never", &[], true);
    desk.server_closes(1006, "");
    assert_eq!(ack_of(&desk, 4).map(|ack| ack.state), Some(AckState::Lost));
}

#[test]
fn an_event_that_asks_is_answered_from_its_row() {
    let mut desk = connected();
    desk.server_sends(r#"42/chat,0["ask",1]"#);
    let seq = desk.mirror().window.rows[2].seq;
    assert_eq!(ack_of(&desk, 2).map(|ack| ack.state), Some(AckState::Waiting));
    desk.session_msg(SessionMsg::Answer(seq, "1,".into()));
    assert!(desk.take_texts().is_empty() && desk.notices()[0].contains("not JSON"));
    desk.wait(3);
    desk.session_msg(SessionMsg::Answer(seq, r#""yes", {"n": 1}, {"$binary":"AA=="}"#.into()));
    assert_eq!(desk.take_texts(), [r#"461-/chat,0["yes", {"n": 1}, {"_placeholder":true,"num":0}]"#, "<1 bytes>"]);
    assert_eq!(ack_of(&desk, 2).map(|ack| ack.state), Some(AckState::Answered { micros: 3_000 }));
    desk.session_msg(SessionMsg::Answer(seq, String::new()));
    assert!(desk.last_row().contains("Not answered: the server does not wait for it any more"));
    desk.server_sends(r#"42/chat,["ask"]"#);
    desk.server_sends(r#"42/chat,1["ask"]"#);
    desk.server_closes(1006, "");
    let acks: Vec<_> = desk.mirror().window.rows.iter().filter_map(|row| row.event.as_ref()?.ack).collect();
    assert_eq!(acks.last().map(|ack| ack.state), Some(AckState::Lost));
}

#[test]
fn a_namespace_that_is_refused_says_why_and_is_not_asked_for_again() {
    let mut desk = desk();
    desk.request_msg(RequestMsg::Reconnects(true));
    desk.connected("https://a.b/admin");
    desk.server_sends(OPEN);
    desk.server_sends(r#"44/admin,{"message":"not authorised","data":{"code":4010}}"#);
    assert_eq!(desk.state(), "Failed: connect_error · not authorised");
    assert_eq!(desk.last_row(), "system Could not connect · connect_error · not authorised");
    assert!(desk.log().last().is_some_and(|text| text.contains(r#""data":{"code":4010}"#)));
    assert!(desk.open_sockets().is_empty());
    desk.connected("https://a.b/nobody");
    desk.server_sends(OPEN);
    desk.server_sends(r#"44/nobody,{"message":"Invalid namespace"}"#);
    assert!(desk.log().last().is_some_and(|text| text.contains("The server does not know /nobody")));
}

#[test]
fn the_official_reasons_are_said_and_some_of_them_reconnect() {
    let end = |close: &dyn Fn(&mut Desk)| {
        let mut desk = connected();
        desk.request_msg(RequestMsg::Reconnects(true));
        desk.request_msg(RequestMsg::Setting(Setting::JitterPercent, "0".into()));
        close(&mut desk);
        (desk.last_row(), desk.state())
    };
    let (row, state) = end(&|desk| desk.server_sends("41/chat,"));
    assert_eq!(
        (row.as_str(), state.as_str()),
        ("system Disconnected · io server disconnect", "Disconnected: io server disconnect")
    );
    let (row, state) = end(&|desk| desk.session_msg(SessionMsg::Disconnect));
    assert_eq!(
        (row.as_str(), state.as_str()),
        ("system Closed · io client disconnect", "Disconnected: io client disconnect")
    );
    let (row, state) = end(&|desk| desk.server_closes(1006, ""));
    assert!(
        row.starts_with("system Disconnected · transport close · 1006 Abnormal closure · attempt 1 of 5 in 1.0 s"),
        "{row}"
    );
    assert_eq!(state, "Reconnecting 1 of 5 in 1000 ms");
    let (row, _) = end(&|desk| desk.wait(45_000));
    assert!(row.starts_with("system Disconnected · ping timeout · attempt 1"), "{row}");
    let (row, _) = end(&|desk| desk.server_sends("9"));
    assert!(row.starts_with("system Disconnected · transport error · "), "{row}");
}

#[test]
fn what_is_wrong_with_a_packet_is_named_and_what_came_before_stays() {
    let wrong = [
        "4",
        "49",
        "42/chat,{}",
        "42/chat,[]",
        "42/chat,[",
        "43/chat,1{}",
        "45/chat,[\"a\"]",
        "4x-/chat,[\"a\"]",
        "41/chat,{}",
        "40/chat,\"x\"",
        "42/chat,[\"a\"]x",
        "42/chat,[\"a\",nul]",
        "7",
        "",
    ];
    for frame in wrong {
        let mut desk = connected();
        desk.server_sends(r#"42/chat,["before"]"#);
        desk.server_sends(frame);
        let log = desk.log();
        let row =
            log.iter().find(|text| text.starts_with("parse error · ")).unwrap_or_else(|| panic!("{frame}: {log:#?}"));
        assert!(row.ends_with(&format!("\n\n{frame}")), "{frame}: {row}");
        assert!(desk.state().starts_with("Disconnected: "), "{frame}: {}", desk.state());
        assert!(desk.rows().contains(&"in (no arguments)".to_string()), "what came before stays");
        assert!(desk.open_sockets().is_empty());
    }
    let mut desk = connected();
    desk.socket_says(SocketEvent::Binary(vec![7, 8]));
    assert!(desk.log().iter().any(|text| text.contains("that no packet announced\n\n00000000  07 08")));
    let mut desk = connected();
    desk.server_sends(&format!("42/chat,[\"a\",{}", "[".repeat(200_000)));
    assert!(desk.log().iter().any(|text| text.starts_with("parse error · ")));
}

#[test]
fn a_lost_connection_is_recovered_with_what_was_missed() {
    let mut desk = desk();
    desk.request_msg(RequestMsg::Reconnects(true));
    desk.connected("https://a.b");
    desk.server_sends(OPEN);
    desk.server_sends(r#"40{"sid":"s1","pid":"p1"}"#);
    desk.server_sends(r#"42["tick",1,"o1"]"#);
    desk.server_closes(1006, "");
    desk.wait(2_000);
    desk.server_opens();
    desk.take_texts();
    desk.server_sends(OPEN);
    assert_eq!(desk.take_texts(), [r#"40{"pid":"p1","offset":"o1"}"#]);
    desk.server_sends(r#"42["tick",2,"o2"]"#);
    desk.server_sends(r#"40{"sid":"s1","pid":"p1"}"#);
    let rows = desk.rows();
    assert!(rows[rows.len() - 2].ends_with("recovered: what was missed follows"), "{rows:#?}");
    assert_eq!(desk.last_row(), r#"in [2,"o2"]"#);
    assert!(desk.mirror().about.engine.as_ref().is_some_and(|engine| engine.is_recovered));
}

#[test]
fn a_server_of_another_generation_is_recognised_and_the_remedy_helps() {
    let mut desk = desk();
    desk.connected("http://a.b");
    desk.server_sends(OPEN);
    desk.server_sends("40");
    assert_eq!(desk.state(), "Failed: this is a 2.x server: switch to v2");
    assert_eq!(desk.mirror().about.remedy, Some(Remedy::Version(Version::V2)));
    desk.session_msg(SessionMsg::Remedy);
    assert_eq!(desk.open_sockets(), ["ws://a.b/socket.io/?EIO=3&transport=websocket"]);
    desk.server_opens();
    desk.server_sends(OPEN);
    desk.server_sends("40");
    assert_eq!(desk.state(), "Connected");
    assert_eq!(desk.mirror().about.remedy, None);
}

#[test]
fn the_wrong_kind_is_recognised_both_ways() {
    let mut desk = Desk::new();
    desk.connected("ws://a.b/socket.io/?EIO=4&transport=websocket");
    desk.server_sends(OPEN);
    assert_eq!(desk.mirror().about.remedy, Some(Remedy::Kind(Protocol::SocketIo)));
    desk.session_msg(SessionMsg::Remedy);
    desk.server_closes(1000, "");
    assert_eq!(desk.open_sockets(), ["ws://a.b/socket.io/?EIO=4&transport=websocket"]);
    desk.server_opens();
    desk.server_sends(OPEN);
    assert_eq!(desk.take_texts(), ["40"], "the path was that of the handshake, and no namespace");
    let mut desk = self::desk();
    desk.connected("ws://a.b/");
    desk.server_sends("Welcome!");
    assert_eq!(desk.mirror().about.remedy, Some(Remedy::Kind(Protocol::Raw)));
    assert!(desk.state().starts_with("Failed: "), "{}", desk.state());
    let mut desk = self::desk();
    desk.connected("ws://a.b/");
    desk.wait(20_000);
    assert_eq!(desk.mirror().about.remedy, Some(Remedy::Kind(Protocol::Raw)));
    assert!(desk.causes()[0].contains("plain WebSocket server"), "{:#?}", desk.causes());
    assert!(desk.open_sockets().is_empty());
}

#[test]
fn a_server_that_hangs_up_at_the_first_packet_may_use_another_parser() {
    let mut desk = desk();
    desk.connected("ws://a.b/");
    desk.server_sends(OPEN);
    desk.server_closes(1005, "");
    assert!(desk.state().starts_with("Failed: "), "{}", desk.state());
    assert!(desk.causes()[0].contains("another parser, MessagePack"), "{:#?}", desk.causes());
}

#[test]
fn polling_upgrades_and_leaves_nothing_behind() {
    let mut desk = desk();
    set(&mut desk, SocketIoMsg::Transports(Transports::Upgrade));
    desk.connect("http://a.b/");
    assert_eq!(desk.requests().len(), 1);
    desk.answer_request(Some((200, &OPEN.replace("[]", r#"["websocket"]"#))));
    assert!(desk.requests().iter().any(|request| request.starts_with("POST") && request.ends_with(" 40")));
    let get = desk.requests().iter().position(|request| request.starts_with("GET"));
    assert!(get.is_some());
    while desk.requests().iter().any(|request| request.starts_with("POST")) {
        let is_post = desk.requests()[0].starts_with("POST");
        desk.answer_request(Some((200, if is_post { "ok" } else { r#"40{"sid":"s1"}"# })));
    }
    if desk.state() == "Connecting" {
        desk.answer_request(Some((200, r#"40{"sid":"s1"}"#)));
    }
    assert_eq!(desk.state(), "Connected");
    desk.server_opens();
    assert_eq!(desk.take_texts(), ["2probe"]);
    desk.server_sends("3probe");
    desk.answer_request(Some((200, "6")));
    assert_eq!(desk.take_texts(), ["5"]);
    assert_eq!(desk.last_row(), "system Upgraded from polling to WebSocket");
    assert_eq!(desk.mirror().about.engine.as_ref().map(|engine| engine.transport.as_str()), Some("websocket"));
    desk.session_msg(SessionMsg::Disconnect);
    assert_eq!(desk.take_texts(), ["41"]);
    assert!(desk.open_sockets().is_empty() && desk.requests().is_empty());
}

#[test]
fn a_refused_handshake_says_its_code() {
    let mut desk = desk();
    set(&mut desk, SocketIoMsg::Transports(Transports::Polling));
    set(&mut desk, SocketIoMsg::Version(Version::V2));
    desk.connect("http://a.b/");
    desk.answer_request(Some((400, r#"{"code":5,"message":"Unsupported protocol version"}"#)));
    assert_eq!(desk.state(), "Failed: HTTP 400 · code 5 Unsupported protocol version");
    assert_eq!(desk.mirror().about.remedy, Some(Remedy::Version(Version::V4)));
    set(&mut desk, SocketIoMsg::Version(Version::V4));
    desk.session_msg(SessionMsg::Connect);
    desk.answer_request(None);
    assert!(desk.state().contains("no answer that this page may see"), "{}", desk.state());
    assert!(desk.causes().iter().any(|cause| cause.contains("CORS")), "{:#?}", desk.causes());
}

#[test]
fn cancelling_at_any_point_leaves_nothing_behind() {
    for n_steps in 0..4 {
        let mut desk = desk();
        desk.connect("http://a.b/chat");
        for step in 0..n_steps {
            match step {
                0 => desk.server_opens(),
                1 => desk.server_sends(OPEN),
                _ => desk.server_sends(r#"40/chat,{"sid":"s1"}"#),
            }
        }
        desk.session_msg(SessionMsg::Disconnect);
        assert!(matches!(desk.status(), Status::Disconnected(_)), "{n_steps}: {}", desk.state());
        assert!(desk.open_sockets().is_empty(), "{n_steps}");
        desk.session_msg(SessionMsg::Connect);
        desk.server_opens();
        desk.server_sends(OPEN);
        desk.server_sends(r#"40/chat,{"sid":"s2"}"#);
        assert_eq!(desk.state(), "Connected", "{n_steps}");
    }
}

#[test]
fn muted_and_solo_events_are_hidden_not_lost() {
    let mut desk = connected();
    for name in ["tick", "chat", "tick", "news", "tick"] {
        desk.server_sends(&format!("42/chat,[\"{name}\",\"{name}\"]"));
    }
    let events = |desk: &Desk| desk.rows().iter().filter(|row| row.starts_with("in ")).count();
    set(&mut desk, SocketIoMsg::Show("tick".into(), false));
    assert_eq!(events(&desk), 2);
    desk.server_sends(r#"42/chat,["other"]"#);
    set(&mut desk, SocketIoMsg::Solo("news".into(), true));
    assert_eq!(events(&desk), 1);
    set(&mut desk, SocketIoMsg::Solo("news".into(), false));
    set(&mut desk, SocketIoMsg::Show("tick".into(), true));
    assert_eq!(events(&desk), 6, "what came while it was hidden shows, too");
    set(&mut desk, SocketIoMsg::AllEvents(false));
    set(&mut desk, SocketIoMsg::AddListener("chat".into()));
    assert_eq!(events(&desk), 5, "tick, news and chat have a choice of their own");
}

#[test]
fn reserved_names_and_wrong_arguments_are_not_sent() {
    let mut desk = connected();
    emit(&mut desk, "disconnect", &[], false);
    assert!(desk.mirror().message_problem.as_deref().is_some_and(|problem| problem.contains("keeps for itself")));
    emit(&mut desk, "x", &["1", "{"], false);
    assert!(desk.mirror().message_problem.as_deref().is_some_and(|problem| problem.contains("argument 2")));
    assert_eq!(desk.mirror().arg, 1);
    assert!(desk.take_texts().is_empty());
    set(&mut desk, SocketIoMsg::Auth("[]".into()));
    desk.session_msg(SessionMsg::Reconnect);
    assert_eq!(desk.focus, Some(crate::app::effect::Focus::Problem));
}

#[test]
fn the_console_has_every_packet_and_the_log_has_none_of_them() {
    let mut desk = connected();
    desk.send_msg(Msg::Console(ConsoleMsg::Toggle));
    desk.server_sends("2");
    desk.wait(300);
    let lines = |desk: &Desk| desk.mirror().console.lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>();
    let all = lines(&desk);
    assert!(all.iter().any(|line| line.starts_with("websocket opening wss://a.b/socket.io/")), "{all:#?}");
    assert!(all.iter().any(|line| line.starts_with("websocket open 0{")), "{all:#?}");
    assert!(all.contains(&"websocket ping 2".to_string()) && all.contains(&"websocket pong 3".to_string()), "{all:#?}");
    desk.send_msg(Msg::Console(ConsoleMsg::Filter("PING 2".into())));
    desk.wait(300);
    assert_eq!(lines(&desk), ["websocket ping 2"]);
    desk.send_msg(Msg::Console(ConsoleMsg::Copy));
    assert_eq!(desk.copied.last().map(|text| text.lines().count()), Some(1));
    assert_eq!(desk.rows().len(), 2);
}

#[test]
fn a_message_that_waits_for_the_connection_is_an_event_of_it() {
    let mut desk = desk();
    desk.request_msg(RequestMsg::Url("https://a.b".into()));
    emit(&mut desk, "first", &["1"], false);
    desk.server_opens();
    desk.server_sends(OPEN);
    assert_eq!(desk.take_texts(), ["40"]);
    desk.server_sends(r#"40{"sid":"s"}"#);
    assert_eq!(desk.take_texts(), [r#"42["first",1]"#]);
}
