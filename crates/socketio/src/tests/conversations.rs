//! Conversations between a client and a server, byte for byte, with a clock of their own.

use super::script::{check, config};
use crate::client::Config;
use crate::engine::link::Transports;
use crate::parser::Parser;
use crate::revision::Generation;

const OPEN: &str = r#"0{"sid":"a","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":100}"#;

fn run(config: Config, script: &str) {
    check(config, &script.replace("OPEN", OPEN).replace("LENGTH", &OPEN.len().to_string()));
}

fn v2() -> Config {
    Config { generation: Generation::V2, ..config() }
}

fn polling() -> Config {
    Config { transports: Transports::Polling, ..config() }
}

fn upgrade() -> Config {
    Config { transports: Transports::Upgrade, ..config() }
}

/// From here on `/` is connected over link 0.
const CONNECTED: &str = r#"
    . connect /
    > open websocket
    < OPEN
    > 40
    ! Opened
    < 40{"sid":"s"}
    ! Connected / s
"#;

fn connected(script: &str) {
    run(config(), &format!("{CONNECTED}{script}"));
}

#[test]
fn events_and_acks_go_both_ways() {
    connected(
        r#"
        . emit / ["hello",9007199254740993]
        > 42["hello",9007199254740993]
        . emit / ["ask"] ack
        > 420["ask"]
        < 430["yes"]
        ! Acked / 0 ["yes"] in 0 ms
        < 430["yes"]
        ! StrayAck / 0 ["yes"]
        < 42["news",1e400]
        ! Message / ["news",1e400]
        < 420["who"]
        ! Message / 0 ["who"]
        . answer / 0 ["me"]
        > 430["me"]
        . emit / ["bytes"]
        > 451-["bytes",{"_placeholder":true,"num":0}]
        > <c8>
        < 451-["b",{"_placeholder":true,"num":0}]
        < <07>
        ! Message / ["b",{"_placeholder":true,"num":0}] <07>
        "#,
    );
}

#[test]
fn emits_wait_for_their_namespace() {
    run(
        config(),
        r#"
        . connect / {"token":"t"}
        > open websocket
        . emit / ["early",1]
        . emit / ["early",2] ack
        < OPEN
        > 40{"token":"t"}
        ! Opened
        . connect /b
        > 40/b,
        < 42["before"]
        < 40{"sid":"s"}
        > 42["early",1]
        > 420["early",2]
        ! Connected / s
        ! Message / ["before"]
        < 40/b,{"sid":"t"}
        ! Connected /b t
        . emit /b ["x"]
        > 42/b,["x"]
        "#,
    );
}

#[test]
fn a_silent_server_is_given_up() {
    connected(
        r#"
        @ 20000
        < 2
        > 3
        ! Heartbeat
        @ 44999
        @ 1
        > close
        ! Disconnected / ping timeout
        ! Closed ping timeout, Silence
        ! Reconnecting 1 in 1000 ms
        @ 1000
        > #1 open websocket
        < failed
        ! ConnectFailed link 1006
        ! Reconnecting 2 in 2000 ms
        @ 2000
        > #2 open websocket
        @ 20000
        > close
        ! ConnectFailed ConnectTimeout
        ! Reconnecting 3 in 4000 ms
        "#,
    );
}

#[test]
fn packets_do_not_stand_for_pings_in_engine_4() {
    connected(
        r#"
        @ 44000
        < 42["still here"]
        ! Message / ["still here"]
        @ 1000
        > close
        ! Disconnected / ping timeout
        ! Closed ping timeout, Silence
        ! Reconnecting 1 in 1000 ms
        "#,
    );
}

#[test]
fn old_servers_are_pinged() {
    run(
        v2(),
        r#"
        . connect /
        > open websocket
        . connect /b key=1
        < OPEN
        ! Opened
        < 40
        > 40/b?key=1,
        ! Connected / a
        < 40/b,
        ! Connected /b /b#a
        @ 25000
        > 2
        @ 19999
        < 3
        ! Heartbeat in 19999 ms
        @ 25000
        > 2
        @ 19000
        < 42["alive"]
        ! Message / ["alive"]
        @ 1000
        < 3
        ! Heartbeat in 20000 ms
        . emit /b ["bytes"]
        > 451-/b,["bytes",{"_placeholder":true,"num":0}]
        > <04 c8>
        < 44/b,"gone"
        ! Refused /b "gone"
        @ 25000
        > 2
        @ 20000
        > close
        ! Disconnected / ping timeout
        ! Disconnected /b ping timeout
        ! Closed ping timeout, Silence
        ! Reconnecting 1 in 1000 ms
        "#,
    );
}

#[test]
fn acks_time_out_and_may_come_late() {
    connected(
        r#"
        . emit / ["a"] 500
        > 420["a"]
        . emit / ["b"] ack
        > 421["b"]
        @ 499
        @ 1
        ! AckTimedOut / 0
        @ 100
        < 430[]
        ! Acked / 0 [] in 600 ms, late
        < closed 1006
        ! Disconnected / transport close
        ! AckLost / 1
        ! Closed transport close, link 1006
        ! Reconnecting 1 in 1000 ms
        . emit / ["c"] 200
        @ 200
        ! AckTimedOut / 2
        . emit / ["d"] ack
        @ 800
        > #1 open websocket
        < OPEN
        > 40
        ! Opened
        < 40{"sid":"t"}
        > 423["d"]
        ! Connected / t
        "#,
    );
}

#[test]
fn a_namespace_that_the_server_left_is_not_asked_for_again() {
    connected(
        r#"
        . connect /b
        > 40/b,
        < 40/b,{"sid":"t"}
        ! Connected /b t
        < 41
        ! Disconnected / io server disconnect
        < 42["late"]
        ! Stray event / ["late"]
        < failed
        ! Disconnected /b transport error
        ! Closed transport error, link 1006
        ! Reconnecting 1 in 1000 ms
        @ 1000
        > #1 open websocket
        < OPEN
        > 40/b,
        ! Opened
        < 44/b,{"message":"no","data":{"why":1}}
        > close
        ! Refused /b {"message":"no","data":{"why":1}}
        ! Closed io server disconnect, Server
        @ 100000
        . connect /b
        > #2 open websocket
        "#,
    );
}

#[test]
fn leaving_the_last_namespace_closes() {
    connected(
        r#"
        . disconnect /
        > 41
        > close
        ! Disconnected / io client disconnect
        ! Closed io client disconnect, Client
        < 42["ignored"]
        "#,
    );
    run(
        polling(),
        r#"
        . connect /
        > GET polling
        < HTTP 200 OPEN
        > #1 GET polling&sid=a
        > #2 POST polling&sid=a 40
        ! Opened
        < #1 HTTP 200 40{"sid":"s"}
        > #3 GET polling&sid=a
        ! Connected / s
        . close
        ! Disconnected / io client disconnect
        ! Closed io client disconnect, Client
        < #2 HTTP 200 ok
        > #4 POST polling&sid=a 41␞1
        < #3 HTTP 200 6
        < #4 HTTP 200 ok
        "#,
    );
}

#[test]
fn wrong_packets_end_the_connection_and_are_shown() {
    connected(
        r#"
        < 42{"no":"array"}
        > close
        ! Malformed 42{"no":"array"}: the payload at byte 2 is wrong: event takes an array
        ! Disconnected / parse error
        ! Closed parse error, Malformed
        ! Reconnecting 1 in 1000 ms
        "#,
    );
    connected(
        r#"
        < 9
        > close
        ! Malformed 9: packet kind '9' at byte 0 is not one of 0 to 6
        ! Disconnected / transport error
        ! Closed transport error, Malformed
        ! Reconnecting 1 in 1000 ms
        "#,
    );
    connected(
        r#"
        < <01>
        > close
        ! Malformed <01>: a binary message that no packet announced
        ! Disconnected / parse error
        ! Closed parse error, Malformed
        ! Reconnecting 1 in 1000 ms
        "#,
    );
}

#[test]
fn polling_has_one_get_and_one_post_at_a_time() {
    run(
        polling(),
        r#"
        . connect /
        > GET polling
        < HTTP 200 OPEN
        > #1 GET polling&sid=a
        > #2 POST polling&sid=a 40
        ! Opened
        < #1 HTTP 200 40{"sid":"s"}␞42["x"]␞451-["b",{"_placeholder":true,"num":0}]
        > #3 GET polling&sid=a
        ! Connected / s
        ! Message / ["x"]
        < HTTP 200 byMk=␞2
        > #4 GET polling&sid=a
        ! Message / ["b",{"_placeholder":true,"num":0}] <c8 c9>
        ! Heartbeat
        . emit / ["bytes"]
        . emit / ["12345678901234567890"]
        . emit / ["z"]
        < #2 HTTP 200 ok
        > #5 POST polling&sid=a 3␞451-["bytes",{"_placeholder":true,"num":0}]␞byA==␞42["12345678901234567890"]␞42["z"]
        < HTTP 200 ok
        . emit / ["a"]
        > #6 POST polling&sid=a 42["a"]
        . emit / ["1234567890123456789012345678901234567890123"]
        . emit / ["12345678901234567890123456789012345678901234"]
        < HTTP 200 ok
        > #7 POST polling&sid=a 42["1234567890123456789012345678901234567890123"]␞42["12345678901234567890123456789012345678901234"]
        . emit / ["12345678901234567890123456789012345678901234"]
        . emit / ["12345678901234567890123456789012345678901234"]
        < HTTP 200 ok
        > #8 POST polling&sid=a 42["12345678901234567890123456789012345678901234"]
        < HTTP 200 ok
        > #9 POST polling&sid=a 42["12345678901234567890123456789012345678901234"]
        < HTTP 413
        > #4 close
        ! Disconnected / transport error
        ! Closed transport error, HTTP 413
        ! Reconnecting 1 in 1000 ms
        "#,
    );
}

#[test]
fn an_upgrade_loses_and_doubles_nothing() {
    run(
        upgrade(),
        r#"
        . connect /
        > GET polling
        < HTTP 200 OPEN
        > #1 open websocket&sid=a
        > #2 GET polling&sid=a
        > #3 POST polling&sid=a 40
        ! Opened
        < #1 opened
        > 2probe
        < #2 HTTP 200 40{"sid":"s"}
        > #4 GET polling&sid=a
        ! Connected / s
        . emit / ["one"]
        < #1 3probe
        . emit / ["two"]
        . emit / ["bytes"]
        < #4 HTTP 200 42["n",1]␞6
        ! Message / ["n",1]
        < #3 HTTP 200 ok
        > #1 5
        > 42["one"]
        > 42["two"]
        > 451-["bytes",{"_placeholder":true,"num":0}]
        > <c8>
        ! Upgraded
        < 42["n",2]
        ! Message / ["n",2]
        < #4 HTTP 200 1
        < #1 2
        > 3
        ! Heartbeat
        "#,
    );
}

#[test]
fn a_failed_probe_leaves_polling_as_it_is() {
    run(
        upgrade(),
        r#"
        . connect /
        > GET polling
        < HTTP 200 OPEN
        > #1 open websocket&sid=a
        > #2 GET polling&sid=a
        > #3 POST polling&sid=a 40
        ! Opened
        < #1 opened
        > 2probe
        < 3probe
        < #2 HTTP 200 6
        < #1 failed
        > #4 GET polling&sid=a
        < HTTP 200 40{"sid":"s"}
        > #5 GET polling&sid=a
        ! Connected / s
        "#,
    );
}

#[test]
fn old_polling_reads_both_forms() {
    run(
        Config { transports: Transports::Polling, ..v2() },
        r#"
        . connect /
        > GET polling
        < HTTP 200 LENGTH:OPEN2:40
        > #1 GET polling&sid=a
        ! Opened
        ! Connected / a
        < HTTP 200 <00 08 ff 34 32 5b 22 c3 a7 22 5d>
        > #2 GET polling&sid=a
        ! Message / ["ç"]
        . emit / ["bytes"]
        > #3 POST polling&sid=a 43:451-["bytes",{"_placeholder":true,"num":0}]6:b4yA==
        @ 25000
        < #3 HTTP 200 ok
        > #4 POST polling&sid=a 1:2
        "#,
    );
}

#[test]
fn refusals_are_told_by_code_and_message() {
    run(
        polling(),
        r#"
        . connect /
        > GET polling
        < HTTP 403 {"code":4,"message":"Forbidden"}
        ! ConnectFailed HTTP 403 code 4 Forbidden
        ! Reconnecting 1 in 1000 ms
        . close
        @ 100000
        "#,
    );
}

#[test]
fn old_servers_are_asked_for_a_root_that_was_left() {
    run(
        v2(),
        r#"
        . connect /
        > open websocket
        . connect /b
        < OPEN
        ! Opened
        < 40
        > 40/b,
        ! Connected / a
        < 40/b
        ! Connected /b /b#a
        . disconnect /
        > 41
        ! Disconnected / io client disconnect
        . connect /c
        > 40
        > 40/c,
        . connect /
        ! Connected / a
        < 40/c
        ! Connected /c /c#a
        < 41
        ! Disconnected / io server disconnect
        . connect /
        > 40
        ! Connected / a
        < 40
        . emit / ["a"]
        > 42["a"]
        "#,
    );
}

#[test]
fn servers_of_another_generation_are_recognised() {
    run(
        polling(),
        r#"
        . connect /
        > GET polling
        < HTTP 200 LENGTH:OPEN2:40
        ! ServerIsV2
        ! ConnectFailed Mismatch
        @ 100000
        . reconnect
        > #1 GET polling
        "#,
    );
    run(
        Config { transports: Transports::Polling, ..v2() },
        r#"
        . connect /
        > GET polling
        < HTTP 400 {"code":5,"message":"Unsupported protocol version"}
        ! ServerIsNewer
        ! ConnectFailed HTTP 400 code 5 Unsupported protocol version
        "#,
    );
    run(
        config(),
        r#"
        . connect /
        > open websocket
        < OPEN
        > 40
        ! Opened
        < 40
        > close
        ! ServerIsV2
        ! ConnectFailed Mismatch
        "#,
    );
}

#[test]
fn what_was_missed_comes_after_a_recovery() {
    run(
        config(),
        r#"
        . connect / {"token":"t"}
        > open websocket
        < OPEN
        > 40{"token":"t"}
        ! Opened
        < 40{"sid":"s","pid":"p1"}
        ! Connected / s
        < 42["n",1,"o1"]
        ! Message / ["n",1,"o1"]
        < 420["ask","x"]
        ! Message / 0 ["ask","x"]
        < closed 1001
        ! Disconnected / transport close
        ! Closed transport close, link 1001
        ! Reconnecting 1 in 1000 ms
        @ 1000
        > #1 open websocket
        < OPEN
        > 40{"pid":"p1","offset":"o1","token":"t"}
        ! Opened
        < 42["n",2,"o2"]
        < 40{"sid":"s","pid":"p1"}
        ! Connected / s recovered
        ! Message / ["n",2,"o2"]
        < closed 1001
        ! Disconnected / transport close
        ! Closed transport close, link 1001
        ! Reconnecting 1 in 1000 ms
        @ 1000
        > #2 open websocket
        < OPEN
        > 40{"pid":"p1","offset":"o2","token":"t"}
        ! Opened
        < 40{"sid":"u","pid":"p2"}
        ! Connected / u
        "#,
    );
}

#[test]
fn what_the_server_does_not_take_is_not_sent() {
    let long = "x".repeat(95);
    run(
        config(),
        &format!(
            r#"
            . connect /
            > open websocket
            . emit / ["{long}"] ack
            . emit / ["short"]
            < OPEN
            > 40
            ! Opened
            < 40{{"sid":"s"}}
            > 42["short"]
            ! Connected / s
            ! TooLarge / 102 of 100
            "#
        ),
    );
}

#[test]
fn attempts_have_an_end() {
    let mut config = config();
    config.reconnection.as_mut().unwrap().max_attempts = Some(1);
    run(
        config,
        r#"
        . connect /
        > open websocket
        < failed
        ! ConnectFailed link 1006
        ! Reconnecting 1 in 1000 ms
        @ 1000
        > #1 open websocket
        < failed
        ! ConnectFailed link 1006
        ! ReconnectFailed
        @ 100000
        "#,
    );
    run(
        Config { reconnection: None, ..super::script::config() },
        r#"
        . connect /
        > open websocket
        < failed
        ! ConnectFailed link 1006
        . connect /
        > #1 open websocket
        "#,
    );
}

#[test]
fn messagepack_is_one_binary_message_each() {
    run(
        Config { parser: Parser::Msgpack, ..config() },
        r#"
        . connect /
        > open websocket
        < OPEN
        > <82 a4 74 79 70 65 00 a3 6e 73 70 a1 2f>
        ! Opened
        < <83 a4 74 79 70 65 00 a4 64 61 74 61 82 a3 73 69 64 a1 73 a3 70 69 64 d4 00 00 a3 6e 73 70 a1 2f>
        ! Connected / s
        . emit / ["a",1]
        > <83 a4 74 79 70 65 02 a3 6e 73 70 a1 2f a4 64 61 74 61 92 a1 61 01>
        < 40{"sid":"s"}
        > close
        ! Malformed 40{"sid":"s"}: a text where MessagePack should be
        ! Disconnected / parse error
        ! Closed parse error, Malformed
        ! Reconnecting 1 in 1000 ms
        "#,
    );
    // Servers 2.x say in text what is no event, and attach anything to a refusal.
    run(
        Config { parser: Parser::Msgpack, ..v2() },
        r#"
        . connect /
        > open websocket
        . connect /b
        < OPEN
        ! Opened
        < 4{"type":0,"nsp":"/"}
        > 4{"type":0,"nsp":"/b"}
        ! Connected / a
        < 4{"type":4,"nsp":"/b","data":{"code":1}}
        ! Refused /b {"code":1}
        "#,
    );
}
