//! Whole flows: what a person does, what the world does, what is seen.

use super::desk::Desk;
use crate::app::effect::Focus;
use crate::app::mirror::DetailState;
use crate::app::msg::{Move, Msg, NoticeMsg, RequestMsg, SessionMsg, SocketIoMsg, TabsMsg};
use crate::request::socket_io::Protocol;
use crate::session::close::Close;
use crate::session::log::{Direction, Limits};
use crate::session::msg::Frame;
use crate::session::msg::SocketEvent;
use crate::wire::Status;

#[test]
fn connect_send_receive_disconnect() {
    let mut desk = Desk::new();
    desk.connect("localhost:9/echo");
    assert!(matches!(desk.status(), Status::Connecting { .. }));
    assert_eq!(desk.open_sockets(), ["ws://localhost:9/echo"]);
    desk.wait(12);
    desk.server_opens();
    assert!(matches!(desk.status(), Status::Connected { .. }));
    desk.send_text("hello");
    desk.server_sends("hello");
    desk.session_msg(SessionMsg::Disconnect);
    assert_eq!(desk.status(), Status::Closing);
    desk.server_closes(1000, "");
    assert_eq!(desk.state(), "Disconnected: 1000 Normal closure");
    assert_eq!(
        desk.rows(),
        [
            "system Connection 1 · ws://localhost:9/echo",
            "system Connected in 12 ms",
            "out hello",
            "in hello",
            "system Closed · 1000 Normal closure",
        ]
    );
    assert_eq!(desk.mirror().head.n_messages, 2);
    assert_eq!(desk.mirror().traffic.bytes_sent, 5);
}

#[test]
fn binary_and_empty_messages_are_messages() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.send_text("");
    desk.send_hex("00 ff");
    desk.socket_says(SocketEvent::Binary(vec![1, 2]));
    assert_eq!(desk.sent(), [Frame::Text(String::new()), Frame::Binary(vec![0, 255])]);
    assert_eq!(desk.rows()[2..], ["out ", "out 00 ff", "in 01 02"]);
}

#[test]
fn a_wrong_message_is_not_sent_and_says_why() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.send_hex("0g");
    assert_eq!(
        desk.mirror().message_problem.as_deref(),
        Some("Not sent: 'g' at character 2 is not a hexadecimal digit (0-9, a-f)")
    );
    assert!(desk.sent().is_empty());
    desk.request_msg(RequestMsg::Text("00".into()));
    assert_eq!(desk.mirror().message_problem, None);
}

#[test]
fn what_was_typed_a_moment_ago_goes_where_it_was_typed() {
    let mut desk = Desk::new();
    let io = |msg| RequestMsg::SocketIo(msg);
    desk.request_msg(RequestMsg::Kind(Protocol::SocketIo));
    desk.request_msg(RequestMsg::Text("raw".into()));
    desk.request_msg(io(SocketIoMsg::AddArg));
    desk.request_msg(io(SocketIoMsg::ArgText(0, "first".into())));
    desk.request_msg(RequestMsg::Kind(Protocol::Raw));
    desk.request_msg(io(SocketIoMsg::ArgText(1, "second".into())));
    let request = &desk.app.tabs().get(desk.tab()).expect("open").request;
    let args: Vec<&str> = request.socket_io.event.args.iter().map(|arg| &arg.text[..]).collect();
    assert_eq!((&request.message.text[..], args), ("raw", vec!["first", "second"]));
}

#[test]
fn connect_and_send_waits_for_the_connection() {
    let mut desk = Desk::new();
    desk.request_msg(RequestMsg::Url("ws://x".into()));
    desk.send_text("first");
    desk.send_text("second");
    assert!(desk.sent().is_empty());
    desk.server_opens();
    assert_eq!(desk.sent(), [Frame::Text("first".into()), Frame::Text("second".into())]);
}

#[test]
fn what_waited_for_a_connection_that_failed_is_said() {
    let mut desk = Desk::new();
    desk.request_msg(RequestMsg::Url("ws://x".into()));
    desk.session_msg(SessionMsg::Range { first_row: 0, n_rows: 20 });
    desk.send_text("first");
    desk.server_closes(1006, "");
    assert_eq!(desk.last_row(), "system Not sent: 1 message waited for the connection");
    assert!(matches!(desk.status(), Status::Failed(_)));
}

#[test]
fn a_wrong_url_is_said_at_the_field_and_nothing_is_lost() {
    let mut desk = Desk::new();
    desk.connect("ftp://x");
    assert!(desk.mirror().url_problem.as_deref().is_some_and(|problem| problem.contains("not a WebSocket scheme")));
    assert_eq!((desk.status(), desk.focus), (Status::NotConnected, Some(Focus::Url)));
    desk.send_text("kept");
    assert!(desk.open_sockets().is_empty());
    desk.request_msg(RequestMsg::Url("ws://x".into()));
    assert_eq!(desk.mirror().url_problem, None);
    assert_eq!(desk.app.tabs().get(desk.tab()).expect("open").request.message.text, "kept");
}

#[test]
fn a_silent_server_is_given_up() {
    let mut desk = Desk::new();
    desk.connect("ws://x");
    desk.wait(19_999);
    assert!(matches!(desk.status(), Status::Connecting { .. }));
    assert_eq!(desk.app.seconds(desk.tab()), Some(19));
    desk.wait(1);
    assert_eq!(desk.state(), "Failed: No answer from ws://x within 20 s");
    assert!(desk.open_sockets().is_empty());
}

#[test]
fn connecting_can_be_cancelled_and_tried_again() {
    let mut desk = Desk::new();
    desk.connect("ws://x");
    let old = desk.link(desk.tab());
    desk.session_msg(SessionMsg::Disconnect);
    assert_eq!(desk.state(), "Disconnected: Cancelled");
    desk.session_msg(SessionMsg::Connect);
    desk.socket_says_on(desk.tab(), old, SocketEvent::Text("late".into()));
    desk.server_opens();
    assert!(!desk.rows().iter().any(|row| row.contains("late")), "an abandoned socket is not heard");
}

#[test]
fn a_server_that_does_not_answer_a_close_is_let_go() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.session_msg(SessionMsg::Disconnect);
    desk.wait(5_000);
    assert_eq!(desk.last_row(), "system Closed · the server did not confirm within 5 s");
    assert!(desk.open_sockets().is_empty());
}

#[test]
fn how_a_connection_ended_is_said() {
    let ends = [
        (1000, "", "system Closed by the server · 1000 Normal closure"),
        (4003, "kicked", "system Closed by the server · 4003 Application code · kicked"),
        (1011, "", "system Closed by the server · 1011 Server error"),
        (1006, "", "system Connection lost · 1006 Abnormal closure"),
    ];
    for (code, reason, row) in ends {
        let mut desk = Desk::new();
        desk.connected("ws://x");
        desk.server_closes(code, reason);
        assert_eq!(desk.last_row(), row);
    }
}

#[test]
fn the_log_goes_on_over_reconnects() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.server_sends("one");
    desk.server_closes(1006, "");
    desk.session_msg(SessionMsg::Connect);
    desk.server_opens();
    desk.server_sends("two");
    let messages: Vec<_> = desk.rows().into_iter().filter(|row| row.starts_with("in")).collect();
    assert_eq!(messages, ["in one", "in two"]);
}

#[test]
fn two_tabs_do_not_mix() {
    let mut desk = Desk::new();
    desk.connected("ws://one");
    let first = desk.tab();
    let second = desk.new_tab();
    desk.connected("ws://two");
    desk.socket_says_on(first, desk.link(first), SocketEvent::Text("for one".into()));
    desk.server_sends("for two");
    assert_eq!(desk.last_row(), "in for two");
    desk.send_msg(Msg::Tabs(TabsMsg::Select(first)));
    assert_eq!(desk.last_row(), "in for one");
    assert_eq!(desk.open_sockets(), ["ws://one", "ws://two"]);
    assert_ne!(first, second);
}

#[test]
fn a_closed_tab_disconnects_and_comes_back_with_its_log() {
    let mut desk = Desk::new();
    desk.connected("ws://one");
    let tab = desk.tab();
    desk.server_sends("kept");
    desk.close_tab(tab);
    assert_eq!(desk.notices(), ["Closed one"]);
    desk.socket_says_on(tab, desk.link(tab), SocketEvent::Closed(Close { code: 1000, ..Close::default() }));
    desk.act_on_notice(NoticeMsg::Act);
    assert_eq!(desk.tab(), tab);
    assert!(desk.rows().contains(&"in kept".to_string()));
    assert_eq!(desk.state(), "Disconnected: 1000 Normal closure");
    assert_eq!(desk.app.tabs().open().len(), 1);
}

#[test]
fn a_closed_tab_is_gone_after_a_while() {
    let mut desk = Desk::new();
    desk.connected("ws://one");
    desk.close_tab(desk.tab());
    desk.wait(10_000);
    assert!(desk.notices().is_empty());
    assert!(desk.open_sockets().is_empty());
}

#[test]
fn drafts_and_the_order_of_tabs_survive_a_reload() {
    let mut desk = Desk::new();
    desk.request_msg(RequestMsg::Url("ws://one".into()));
    desk.request_msg(RequestMsg::Format(crate::format::Format::Json));
    desk.request_msg(RequestMsg::Text("{\"id\":9007199254740993}".into()));
    desk.search("lobby");
    desk.session_msg(SessionMsg::Direction(Some(Direction::Outgoing)));
    desk.new_tab();
    desk.request_msg(RequestMsg::Url("ws://two".into()));
    let before = desk.app.tabs().clone();
    let desk = desk.reload();
    let after = desk.app.tabs();
    assert_eq!(after.active(), before.active());
    let plain = |tabs: &crate::app::tabs::Tabs| tabs.open().iter().map(|tab| (**tab).clone()).collect::<Vec<_>>();
    assert_eq!(plain(after), plain(&before));
}

#[test]
fn changes_are_stored_soon_and_not_at_each_key() {
    let mut desk = Desk::new();
    desk.request_msg(RequestMsg::Url("ws://a".into()));
    assert!(desk.stored.is_empty());
    desk.wait(400);
    assert!(desk.stored["tabs/1"].contains("ws://a"));
}

#[test]
fn a_full_storage_is_said_aloud_and_the_data_is_offered() {
    let mut desk = Desk::new();
    desk.storage_is_full = true;
    desk.request_msg(RequestMsg::Url("ws://kept".into()));
    desk.wait(400);
    desk.request_msg(RequestMsg::Text("x".into()));
    desk.wait(400);
    assert_eq!(
        desk.notices(),
        [
            "The list of open tabs is not saved: the browser's storage is full. It is lost when this page closes, unless you \
          make room or download it."
        ]
    );
    desk.storage_is_full = false;
    desk.request_msg(RequestMsg::Text("y".into()));
    desk.wait(400);
    assert!(desk.notices().is_empty(), "once it is saved again the notice goes");
    desk.storage_is_full = true;
    desk.request_msg(RequestMsg::Text("z".into()));
    desk.wait(400);
    desk.act_on_notice(NoticeMsg::Act);
    assert!(desk.downloads[0].contains("ws://kept"));
}

#[test]
fn searching_counts_marks_and_keeps_what_is_selected() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    for index in 0..100 {
        desk.server_sends(&format!("message {index} {}", if index % 10 == 0 { "LOBBY" } else { "-" }));
    }
    desk.search("lobby");
    assert_eq!(desk.mirror().head.n_matching, Some(10));
    assert_eq!(desk.rows().len(), 10);
    let row = desk.mirror().window.rows[3].clone();
    let (start, end) = row.hits[0];
    assert_eq!(&row.preview[start as usize..end as usize], "LOBBY");
    desk.open_row(desk.mirror().window.first_row + 3);
    desk.search("");
    assert_eq!(desk.mirror().head.n_matching, None);
    let selected = desk.mirror().selected.expect("still selected");
    assert_eq!(selected.seq, Some(row.seq));
    assert_eq!(desk.mirror().reveal.map(|(row, _)| row), Some(selected.row));
    assert!(!desk.mirror().following);
    desk.server_sends("lobby again");
    assert_eq!(desk.mirror().n_new(), 1);
}

#[test]
fn following_stops_when_a_row_is_selected_and_comes_back_at_the_end() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.server_sends("one");
    assert!(desk.mirror().following);
    desk.press(Move::By(-1));
    assert!(!desk.mirror().following);
    desk.server_sends("two");
    desk.server_sends("three");
    assert_eq!(desk.mirror().n_new(), 2);
    desk.press(Move::Last);
    assert!(desk.mirror().following);
    assert_eq!(desk.mirror().n_new(), 0);
    desk.session_msg(SessionMsg::Follow(false));
    desk.server_sends("four");
    assert_eq!(desk.mirror().n_new(), 1);
    desk.session_msg(SessionMsg::Follow(true));
    assert_eq!(desk.last_row(), "in four");
}

#[test]
fn details_follow_the_selection() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.server_sends("{\"id\":9007199254740993}");
    desk.server_sends("plain");
    desk.open_row(2);
    assert_eq!(desk.detail().as_deref(), Some("{\n  \"id\": 9007199254740993\n}"));
    desk.press(Move::By(1));
    assert_eq!(desk.detail().as_deref(), Some("plain"));
    desk.press(Move::First);
    assert_eq!(desk.detail().as_deref(), Some("Connection 1 · ws://x"));
    desk.session_msg(SessionMsg::CloseDetail);
    assert_eq!(desk.mirror().detail, DetailState::Closed);
}

#[test]
fn keys_reach_rows_that_were_not_sent_yet() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    for index in 0..1000 {
        desk.server_sends(&index.to_string());
    }
    desk.session_msg(SessionMsg::Range { first_row: 982, n_rows: 20 });
    desk.open_row(1001);
    desk.press(Move::First);
    assert_eq!(desk.mirror().selected.map(|selected| selected.seq), Some(None), "not known yet");
    desk.session_msg(SessionMsg::Range { first_row: 0, n_rows: 20 });
    assert_eq!(desk.detail().as_deref(), Some("Connection 1 · ws://x"));
}

#[test]
fn clear_can_be_undone_for_a_while() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.server_sends("before");
    desk.session_msg(SessionMsg::Clear);
    desk.server_sends("after");
    assert_eq!((desk.rows(), desk.mirror().head.n_messages), (vec!["in after".to_string()], 1));
    desk.session_msg(SessionMsg::UndoClear);
    assert_eq!((desk.rows().len(), desk.mirror().head.n_messages), (4, 2));
    desk.session_msg(SessionMsg::Clear);
    desk.wait(30_000);
    assert!(!desk.mirror().head.can_undo_clear);
    desk.session_msg(SessionMsg::UndoClear);
    assert_eq!((desk.rows(), desk.mirror().head.n_messages), (vec![], 0));
}

#[test]
fn what_the_limits_drop_is_counted_and_what_was_cleared_is_not() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    let limits = Limits { n_rows: 10, n_bytes: 1 << 30 };
    desk.send_limits(limits);
    for index in 0..20 {
        desk.server_sends(&index.to_string());
    }
    assert_eq!((desk.mirror().head.n_messages, desk.mirror().head.n_dropped), (10, 10));
    desk.session_msg(SessionMsg::Clear);
    for index in 0..5 {
        desk.server_sends(&index.to_string());
    }
    assert_eq!((desk.mirror().head.n_messages, desk.mirror().head.n_dropped), (5, 0));
    desk.wait(30_000);
    assert_eq!((desk.mirror().head.n_messages, desk.mirror().head.n_dropped), (5, 0));
    for index in 0..7 {
        desk.server_sends(&index.to_string());
    }
    assert_eq!((desk.mirror().head.n_messages, desk.mirror().head.n_dropped), (10, 2));
}

#[test]
fn a_hidden_page_is_told_nothing_and_misses_nothing() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.hide(true);
    // One update was granted when the page was last drawn.
    desk.server_sends("first");
    let n_updates = desk.n_updates();
    for _ in 0..100 {
        desk.server_sends("unseen");
    }
    assert_eq!(desk.n_updates(), n_updates);
    desk.hide(false);
    assert_eq!(desk.mirror().head.n_messages, 101);
    // One with the counts, and a little later one with the rows, which came faster than anyone can read.
    assert!(desk.n_updates() <= n_updates + 12, "{} updates", desk.n_updates() - n_updates);
    assert_eq!(desk.mirror().head.rows.1, 103);
    assert_eq!(desk.rows().len(), 40);
}

#[test]
fn rows_that_were_told_of_do_not_become_fewer() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    for index in 0..1000 {
        desk.server_sends(&index.to_string());
    }
    desk.session_msg(SessionMsg::Follow(false));
    desk.session_msg(SessionMsg::Range { first_row: 10, n_rows: 20 });
    let end = desk.mirror().head.rows.1;
    desk.session_msg(SessionMsg::Follow(true));
    assert!(desk.ends().windows(2).all(|ends| ends[0] <= ends[1]), "{:?}", desk.ends());
    assert_eq!(desk.mirror().head.rows.1, end);
}

#[test]
fn a_worker_that_dies_is_said_in_its_tab_and_connect_starts_anew() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    desk.server_sends("seen");
    desk.session_msg(SessionMsg::Died("out of memory".into()));
    assert_eq!(desk.state(), "Failed: This session has stopped: out of memory");
    assert_eq!(desk.last_row(), "in seen");
    desk.session_msg(SessionMsg::Connect);
    desk.server_opens();
    desk.server_sends("again");
    assert_eq!(desk.last_row(), "in again");
    assert_eq!(desk.mirror().head.n_messages, 1);
}

#[test]
fn a_message_can_be_copied_whole() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    let text = "x".repeat(3_000_000);
    desk.server_sends(&text);
    desk.open_row(2);
    assert_eq!(desk.detail().map(|detail| detail.len()), Some(1 << 20));
    desk.session_msg(SessionMsg::Body(crate::wire::BodyUse::Copy));
    assert_eq!(desk.downloads, [text]);
    desk.session_msg(SessionMsg::BodyDone(crate::wire::BodyUse::Copy, Err("refused".into())));
    assert_eq!(desk.notices(), ["Nothing was copied: refused. Save to file works without the clipboard."]);
}

#[test]
fn beautify_and_minify_keep_numbers() {
    let mut desk = Desk::new();
    desk.request_msg(RequestMsg::Format(crate::format::Format::Json));
    desk.request_msg(RequestMsg::Text("{\"id\":9007199254740993}".into()));
    let text = |desk: &Desk| desk.app.tabs().get(desk.tab()).expect("open").request.message.text.clone();
    desk.request_msg(RequestMsg::Beautify);
    assert_eq!(text(&desk), "{\n  \"id\": 9007199254740993\n}");
    desk.request_msg(RequestMsg::Minify);
    assert_eq!(text(&desk), "{\"id\":9007199254740993}");
    desk.request_msg(RequestMsg::Text("{".into()));
    desk.request_msg(RequestMsg::Beautify);
    assert!(desk.mirror().message_problem.as_deref().is_some_and(|problem| problem.starts_with("This is not JSON")));
    assert_eq!(text(&desk), "{");
}
