//! Conversations in Socket.IO with the server.

use duplex_socketio::args::Args;
use duplex_socketio::client::{self, Ack, Config, Event};
use duplex_socketio::engine::link::Transmit;
use duplex_socketio::time::Time;

use super::*;

const OPENED: &str =
    "0{\"sid\":\"ID\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":268435456}";
const AT_ROOT: &str = "\
    > 40
    < 40{\"sid\":\"ID\"}
    < 42[\"welcome\",{\"sid\":\"ID\",\"text\":\"This is / of the demo server of Duplex. It knows echo.\"}]";
const AT_CHAT: &str = "\
    > 40/chat,
    < 40/chat,{\"sid\":\"ID\"}
    < 42/chat,[\"welcome\",{\"sid\":\"ID\",\"text\":\"This is /chat of the demo server of Duplex. It knows join, message and leave.\"}]";

const PATH: &str = "/socket.io/?EIO=4&transport=websocket";

/// Sends each `>` line and expects each `<` line; a digit before it says which client that is.
fn converse(script: &str) {
    with_server(async |address| {
        let mut clients = Vec::new();
        for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (side, text) = line.split_once(' ').unwrap_or((line, ""));
            let (client, side) = side.split_at(side.len() - 1);
            let client = client.parse::<usize>().unwrap_or_default();
            while clients.len() <= client {
                let mut client = connect(address, PATH).await;
                assert_eq!(told(&mut client).await, OPENED);
                clients.push(client);
            }
            let client = &mut clients[client];
            match side {
                ">" => client.send(message(text)).await.unwrap(),
                "<" => assert_eq!(told(client).await, text),
                other => unreachable!("{other} is no side"),
            }
        }
    });
}

/// `<00 ff>` is binary.
fn message(text: &str) -> Message {
    match text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        Some(bytes) => {
            Message::binary(bytes.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect::<Vec<_>>())
        }
        None => Message::text(text),
    }
}

/// What a client is told, with `ID` for each id, `AT` for each time, and `close` before how it ends.
async fn told(client: &mut Client) -> String {
    let text = match receive(client).await {
        Message::Text(text) => text.to_string(),
        Message::Binary(bytes) => {
            let bytes: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            return format!("<{}>", bytes.join(" "));
        }
        Message::Close(Some(frame)) => return format!("close {} {}", u16::from(frame.code), frame.reason),
        other => unreachable!("{other:?}"),
    };
    let hide = |text: String, field: &str, name: &str, is_hidden: fn(&str) -> bool| {
        text.split(field)
            .enumerate()
            .map(|(index, part)| match part.split_once('"') {
                Some((value, rest)) if index > 0 && is_hidden(value) => format!("{name}\"{rest}"),
                _ => part.to_owned(),
            })
            .collect::<Vec<_>>()
            .join(field)
    };
    let is_id = |value: &str| value.len() == 16 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_time = |value: &str| value.len() == "2026-01-07T14:02:10.220Z".len() && value.ends_with('Z');
    let text = hide(text, "\"sid\":\"", "ID", is_id);
    let text = hide(text, "\"from\":\"", "ID", is_id);
    hide(text, "\"at\":\"", "AT", is_time)
}

/// The answer to a request that is no WebSocket's.
async fn answer(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[test]
fn arguments_come_back_as_the_text_they_were() {
    converse(&format!(
        r#"
        {AT_ROOT}
        > 42["echo",9007199254740993, 1e400 ,{{"a":[0.10]}}]
        < 42["echo",9007199254740993, 1e400 ,{{"a":[0.10]}}]
        > 420["echo"]
        < 42["echo"]
        < 430[]
        > 427["echo","ä\u00e4",null]
        < 42["echo","ä\u00e4",null]
        < 437["ä\u00e4",null]
        "#
    ));
}

#[test]
fn bytes_come_back_too() {
    converse(&format!(
        r#"
        {AT_ROOT}
        > 452-3["echo",{{"_placeholder":true,"num":1}},[{{"_placeholder":true,"num":0}}]]
        > <00 ff>
        > <01>
        < 452-["echo",{{"_placeholder":true,"num":1}},[{{"_placeholder":true,"num":0}}]]
        < <00 ff>
        < <01>
        < 462-3[{{"_placeholder":true,"num":1}},[{{"_placeholder":true,"num":0}}]]
        < <00 ff>
        < <01>
        "#
    ));
}

#[test]
fn a_message_reaches_everybody_in_the_room_and_nobody_else() {
    let at_chat = |client: usize| AT_CHAT.replace("> ", &format!("{client}> ")).replace("< ", &format!("{client}< "));
    converse(&format!(
        r#"
        {}
        {}
        {}
        0> 42/chat,0["join","lobby"]
        0< 43/chat,0["ok",{{"members":1}}]
        1> 42/chat,0["join","lobby"]
        1< 43/chat,0["ok",{{"members":2}}]
        2> 42/chat,["join","\u006cobby 2"]
        0> 42/chat,1["message","hello"]
        0< 42/chat,["message",{{"from":"ID","room":"lobby","text":"hello","at":"AT"}}]
        0< 43/chat,1[{{"delivered":2}}]
        1< 42/chat,["message",{{"from":"ID","room":"lobby","text":"hello","at":"AT"}}]
        1> 42/chat,["message",{{"n":9007199254740993}}]
        1< 42/chat,["message",{{"from":"ID","room":"lobby","data":{{"n":9007199254740993}},"at":"AT"}}]
        0< 42/chat,["message",{{"from":"ID","room":"lobby","data":{{"n":9007199254740993}},"at":"AT"}}]
        2> 451-/chat,0["message",{{"photo":{{"_placeholder":true,"num":0}}}}]
        2> <c8>
        2< 451-/chat,["message",{{"from":"ID","room":"lobby 2","data":{{"photo":{{"_placeholder":true,"num":0}}}},"at":"AT"}}]
        2< <c8>
        2< 43/chat,0[{{"delivered":1}}]
        "#,
        at_chat(0),
        at_chat(1),
        at_chat(2),
    ));
}

#[test]
fn who_leaves_or_moves_is_not_in_the_room_any_more() {
    converse(&format!(
        r#"
        {AT_CHAT}
        > 42/chat,0["join","one"]
        < 43/chat,0["ok",{{"members":1}}]
        > 42/chat,1["join","two"]
        < 43/chat,1["ok",{{"members":1}}]
        > 42/chat,2["leave"]
        < 43/chat,2["ok"]
        > 42/chat,3["leave"]
        < 43/chat,3["error",{{"event":"leave","message":"you are in no room; join one first"}}]
        > 42/chat,["join","one"]
        > 41/chat,
        {AT_CHAT}
        > 42/chat,0["join","one"]
        < 43/chat,0["ok",{{"members":1}}]
        "#
    ));
}

#[test]
fn a_client_that_is_gone_is_out_of_its_room() {
    with_server(async |address| {
        let mut clients = Vec::new();
        for n_members in [1, 2] {
            let mut client = connect(address, PATH).await;
            send(&mut client, "40/chat,").await;
            send(&mut client, r#"42/chat,0["join","lobby"]"#).await;
            while told(&mut client).await != format!(r#"43/chat,0["ok",{{"members":{n_members}}}]"#) {}
            clients.push(client);
        }
        let mut second = clients.pop().unwrap();
        second.close(None).await.unwrap();
        while second.next().await.is_some() {}
        send(&mut clients[0], r#"42/chat,1["message",""]"#).await;
        while told(&mut clients[0]).await != r#"43/chat,1[{"delivered":1}]"# {}
    });
}

#[test]
fn an_event_that_cannot_be_done_says_why() {
    converse(&format!(
        r#"
        {AT_ROOT}
        {AT_CHAT}
        > 420["join","lobby"]
        < 430["error",{{"event":"join","message":"join is no event of /; there is echo"}}]
        > 42/chat,["join"]
        < 42/chat,["problem",{{"event":"join","message":"join takes the name of a room, a text that is not empty"}}]
        > 42/chat,0["join",""]
        < 43/chat,0["error",{{"event":"join","message":"join takes the name of a room, a text that is not empty"}}]
        > 42/chat,1["message","too","much"]
        < 43/chat,1["error",{{"event":"message","message":"message takes one argument, a text or an object"}}]
        > 42/chat,2["message","nobody hears it"]
        < 43/chat,2["error",{{"event":"message","message":"you are in no room; join one first"}}]
        "#
    ));
}

#[test]
fn other_namespaces_are_refused() {
    converse(&format!(
        r#"
        > 40/orders,{{"token":"t"}}
        < 44/orders,{{"message":"Invalid namespace"}}
        {AT_ROOT}
        "#
    ));
}

#[test]
fn a_wrong_packet_ends_the_connection_and_says_why() {
    let odd = "close 1002 \"hello\" is no packet that a client of Engine.IO 4 sends over a WebSocket";
    let cases = [
        ("hello", odd),
        ("2", "close 1002 \"2\" is no packet that a client of Engine.IO 4 sends over a WebSocket"),
        ("", "close 1002 \"\" is no packet that a client of Engine.IO 4 sends over a WebSocket"),
        ("42[\"echo\"]", "close 1002 this event packet is for /, which is not connected"),
        ("41/chat", "close 1002 this disconnect packet is for /chat, which is not connected"),
        ("44{\"message\":\"no\"}", "close 1002 a refusal comes from servers only"),
        ("1", "close 1000 the client closes the transport"),
    ];
    for (packet, close) in cases {
        converse(&format!("> {packet}\n< {close}"));
    }
    converse(&format!("{AT_ROOT}\n> 40\n< close 1002 / is connected already"));
    with_server(async |address| {
        for packet in [Message::text("42[\"echo\""), Message::text("49"), Message::binary(vec![1])] {
            let mut client = connect(address, PATH).await;
            assert_eq!(told(&mut client).await, OPENED);
            client.send(packet).await.unwrap();
            let close = told(&mut client).await;
            assert!(close.starts_with("close 1002 ") && close.len() > 20, "{close}");
            assert!(client.next().await.is_none());
        }
    });
}

#[test]
fn a_long_reason_is_cut_between_characters() {
    converse(&format!(
        "> 41/{}\n< close 1002 this disconnect packet is for /{}",
        "ä".repeat(200),
        "ä".repeat((123 - "this disconnect packet is for /".len()) / 2),
    ));
}

#[test]
fn a_client_that_answers_pings_stays_and_a_silent_one_does_not() {
    let heartbeat = Heartbeat { interval: Duration::from_millis(5), timeout: Duration::from_millis(500) };
    with_heartbeat(heartbeat, async |address| {
        let mut client = connect(address, PATH).await;
        assert!(told(&mut client).await.contains("\"pingInterval\":5,\"pingTimeout\":500,"));
        for _ in 0..20 {
            assert_eq!(told(&mut client).await, "2");
            send(&mut client, "3").await;
        }
        assert_eq!(told(&mut client).await, "2");
        assert_eq!(told(&mut client).await, "close 1002 ping timeout");
        assert!(client.next().await.is_none());
    });
}

#[test]
fn polling_is_refused_in_words_that_a_page_can_read() {
    with_server(async |address| {
        let request = "GET /socket.io/?EIO=4&transport=polling&t=1 HTTP/1.1\r\nHost: localhost\r\n\
            Origin: http://127.0.0.1:8080\r\n\r\n";
        let answer = answer(address, request).await;
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
        assert!(answer.contains("\r\naccess-control-allow-origin: http://127.0.0.1:8080\r\n"), "{answer}");
        assert!(answer.ends_with("\r\n\r\n{\"code\":0,\"message\":\"Transport unknown\"}"), "{answer}");
    });
}

#[test]
fn a_websocket_of_another_kind_is_refused() {
    for (query, code) in [
        ("", 0),
        ("EIO=4", 0),
        ("EIO=4&transport=polling", 0),
        ("EIO=3&transport=websocket", 5),
        ("transport=websocket", 5),
        ("EIO=4&transport=websocket&sid=a", 1),
    ] {
        with_server(async |address| {
            let stream = TcpStream::connect(address).await.unwrap();
            let url = format!("ws://{address}/socket.io/?{query}");
            let Err(Error::Http(response)) = client_async_with_config(url, stream, None).await else {
                unreachable!("{query} is let in");
            };
            assert_eq!(response.status(), 400);
            let body = String::from_utf8(response.into_body().unwrap()).unwrap();
            assert!(body.starts_with(&format!("{{\"code\":{code},")), "{query}: {body}");
        });
    }
}

#[test]
fn the_client_of_duplex_gets_along_with_it() {
    const NOW: Time = Time::from_millis(0);
    with_server(async |address| {
        let mut socket = connect(address, PATH).await;
        let mut client = client::Client::new(Config { origin: format!("ws://{address}"), ..Config::default() });
        client.connect(NOW, "/", None, "").unwrap();
        let Some(Transmit::Open { link, url }) = client.poll_transmit() else { unreachable!("it opens a socket") };
        assert_eq!(url, format!("ws://{address}{PATH}"));
        client.handle_opened(NOW, link);
        let mut heard = Vec::new();
        while heard.last().is_none_or(|last| last != "acked with 9007199254740993 \"a\"") {
            while let Some(transmit) = client.poll_transmit() {
                match transmit {
                    Transmit::Text { frame, .. } => send(&mut socket, &frame).await,
                    other => unreachable!("{other:?}"),
                }
            }
            match receive(&mut socket).await {
                Message::Text(text) => client.handle_text(NOW, link, text.to_string()),
                other => unreachable!("{other:?}"),
            }
            while let Some(event) = client.poll_event() {
                match event {
                    Event::Connected { .. } => {
                        let echo = Args::event("echo").json("9007199254740993").unwrap().text("a").finish();
                        client.emit(NOW, "/", echo, Ack::Wait).unwrap();
                    }
                    Event::Message { packet } => {
                        heard.push(format!("{} with {}", packet.name().unwrap(), packet.args().join(" ")));
                    }
                    Event::Acked { packet, .. } => heard.push(format!("acked with {}", packet.args().join(" "))),
                    _ => {}
                }
            }
        }
        assert!(heard[0].starts_with("welcome with {"), "{}", heard[0]);
        assert_eq!(heard[1], "echo with 9007199254740993 \"a\"");
    });
}
