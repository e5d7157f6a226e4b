//! Conversations with the server over a real socket.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::socket_io::Heartbeat;
use crate::{command, server};

mod socket_io;

type Client = WebSocketStream<TcpStream>;

fn with_server(test: impl AsyncFnOnce(SocketAddr)) {
    with_heartbeat(Heartbeat::default(), test);
}

/// Runs a test against a server of its own. The time limit only ends a test that has failed.
fn with_heartbeat(heartbeat: Heartbeat, test: impl AsyncFnOnce(SocketAddr)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::select! {
            () = server::serve(listener, heartbeat) => unreachable!("the server never ends"),
            done = tokio::time::timeout(Duration::from_secs(20), test(address)) => done.unwrap(),
        }
    });
}

async fn connect(address: SocketAddr, path: &str) -> Client {
    let stream = TcpStream::connect(address).await.unwrap();
    let config = WebSocketConfig::default().max_frame_size(None).max_message_size(None);
    let url = format!("ws://{address}{path}");
    client_async_with_config(url, stream, Some(config)).await.unwrap().0
}

/// Sends each `>` line and expects each `<` line.
fn check(path: &str, script: &str) {
    with_server(async |address| {
        let mut client = connect(address, path).await;
        for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (side, text) = line.split_once(' ').unwrap_or((line, ""));
            match side {
                ">" => client.send(Message::text(text)).await.unwrap(),
                "<" => assert_eq!(receive(&mut client).await, Message::text(text)),
                other => unreachable!("{other} is no side"),
            }
        }
    });
}

async fn send(client: &mut Client, text: &str) {
    client.send(Message::text(text)).await.unwrap();
}

async fn receive(client: &mut Client) -> Message {
    client.next().await.unwrap().unwrap()
}

#[test]
fn text_comes_back_on_any_path() {
    check(
        "/a/b?c=d",
        r#"
        > hello
        < hello
        >
        <
        > {"a":9007199254740993}
        < {"a":9007199254740993}
        > // is no command's name
        < // is not a command; /help lists them
        "#,
    );
}

#[test]
fn binary_comes_back() {
    with_server(async |address| {
        let mut client = connect(address, "/").await;
        for bytes in [vec![], vec![0, 1, 255], vec![7; 20 << 20]] {
            client.send(Message::binary(bytes.clone())).await.unwrap();
            assert_eq!(receive(&mut client).await, Message::binary(bytes));
        }
    });
}

#[test]
fn help_lists_the_commands() {
    with_server(async |address| {
        let mut client = connect(address, "/").await;
        send(&mut client, "/help").await;
        assert_eq!(receive(&mut client).await, Message::text(command::HELP));
    });
}

#[test]
fn a_wrong_command_leaves_the_connection_open() {
    check(
        "/",
        "
        > /nope
        < /nope is not a command; /help lists them
        > /flood
        < /flood needs COUNT, a number from 1 to 5000000
        > still here
        < still here
        ",
    );
}

#[test]
fn the_ticker_ticks_until_it_is_stopped() {
    with_server(async |address| {
        let mut client = connect(address, "/").await;
        send(&mut client, "/ticker 1").await;
        for n in 1..=3 {
            let tick = receive(&mut client).await.into_text().unwrap();
            let tick: serde_json::Value = serde_json::from_str(&tick).unwrap();
            assert_eq!(tick["tick"], n);
            let at = tick["at"].as_str().unwrap();
            assert!(at.len() == "2026-01-07T14:02:10.220Z".len() && at.ends_with('Z'), "{at}");
        }
        send(&mut client, "/stop").await;
        while receive(&mut client).await != Message::text("stopped") {}
        send(&mut client, "quiet").await;
        assert_eq!(receive(&mut client).await, Message::text("quiet"));
    });
}

#[test]
fn the_path_ticker_ticks_unasked() {
    with_server(async |address| {
        let mut client = connect(address, "/ticker?x").await;
        let tick = receive(&mut client).await.into_text().unwrap();
        assert!(tick.starts_with(r#"{"tick":1,"at":""#), "{tick}");
    });
}

#[test]
fn a_flood_arrives_whole_and_in_order() {
    with_server(async |address| {
        let mut client = connect(address, "/").await;
        send(&mut client, "/flood 20000").await;
        for n in 1..=20_000 {
            let text = receive(&mut client).await.into_text().unwrap();
            assert!(text.starts_with(&format!("{{\"sequence\":{n},\"of\":20000,")), "{text}");
            assert_eq!(text.len(), 120);
        }
    });
}

#[test]
fn a_flood_that_nobody_reads_waits_and_can_be_stopped() {
    with_server(async |address| {
        let mut client = connect(address, "/").await;
        send(&mut client, "/flood 5000000 1000").await;
        send(&mut client, "/stop").await;
        let mut received = 0;
        while receive(&mut client).await != Message::text("stopped") {
            received += 1;
        }
        assert!(received < 5_000_000, "{received}");
    });
}

#[test]
fn close_sends_the_code_and_the_reason() {
    with_server(async |address| {
        for (command, expected) in
            [("/close", None), ("/close 1000", Some((1000, ""))), ("/close 4001 see you", Some((4001, "see you")))]
        {
            let mut client = connect(address, "/").await;
            send(&mut client, command).await;
            let Message::Close(frame) = receive(&mut client).await else { unreachable!("{command} did not close") };
            let frame = frame.map(|frame| (u16::from(frame.code), frame.reason.to_string()));
            assert_eq!(frame, expected.map(|(code, reason)| (code, reason.to_owned())));
            assert!(client.next().await.is_none());
        }
    });
}

#[test]
fn drop_cuts_without_a_close_frame() {
    with_server(async |address| {
        let mut client = connect(address, "/").await;
        send(&mut client, "/drop").await;
        let end = client.next().await.unwrap();
        assert!(matches!(end, Err(Error::Protocol(_) | Error::Io(_))), "{end:?}");
    });
}

#[test]
fn binary_counts_up() {
    with_server(async |address| {
        let mut client = connect(address, "/").await;
        send(&mut client, "/binary 300").await;
        let bytes = receive(&mut client).await.into_data();
        assert_eq!((bytes.len(), bytes[1], bytes[255], bytes[299]), (300, 1, 255, 43));
    });
}

#[test]
fn connections_are_counted_until_they_end() {
    with_server(async |address| {
        let mut first = connect(address, "/").await;
        let mut second = connect(address, "/").await;
        send(&mut first, "/connections").await;
        assert_eq!(receive(&mut first).await, Message::text(r#"{"connections":2}"#));
        second.close(None).await.unwrap();
        while second.next().await.is_some() {}
        send(&mut first, "/connections").await;
        assert_eq!(receive(&mut first).await, Message::text(r#"{"connections":1}"#));
    });
}

#[test]
fn an_offered_subprotocol_is_taken() {
    with_server(async |address| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
            Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
            Sec-WebSocket-Protocol: chat, other\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = vec![0; 1024];
        let len = stream.read(&mut head).await.unwrap();
        let head = String::from_utf8_lossy(&head[..len]).to_lowercase();
        assert!(head.contains("sec-websocket-protocol: chat\r\n"), "{head}");
    });
}

#[test]
fn a_browser_that_looks_in_gets_a_page() {
    with_server(async |address| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        let mut page = String::new();
        stream.read_to_string(&mut page).await.unwrap();
        assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
        assert!(page.contains("demo server of Duplex") && page.ends_with(&format!("{}\n", command::HELP)));
    });
}
