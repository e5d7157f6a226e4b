//! Connections from their beginning to their end: settings, why they failed, attempts to come back, and any order of it all.

use proptest::prelude::*;

use super::desk::Desk;
use crate::app::effect::Focus;
use crate::app::mirror::{ComposerTab, PickedFile};
use crate::app::msg::{ConsoleMsg, List, Move, Msg, NoticeMsg, RequestMsg, SessionMsg, SocketIoMsg};
use crate::app::sessions::Changes;
use crate::app::snippet::Snippet;
use crate::format::Format;
use crate::ids::Link;
use crate::request::pairs::{Cell, PairEdit};
use crate::request::settings::Setting;
use crate::request::socket_io::{Protocol, Transports, Version};
use crate::session::close::Close;
use crate::session::msg::Frame;
use crate::session::msg::{Answer, Refusal, SocketEvent};
use crate::wire::{CloseFrame, Permission, Probe, Status, Surroundings};

fn set(desk: &mut Desk, setting: Setting, text: &str) {
    desk.request_msg(RequestMsg::Setting(setting, text.into()));
}

fn offer(desk: &mut Desk, row: usize, name: &str) {
    desk.request_msg(RequestMsg::Pairs(List::Subprotocols, PairEdit::Text(row, Cell::Key, name.into())));
}

/// A desk that comes back twice, after 1 s and 2 s, without chance.
fn persistent() -> Desk {
    let mut desk = Desk::new();
    set(&mut desk, Setting::Attempts, "2");
    set(&mut desk, Setting::JitterPercent, "0");
    desk.request_msg(RequestMsg::Reconnects(true));
    desk
}

#[test]
fn settings_shape_the_handshake() {
    let mut desk = Desk::new();
    set(&mut desk, Setting::HandshakeMillis, "1500");
    offer(&mut desk, 0, "v2.chat");
    offer(&mut desk, 1, "v1.chat");
    desk.request_msg(RequestMsg::Pairs(List::Subprotocols, PairEdit::Enabled(0, false)));
    desk.connect("ws://x");
    let connect = desk.opened_with().expect("a socket").clone();
    assert_eq!(connect.subprotocols, ["v1.chat"]);
    desk.wait(1_499);
    assert_eq!(desk.state(), "Connecting");
    desk.wait(1);
    assert_eq!(desk.state(), "Failed: No answer from ws://x within 1.5 s");
    assert!(desk.causes()[0].contains("firewall"));
}

#[test]
fn wrong_settings_are_shown_and_nothing_is_opened() {
    let mut desk = Desk::new();
    offer(&mut desk, 0, "a b");
    desk.connect("ws://x");
    assert_eq!((desk.state(), desk.mirror().composer), ("Not connected".into(), ComposerTab::Settings));
    assert_eq!(desk.focus, Some(Focus::Problem));
    offer(&mut desk, 0, "ab");
    set(&mut desk, Setting::Attempts, "many");
    desk.session_msg(SessionMsg::Send);
    assert!(desk.open_sockets().is_empty());
}

#[test]
fn parameters_and_url_are_one() {
    let mut desk = Desk::new();
    let url = |desk: &Desk| desk.app.tabs().get(desk.tab()).expect("open").request.url.clone();
    desk.request_msg(RequestMsg::Url("ws://x?a=1".into()));
    desk.request_msg(RequestMsg::Pairs(List::Params, PairEdit::Text(1, Cell::Key, "b".into())));
    desk.request_msg(RequestMsg::Pairs(List::Params, PairEdit::Text(1, Cell::Value, "2 3".into())));
    assert_eq!(url(&desk), "ws://x?a=1&b=2%203");
    desk.request_msg(RequestMsg::Pairs(List::Params, PairEdit::Enabled(0, false)));
    assert_eq!(url(&desk), "ws://x?b=2%203");
    let mut desk = desk.reload();
    desk.request_msg(RequestMsg::Pairs(List::Params, PairEdit::Enabled(0, true)));
    assert_eq!(url(&desk), "ws://x?a=1&b=2%203");
}

#[test]
fn a_disconnect_says_what_the_settings_say() {
    let mut desk = Desk::new();
    set(&mut desk, Setting::CloseCode, "4001");
    set(&mut desk, Setting::CloseReason, "bye");
    desk.connected("ws://x");
    desk.session_msg(SessionMsg::Disconnect);
    assert_eq!(desk.closes(), [CloseFrame { code: 4001, reason: "bye".into() }]);
    desk.server_closes(4001, "bye");
    assert_eq!(desk.last_row(), "system Closed · 4001 Application code · bye");
    set(&mut desk, Setting::CloseCode, "1008");
    desk.session_msg(SessionMsg::Connect);
    assert!(desk.open_sockets().is_empty(), "a wrong close code is said before it is needed");
}

#[test]
fn a_wrong_close_code_does_not_keep_a_connection_open() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    set(&mut desk, Setting::CloseCode, "1008");
    desk.session_msg(SessionMsg::Disconnect);
    assert_eq!(desk.closes(), [CloseFrame { code: 1000, reason: String::new() }]);
}

#[test]
fn what_changed_since_the_handshake_is_known_and_applies_after_reconnect() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    assert_eq!(desk.app.changes(desk.tab()), Changes::default());
    desk.request_msg(RequestMsg::Url("ws://y".into()));
    offer(&mut desk, 0, "v1");
    assert_eq!(desk.app.changes(desk.tab()), Changes { url: true, subprotocols: true, ..Changes::default() });
    assert_eq!(desk.open_sockets(), ["ws://x"], "nothing is closed by an edit");
    set(&mut desk, Setting::Attempts, "many");
    assert!(desk.app.changes(desk.tab()).url, "a wrong field hides no change");
    set(&mut desk, Setting::Attempts, "5");
    desk.session_msg(SessionMsg::Reconnect);
    assert_eq!(desk.state(), "Closing");
    desk.server_closes(1000, "");
    assert_eq!((desk.state(), desk.open_sockets()), ("Connecting".into(), vec!["ws://y".to_string()]));
    assert_eq!(
        desk.rows()[1..],
        ["system Connected in 0 ms", "system Closed · 1000 Normal closure", "system Connection 2 · ws://y"]
    );
    assert_eq!(desk.app.changes(desk.tab()), Changes::default());
    desk.session_msg(SessionMsg::Disconnect);
    assert_eq!(desk.state(), "Disconnected: Cancelled");
}

#[test]
fn a_lost_connection_comes_back_after_growing_waits() {
    let mut desk = persistent();
    desk.connected("ws://x");
    desk.wait(40_000);
    desk.server_closes(1006, "");
    assert_eq!(desk.state(), "Reconnecting 1 of 2 in 1000 ms");
    assert_eq!(desk.last_row(), "system Connection lost · 1006 Abnormal closure · attempt 1 of 2 in 1.0 s");
    desk.wait(999);
    assert!(desk.open_sockets().is_empty());
    desk.wait(1);
    assert_eq!((desk.state(), desk.open_sockets().len()), ("Reconnecting 1 of 2".into(), 1));
    assert_eq!(desk.last_row(), "system Connection 2 · ws://x · attempt 1 of 2");
    desk.server_closes(1006, "");
    assert_eq!(desk.state(), "Reconnecting 2 of 2 in 2000 ms");
    desk.wait(2_000);
    desk.server_opens();
    assert_eq!(desk.state(), "Connected");
    desk.wait(31_000);
    desk.server_closes(1011, "");
    assert_eq!(desk.state(), "Reconnecting 1 of 2 in 1000 ms", "one that lasted counts from the start");
}

#[test]
fn attempts_end_and_say_so() {
    let mut desk = persistent();
    desk.connect("ws://x");
    for millis in [1_000, 2_000] {
        desk.server_closes(1006, "");
        desk.wait(millis);
    }
    desk.server_closes(1006, "");
    assert_eq!(desk.state(), "Failed: 1006 Abnormal closure");
    assert_eq!(desk.last_row(), "system Could not connect · 1006 Abnormal closure · given up after 2 attempts");
    desk.wait(600_000);
    assert!(desk.open_sockets().is_empty());
}

#[test]
fn a_server_that_drops_each_connection_at_once_is_given_up() {
    let mut desk = persistent();
    desk.connect("ws://x");
    for _ in 0..3 {
        desk.server_opens();
        desk.server_closes(4001, "go away");
        desk.wait(5_000);
    }
    assert_eq!(desk.state(), "Disconnected: 4001 Application code · go away");
    assert!(desk.last_row().ends_with("given up after 2 attempts"));
}

#[test]
fn attempts_can_be_stopped_hurried_and_turned_off() {
    let mut desk = persistent();
    desk.connected("ws://x");
    desk.server_closes(1006, "");
    desk.session_msg(SessionMsg::Disconnect);
    assert_eq!(desk.state(), "Disconnected: Stopped reconnecting");
    desk.wait(60_000);
    assert!(desk.open_sockets().is_empty());

    desk.session_msg(SessionMsg::Connect);
    desk.server_closes(1006, "");
    desk.session_msg(SessionMsg::Connect);
    assert_eq!((desk.state(), desk.open_sockets().len()), ("Connecting".into(), 1));

    desk.server_closes(1006, "");
    desk.request_msg(RequestMsg::Reconnects(false));
    assert_eq!(desk.state(), "Disconnected: Stopped reconnecting");
}

#[test]
fn a_person_who_disconnects_is_obeyed() {
    let mut desk = persistent();
    desk.connected("ws://x");
    desk.session_msg(SessionMsg::Disconnect);
    desk.server_closes(1000, "");
    desk.wait(60_000);
    assert_eq!(desk.state(), "Disconnected: 1000 Normal closure");
    assert!(desk.open_sockets().is_empty());
}

#[test]
fn messages_wait_for_the_connection_to_come_back() {
    let mut desk = persistent();
    desk.connected("ws://x");
    desk.server_closes(1006, "");
    desk.send_text("later");
    assert!(desk.sent().is_empty());
    desk.wait(1_000);
    desk.server_opens();
    assert_eq!(desk.sent(), [Frame::Text("later".into())]);
}

#[test]
fn a_network_that_goes_and_comes_is_said_and_hurries_attempts() {
    let mut desk = persistent();
    let world = |is_online| Msg::Surroundings(Surroundings { is_online, ..Surroundings::default() });
    desk.send_msg(world(false));
    desk.send_msg(world(true));
    desk.connected("ws://x");
    desk.send_msg(world(false));
    assert_eq!(desk.last_row(), "system This computer went offline: what is connected may be dead already");
    desk.server_closes(1006, "");
    desk.send_msg(world(true));
    desk.wait(1);
    assert_eq!(desk.state(), "Reconnecting 1 of 2");
}

#[test]
fn failures_have_causes_and_the_server_can_be_asked() {
    let mut desk = Desk::new();
    desk.connect("ws://localhost:9/chat");
    desk.server_closes(1006, "");
    assert_eq!(desk.causes()[0], "Nothing listens at localhost:9");
    assert!(desk.log()[1].contains(
        "

Most likely first:
1. Nothing listens at localhost:9.
   Start the server"
    ));
    assert!(desk.probes().is_empty(), "nobody is asked unless the person says so");
    desk.session_msg(SessionMsg::Probe);
    desk.session_msg(SessionMsg::Probe);
    assert_eq!(desk.probes().len(), 1);
    let probe = |desk: &Desk| match desk.status() {
        Status::Failed(ending) => ending.probe,
        _ => Probe::Useless,
    };
    assert_eq!(probe(&desk), Probe::Running);
    desk.server_answers(Answer::Status(404));
    assert_eq!(probe(&desk), Probe::Done);
    let found = "The server answers 404 at http://localhost:9/chat: it has nothing at this path";
    assert_eq!(desk.causes()[0], found);
    assert_eq!(desk.last_row(), format!("system Checked by HTTP · {found}"));
    desk.session_msg(SessionMsg::Connect);
    desk.server_answers(Answer::Opaque);
    assert_eq!(desk.state(), "Connecting", "what comes late is about another connection");
}

#[test]
fn each_way_to_fail_has_its_own_words() {
    let fail = |surroundings: Surroundings, event: SocketEvent| {
        let mut desk = Desk::new();
        desk.send_msg(Msg::Surroundings(surroundings));
        desk.connect("ws://10.0.0.9:80/");
        desk.socket_says(event);
        (desk.last_row(), desk.causes().swap_remove(0))
    };
    let here = Surroundings::default();
    let closed = || SocketEvent::Closed(Close { code: 1006, reason: String::new(), had_error: true });
    let mixed = SocketEvent::Refused(Refusal::MixedContent("An insecure WebSocket".into()));
    let policy = SocketEvent::Refused(Refusal::Policy("connect-src".into()));
    let (row, cause) = fail(here, mixed);
    assert_eq!(row, "system Could not connect · Refused by the browser · An insecure WebSocket");
    assert!(cause.starts_with("This page came over https"));
    let (row, cause) = fail(here, policy);
    assert_eq!(row, "system Could not connect · Blocked by a content-security policy");
    assert!(cause.contains("(connect-src)"));
    assert!(fail(Surroundings { is_online: false, ..here }, closed()).1.contains("offline"));
    let public = Surroundings { is_local: false, local_network: Permission::Denied, ..here };
    assert!(fail(public, closed()).1.contains("local network"));
    assert!(fail(here, closed()).1.starts_with("There is no server at 10.0.0.9:80"));
}

#[test]
fn each_way_to_end_has_its_own_words() {
    let end = |code, had_error| {
        let mut desk = Desk::new();
        desk.connected("ws://x");
        desk.socket_says(SocketEvent::Closed(Close { code, reason: String::new(), had_error }));
        desk.last_row()
    };
    assert_eq!(end(1006, false), "system Connection lost · 1006 Abnormal closure");
    assert_eq!(end(1006, true), "system Connection lost: the server broke the protocol · 1006 Abnormal closure");
    assert_eq!(end(1001, false), "system Closed by the server · 1001 Going away");
    assert_eq!(end(1005, false), "system Closed by the server · 1005 No code given");
}

#[test]
fn what_was_not_sent_is_said() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.socket_says(SocketEvent::Waiting(412_000));
    assert_eq!(desk.mirror().traffic.bytes_waiting, 412_000);
    desk.server_closes(1006, "");
    assert_eq!(desk.last_row(), "system Connection lost · 1006 Abnormal closure · 412.0 kB were not sent");
    assert_eq!(desk.mirror().traffic.bytes_waiting, 0);
    desk.session_msg(SessionMsg::Connect);
    desk.server_opens();
    desk.socket_says(SocketEvent::Waiting(412_000));
    desk.session_msg(SessionMsg::Disconnect);
    desk.wait(5_000);
    assert_eq!(desk.last_row(), "system Closed · the server did not confirm within 5 s · 412.0 kB were not sent");
}

#[test]
fn a_message_over_the_maximum_is_cut_and_closes_the_connection() {
    let mut desk = persistent();
    set(&mut desk, Setting::MaxMessageMegabytes, "1");
    desk.connected("ws://x");
    desk.server_sends(&"ä".repeat(500_000));
    assert_eq!(desk.state(), "Connected", "exactly the maximum is not over it");
    desk.server_sends(&format!("x{}", "ä".repeat(500_000)));
    assert_eq!(
        desk.closes(),
        [CloseFrame { code: 4009, reason: "A message of 1.0 MB is over the maximum of 1.0 MB".into() }]
    );
    desk.open_row(3);
    assert_eq!(desk.detail().map(|text| text.len()), Some(63_999), "cut between characters");
    assert_eq!(desk.mirror().window.rows[3].n_bytes, 1_000_001);
    desk.server_closes(4009, "");
    assert_eq!(desk.last_row(), "system Closed: a message was over the maximum size · 4009 Application code");
    desk.wait(60_000);
    assert!(desk.open_sockets().is_empty(), "it would be as big again");
}

#[test]
fn a_person_names_close_codes() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.send_msg(Msg::CloseNames(PairEdit::Text(0, Cell::Key, "4003".into())));
    desk.send_msg(Msg::CloseNames(PairEdit::Text(0, Cell::Value, "Quota".into())));
    desk.server_closes(4003, "");
    assert_eq!(desk.last_row(), "system Closed by the server · 4003 Quota");
    let mut desk = desk.reload();
    desk.connected("ws://x");
    desk.server_closes(4003, "");
    assert_eq!(desk.last_row(), "system Closed by the server · 4003 Quota");
}

#[test]
fn a_file_is_one_binary_message() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.request_msg(RequestMsg::Format(Format::File));
    desk.session_msg(SessionMsg::Send);
    assert_eq!(desk.mirror().message_problem.as_deref(), Some("Not sent: choose a file first"));
    desk.session_msg(SessionMsg::File(Some(PickedFile { name: "photo.png".into(), n_bytes: 3 })));
    desk.session_msg(SessionMsg::Send);
    assert_eq!(desk.sent(), [Frame::Binary(vec![7; 3])]);
}

#[test]
fn base64_is_one_binary_message() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.request_msg(RequestMsg::Format(Format::Base64));
    desk.send_text("AAH_");
    assert_eq!(desk.sent(), [Frame::Binary(vec![0, 1, 255])]);
    desk.send_text("A!");
    assert!(desk.mirror().message_problem.as_deref().is_some_and(|problem| problem.starts_with("Not sent: '!'")));
}

#[test]
fn socket_io_is_recognised() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.server_sends(r#"0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}"#);
    assert!(desk.last_row().starts_with("system This looks like Socket.IO"));
}

#[test]
fn rates_are_of_the_last_second() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.wait(1_000);
    for _ in 0..4 {
        desk.server_sends("x");
    }
    desk.wait(1_000);
    let (received, sent) = desk.mirror().rates;
    assert!((3..=4).contains(&received) && sent == 0, "{received} a second: drawing took some of it");
    desk.wait(1_000);
    assert_eq!(desk.mirror().rates, (0, 0));
}

#[test]
fn all_about_a_connection_is_known() {
    let mut desk = Desk::new();
    desk.connect("ws://x");
    desk.wait(12);
    desk.socket_says(SocketEvent::Opened { subprotocol: "v1".into(), extensions: "permessage-deflate".into() });
    let about = &desk.mirror().about;
    assert_eq!((about.number, &about.subprotocol[..], &about.extensions[..]), (1, "v1", "permessage-deflate"));
    assert_eq!(about.opened_at.map(|at| at.micros_since(about.began_at)), Some(12_000));
    desk.server_closes(1000, "");
    assert_eq!(desk.mirror().about.last_end, "1000 Normal closure");
    desk.session_msg(SessionMsg::Connect);
    assert_eq!((desk.mirror().about.number, &desk.mirror().about.last_end[..]), (2, "1000 Normal closure"));
}

#[test]
fn a_report_and_command_lines_go_to_the_clipboard() {
    let mut desk = Desk::new();
    desk.connect("ws://localhost:9/?token=secret");
    desk.server_closes(1006, "");
    for snippet in [Snippet::Wscat, Snippet::Report] {
        desk.session_msg(SessionMsg::Copy(snippet));
    }
    assert_eq!(desk.copied[0], "wscat -c 'ws://localhost:9/?token=secret'");
    assert!(desk.copied[1].contains("1. Nothing listens at localhost:9.") && !desk.copied[1].contains("secret"));
}

/// What can happen, in any order.
#[derive(Debug, Clone)]
enum Step {
    Connect,
    Reconnect,
    Disconnect,
    Send,
    Reconnects(bool),
    MaxSize(&'static str),
    Big,
    Online(bool),
    Probe,
    Open,
    Text,
    Close(u16),
    Refused,
    Late,
    Wait(u64),
    Clear,
    Search(&'static str),
    Move(Move),
    Detail,
    CloseTab,
    Undo,
    Hide(bool),
    Kind(Protocol),
    Over(Transports),
    For(Version),
    Packet(&'static str),
    Exchanged(Option<(u16, &'static str)>),
    Mute(bool),
    Console,
}

/// What a Socket.IO server may say, rightly or not.
const PACKETS: [&str; 12] = [
    r#"0{"sid":"e1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#,
    r#"40{"sid":"s1","pid":"p1"}"#,
    "40",
    r#"42["x",1,"o1"]"#,
    r#"421["ask"]"#,
    r#"430["ok"]"#,
    r#"44{"message":"no"}"#,
    "41",
    "2",
    "3probe",
    r#"451-["x",{"_placeholder":true,"num":0}]"#,
    "6",
];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Connect),
        Just(Step::Reconnect),
        Just(Step::Disconnect),
        Just(Step::Send),
        any::<bool>().prop_map(Step::Reconnects),
        prop_oneof![Just("0"), Just("1")].prop_map(Step::MaxSize),
        Just(Step::Big),
        any::<bool>().prop_map(Step::Online),
        Just(Step::Probe),
        Just(Step::Open),
        Just(Step::Text),
        prop_oneof![Just(1000), Just(1006), Just(4001)].prop_map(Step::Close),
        Just(Step::Refused),
        Just(Step::Late),
        prop_oneof![Just(1), Just(5_000), Just(30_000)].prop_map(Step::Wait),
        Just(Step::Clear),
        prop_oneof![Just(""), Just("x"), Just("connected")].prop_map(Step::Search),
        prop_oneof![
            Just(Move::By(-1)),
            Just(Move::By(1)),
            Just(Move::First),
            Just(Move::Last),
            Just(Move::Screens(-1))
        ]
        .prop_map(Step::Move),
        Just(Step::Detail),
        Just(Step::CloseTab),
        Just(Step::Undo),
        any::<bool>().prop_map(Step::Hide),
        prop_oneof![Just(Protocol::Raw), Just(Protocol::SocketIo), Just(Protocol::SocketIo)].prop_map(Step::Kind),
        prop_oneof![Just(Transports::Websocket), Just(Transports::Upgrade), Just(Transports::Polling)]
            .prop_map(Step::Over),
        prop_oneof![Just(Version::V2), Just(Version::V4)].prop_map(Step::For),
        packet().prop_map(Step::Packet),
        packet().prop_map(Step::Packet),
        prop_oneof![
            Just(None),
            Just(Some((400, r#"{"code":5,"message":"no"}"#))),
            packet().prop_map(|packet| Some((200, packet))),
            Just(Some((200, "ok"))),
        ]
        .prop_map(Step::Exchanged),
        any::<bool>().prop_map(Step::Mute),
        Just(Step::Console),
    ]
}

fn packet() -> impl Strategy<Value = &'static str> {
    // The first ones are what a server says most.
    (0..PACKETS.len() * 2).prop_map(|place| PACKETS[if place < PACKETS.len() { place } else { place % 4 }])
}

proptest! {
    #[test]
    fn what_was_held_back_is_told_in_the_end(
        steps in proptest::collection::vec((0..60usize, 0..40u64, prop_oneof![Just(5u32), Just(19), Just(20)], any::<bool>()), 1..30)
    ) {
        let mut desk = Desk::new();
        desk.connected("ws://x");
        for (n_messages, millis, n_rows, follows) in steps {
            desk.burst(n_messages);
            desk.wait(millis);
            desk.session_msg(SessionMsg::Range { first_row: 0, n_rows });
            if follows {
                desk.session_msg(SessionMsg::Follow(true));
            }
        }
        desk.wait(100);
        let head = desk.mirror().head;
        prop_assert_eq!(head.rows.1 - 2, head.n_messages as i64);
    }

    #[test]
    fn any_order_of_events_ends_well(steps in proptest::collection::vec(step(), 1..60)) {
        let mut desk = Desk::new();
        desk.request_msg(RequestMsg::Url("ws://x".into()));
        desk.session_msg(SessionMsg::Range { first_row: 0, n_rows: 10 });
        let has_cleared = steps.iter().any(|step| matches!(step, Step::Clear));
        for step in steps {
            let has_socket = desk.link(desk.tab()).0 > 0;
            match step {
                Step::Connect => desk.session_msg(SessionMsg::Connect),
                Step::Reconnect => desk.session_msg(SessionMsg::Reconnect),
                Step::Reconnects(reconnects) => desk.request_msg(RequestMsg::Reconnects(reconnects)),
                Step::MaxSize(text) => desk.request_msg(RequestMsg::Setting(Setting::MaxMessageMegabytes, text.into())),
                Step::Big if has_socket => desk.socket_says(SocketEvent::Binary(vec![0; 1_000_001])),
                Step::Online(is_online) => {
                    desk.send_msg(Msg::Surroundings(Surroundings { is_online, ..Surroundings::default() }));
                }
                Step::Probe => {
                    desk.session_msg(SessionMsg::Probe);
                    if !desk.probes().is_empty() {
                        desk.server_answers(Answer::Opaque);
                    }
                }
                Step::Disconnect => desk.session_msg(SessionMsg::Disconnect),
                Step::Send => desk.send_text("1"),
                Step::Open if has_socket => desk.server_opens(),
                Step::Text if has_socket => desk.server_sends("x"),
                Step::Close(code) if has_socket => desk.server_closes(code, ""),
                Step::Refused if has_socket => desk.socket_says(SocketEvent::Refused(Refusal::Other("no".into()))),
                Step::Open | Step::Text | Step::Close(_) | Step::Refused | Step::Big => {}
                Step::Late => desk.socket_says_on(desk.tab(), Link(1), SocketEvent::Text("late".into())),
                Step::Wait(millis) => desk.wait(millis),
                Step::Clear => desk.session_msg(SessionMsg::Clear),
                Step::Search(text) => desk.search(text),
                Step::Move(to) => desk.press(to),
                Step::Detail => desk.session_msg(SessionMsg::OpenDetail),
                Step::CloseTab => desk.close_tab(desk.tab()),
                Step::Undo => {
                    if !desk.notices().is_empty() {
                        desk.act_on_notice(NoticeMsg::Act);
                    }
                }
                Step::Hide(is_hidden) => desk.hide(is_hidden),
                Step::Kind(kind) => desk.request_msg(RequestMsg::Kind(kind)),
                Step::Over(transports) => {
                    desk.request_msg(RequestMsg::SocketIo(SocketIoMsg::Transports(transports)));
                    desk.request_msg(RequestMsg::SocketIo(SocketIoMsg::WantsAck(true)));
                }
                Step::For(version) => desk.request_msg(RequestMsg::SocketIo(SocketIoMsg::Version(version))),
                Step::Packet(text) if has_socket => desk.server_sends(text),
                Step::Exchanged(answer) if !desk.requests().is_empty() => desk.answer_request(answer),
                Step::Packet(_) | Step::Exchanged(_) => {}
                Step::Mute(shows) => desk.request_msg(RequestMsg::SocketIo(SocketIoMsg::Show("x".into(), shows))),
                Step::Console => desk.send_msg(Msg::Console(ConsoleMsg::Toggle)),
            }
        }
        desk.hide(false);
        desk.session_msg(SessionMsg::Disconnect);
        desk.wait(30_000);
        desk.session_msg(SessionMsg::Disconnect);
        let is_over = matches!(desk.status(), Status::NotConnected | Status::Disconnected(_) | Status::Failed(_));
        prop_assert!(is_over, "still {:?}", desk.status());
        prop_assert!(desk.open_sockets().is_empty());
        // A client that polls says goodbye behind what it is posting.
        for _ in 0..6 {
            if !desk.requests().is_empty() {
                desk.answer_request(Some((200, "ok")));
            }
        }
        prop_assert!(desk.requests().is_empty(), "still asked for: {:?}", desk.requests());
        if !has_cleared {
            let log = desk.log();
            let count = |starts: &[&str]| log.iter().filter(|row| starts.iter().any(|start| row.starts_with(start))).count();
            let n_ends = count(&[
                "Closed", "Connection lost", "Could not connect", "No answer", "Cancelled", "Disconnected",
            ]);
            prop_assert_eq!(count(&["Connection "]) - count(&["Connection lost"]), n_ends, "one end a connection in {:?}", log);
        }
    }
}
