//! Why a connection failed or ended, as far as a page can know: most likely first, each with what to do about it.

use duplex_socketio::client::{Cause as End, Reason};

use super::connection::IoEnd;
use crate::request::socket_io::{self, Parser, Protocol, Transports, Version};
use crate::request::target::Target;
use crate::session::close::{self, Close};
use crate::session::msg::{Answer, Refusal};
use crate::units;
use crate::wire::{Cause, Connect, Permission, Remedy, SocketIo, Surroundings};

/// How an attempt to connect failed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Failure {
    /// The browser closed the socket, and does not say why.
    Closed,
    /// The server was silent for too long.
    TimedOut,
    /// The browser did not try.
    Refused(Refusal),
}

/// A connection that was open and ended.
#[derive(Debug)]
pub(super) struct Ended<'a> {
    pub(super) close: &'a Close,
    pub(super) lived_micros: u64,
    /// Since anything came or went.
    pub(super) idle_micros: u64,
    pub(super) surroundings: Surroundings,
}

fn cause(why: impl Into<String>, advice: impl Into<String>) -> Cause {
    Cause { why: why.into(), advice: advice.into() }
}

/// Why an attempt to connect failed; with what the server said to a plain HTTP request, if it was asked.
pub(super) fn of_failure(
    failure: &Failure,
    connect: &Connect,
    surroundings: Surroundings,
    progress: Progress,
    answer: Option<Answer>,
) -> Vec<Cause> {
    let Ok(target) = Target::parse(&connect.url) else {
        return Vec::new();
    };
    let authority = target.authority();
    let mut causes = Vec::new();
    if let Failure::Refused(refusal) = failure {
        causes.push(of_refusal(refusal));
        return causes;
    }
    if let Some(answer) = answer {
        let url = handshake_url(connect).unwrap_or_else(|| connect.url.clone());
        let asked = Target::parse(&url);
        causes.push(of_answer(answer, asked.as_ref().unwrap_or(&target), connect.socket_io.is_some()));
    }
    if let Some(socket_io) = &connect.socket_io {
        causes.extend(of_socket_io(failure, socket_io, &target, progress));
    }
    if !surroundings.is_online {
        causes.push(offline());
    }
    let is_near = target.is_loopback() || target.is_private();
    let is_kept_from = matches!(surroundings.local_network, Permission::Prompt | Permission::Denied);
    if is_near && !surroundings.is_local && is_kept_from && *failure == Failure::Closed {
        causes.push(cause(
            format!("The browser keeps this page from the local network, where {authority} is"),
            "Allow this site to reach the local network: the sign beside the address of the page leads to its permissions. \
             Then connect again.",
        ));
    }
    if !connect.subprotocols.is_empty() && *failure == Failure::Closed {
        causes.push(cause(
            format!(
                "The server chose none of the subprotocols offered ({}), or another one",
                connect.subprotocols.join(", ")
            ),
            "A browser then closes the connection. Try without subprotocols, or with the one that the server knows.",
        ));
    }
    if connect.socket_io.is_none() && (target.path().contains("/socket.io") || target.path().contains("EIO=")) {
        causes.push(cause(
            "This is the address of a Socket.IO server",
            "Choose Socket.IO left of the URL. A plain WebSocket needs ?EIO=4&transport=websocket (EIO=3 for version 2) behind \
             the path.",
        ));
    }
    match failure {
        Failure::TimedOut => {
            if answer.is_none_or(|answer| answer == Answer::Nothing) {
                causes.push(cause(
                    format!("A firewall on the way to {authority} drops what is sent there"),
                    "Check the address and the port; is a VPN needed?",
                ));
            }
            causes.push(cause(
                "The server took the connection and never answered: it is busy, or not a WebSocket server",
                "Look at its log. If it only needs longer, raise the handshake timeout in Settings.",
            ));
        }
        Failure::Closed if answer.is_none() => {
            causes.push(match target.is_loopback() {
                true => {
                    cause(format!("Nothing listens at {authority}"), "Start the server there, or correct the port.")
                }
                false => cause(
                    format!("There is no server at {authority}, or none that can be reached from here"),
                    "Check the spelling and the port; is a VPN needed?",
                ),
            });
            causes.push(cause(
                "A server is there, but its answer was not that of a WebSocket: no such path (404), credentials wanted \
                 (401, 403), a redirect, or this page's origin refused",
                "Browsers hide that answer from pages. Check the host, or run the command line below, which shows it.",
            ));
            causes.push(cause(
                "The server's handshake was wrong: its Sec-WebSocket-Accept key does not fit",
                "A server written by hand or a proxy in between does this; the command line below says so.",
            ));
        }
        Failure::Closed | Failure::Refused(_) => {}
    }
    if answer.is_none_or(|answer| answer == Answer::Nothing) {
        causes.push(match target.is_secure() {
            true => cause(
                "The browser does not trust the server's certificate: self-signed, expired, or for another name",
                format!("Open {} in a tab of this browser: it says what is wrong.", target.http_url()),
            ),
            false => cause("The server wants a secure connection at this port", "Try wss:// in place of ws://."),
        });
    }
    causes
}

/// Why a connection ended that was open; nothing where there is nothing to explain.
pub(super) fn of_end(ended: &Ended<'_>) -> Vec<Cause> {
    let close = ended.close;
    if close.is_regular() {
        return Vec::new();
    }
    let meaning = close::meaning(close.code);
    if close.code != 1006 {
        return vec![cause(format!("The server closed with {} {}", close.code, meaning.0), meaning.1)];
    }
    let mut causes = Vec::new();
    if !ended.surroundings.is_online {
        causes.push(offline());
    }
    if close.had_error {
        causes.push(cause(
            "The server broke the rules of WebSocket frames, so the browser ended the connection: a masked or unknown \
             frame, text that is not UTF-8, or compression that was not agreed on",
            "Look at the frames with websocat -v or a network capture. A proxy that changes frames does this, too.",
        ));
        return causes;
    }
    if let Some(limit) = idle_limit(ended.idle_micros) {
        causes.push(cause(
            format!("A proxy on the way ends connections that are idle for {limit} s: nothing had come or gone for that long"),
            "Let either side send something more often, or raise the proxy's limit (nginx: proxy_read_timeout).",
        ));
    }
    causes.push(cause(
        format!(
            "The server's process ended or crashed, {} after the connection was made",
            units::span(ended.lived_micros)
        ),
        "Look at its log at that time. Settings can connect again by themselves.",
    ));
    causes.push(cause("The network between here and the server broke", "Try again; does another server still answer?"));
    causes
}

/// How far a client of Socket.IO got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Progress {
    /// Nothing answered.
    #[default]
    Nothing,
    /// A WebSocket opened.
    SocketOpen,
    /// The handshake of Engine.IO is done; the namespace is asked for.
    Handshaken,
}

/// What is known when a client of Socket.IO ends.
#[derive(Debug)]
pub(super) struct IoEnded {
    /// Nothing if it never was open.
    pub(super) reason: Option<Reason>,
    pub(super) cause: End,
    /// What the server refused the namespace with, and what there is to say beside it.
    pub(super) refusal: Option<(String, String)>,
    /// What was wrong with the last packet.
    pub(super) defect: Option<String>,
    pub(super) progress: Progress,
    /// Whether the namespace was there.
    pub(super) was_connected: bool,
    pub(super) namespace: String,
    pub(super) socket_io: SocketIo,
}

/// Where the handshake of Socket.IO is made, as a URL to ask by HTTP. Without the version and the transport the server
/// begins no session.
pub(super) fn handshake_url(connect: &Connect) -> Option<String> {
    let socket_io = connect.socket_io.as_ref()?;
    let target = Target::parse(&connect.url).ok()?;
    Some(format!("{}/{}/", socket_io::origin(&target), socket_io.path.trim_matches('/')))
}

/// What would most likely help against a server that is silent.
pub(super) fn of_silence(connect: &Connect, progress: Progress) -> Option<Remedy> {
    match (connect.socket_io.as_ref()?.version, progress) {
        (Version::V2, Progress::SocketOpen) => Some(Remedy::Version(Version::V4)),
        (_, Progress::SocketOpen) => Some(Remedy::Kind(Protocol::Raw)),
        (_, Progress::Nothing | Progress::Handshaken) => None,
    }
}

/// How a client of Socket.IO ended, in the official words, with what happens next.
pub(super) fn of_io_end(
    ended: IoEnded,
    connect: &Connect,
    surroundings: Surroundings,
    close_names: &[(u16, String)],
) -> IoEnd {
    let IoEnded { reason, cause: end, refusal, defect, progress, was_connected, namespace, socket_io } = ended;
    if let Some((words, advice)) = refusal {
        // Not asked for again by itself, as with the official client.
        let advice = format!("{advice}\n\nA client does not ask for a refused namespace again by itself.");
        return IoEnd { words, advice, ..IoEnd::default() };
    }
    let is_regular = matches!(reason, Some(Reason::ServerDisconnect | Reason::ClientDisconnect));
    let mut out = IoEnd { can_retry: reason.is_none_or(Reason::reconnects), is_regular, ..IoEnd::default() };
    let official = reason.filter(|_| progress == Progress::Handshaken).map(|reason| reason.to_string());
    let mut words: Vec<String> = official.into_iter().collect();
    match end {
        End::Client => {}
        End::Server if is_regular => {
            let who = format!("The server disconnected this client from {namespace}, and meant it");
            out.advice = format!("{who}: a client does not come back by itself after that. Connect does.");
        }
        End::Server => out.advice = "The server ended the transport. It may be shutting down.".to_string(),
        End::Link(close) => {
            let close = Close { code: close.code, reason: close.reason, had_error: close.is_error };
            if close.code > 0 {
                words.push(close.words(close_names));
            } else {
                words.push("a polling request got no answer that this page may see".to_string());
            }
            out.remedy = of_silence(connect, progress).filter(|_| reason.is_none());
            out.causes = match reason {
                None => of_failure(&Failure::Closed, connect, surroundings, progress, None),
                Some(_) if !was_connected && progress == Progress::Handshaken => vec![hung_up(&socket_io)],
                Some(_) => {
                    let lived = Ended { close: &close, lived_micros: 0, idle_micros: 0, surroundings };
                    of_lost(&lived)
                }
            };
        }
        End::Refused(refusal) => {
            let code = refusal.code.map(|code| format!("code {code} "));
            let message = refusal.message.unwrap_or_default();
            words.push(format!("HTTP {} · {}{message}", refusal.status, code.unwrap_or_default()));
            out.advice = of_code(refusal.status, refusal.code).to_string();
            if refusal.code == Some(5) && socket_io.version == Version::V2 {
                out.remedy = Some(Remedy::Version(Version::V4));
            }
            out.can_retry = !matches!(refusal.code, Some(0 | 4 | 5));
        }
        End::ConnectTimeout => words.push("no handshake in time".to_string()),
        End::Silence => {
            out.advice =
                "No heartbeat came within the time that the server gave for it: the network broke without a word, \
                          or the server is stuck."
                    .to_string();
        }
        End::Malformed => {
            words.push(defect.unwrap_or_else(|| "a packet was wrong".to_string()));
            out.advice = "The row above has the packet as it came.".to_string();
            if progress < Progress::Handshaken {
                out.remedy = Some(Remedy::Kind(Protocol::Raw));
                out.advice = "What came is not the handshake of Engine.IO: this looks like a plain WebSocket server. Choose Raw \
                              left of the URL."
                    .to_string();
                out.can_retry = false;
            }
        }
        End::Mismatch => {
            words.push("this is a 2.x server: switch to v2".to_string());
            out.advice = "It answers as servers 2.x do. Set the client version to v2 in Settings.".to_string();
            out.can_retry = false;
        }
    }
    if progress == Progress::Handshaken && !was_connected && out.causes.len() + out.advice.len() == 0 {
        out.causes.push(hung_up(&socket_io));
    }
    out.words = words.join(" · ");
    out
}

/// A server that makes the handshake and hangs up at the first packet.
fn hung_up(socket_io: &SocketIo) -> Cause {
    let (other, setting) = match socket_io.parser {
        Parser::Default => ("MessagePack", "MessagePack"),
        Parser::MessagePack => ("the default one", "Default"),
    };
    cause(
        format!("The server hung up when the namespace was asked for: it may use another parser, {other}"),
        format!("Choose the parser {setting} in Settings. The Console shows what went over the wire."),
    )
}

/// What to make of a namespace that is refused with these words.
pub(super) fn of_namespace(message: &str, namespace: &str) -> String {
    if message != "Invalid namespace" {
        return "The server's own middleware says so: check the auth payload and the query.".to_string();
    }
    format!(
        "The server does not know {namespace}. The path of the URL is the namespace; if it is meant to be the handshake path, \
         set it so. Evolution API makes the namespace of an instance only when that instance first sends an event with \
         WebSocket enabled; in its global mode the namespace is /."
    )
}

/// What the codes of a refusal mean (section 7 of the notes on the protocol).
fn of_code(status: u16, code: Option<u64>) -> &'static str {
    match (status, code) {
        (_, Some(0)) => "The server has this transport switched off: choose another one in Settings.",
        (_, Some(1)) => {
            "The session is unknown here: it has expired, or another instance of the server began it. Behind a load \
             balancer polling needs sticky sessions; WebSocket alone does not."
        }
        (_, Some(2)) => "The first request was not a GET: a proxy in between may have changed it.",
        (_, Some(3)) => "The server holds that the request is not one of this session.",
        (_, Some(4)) => "The application or its list of origins refuses this page: check the credentials.",
        (_, Some(5)) => "The server does not speak this version of Engine.IO: set another client version in Settings.",
        (413, _) => "A message was larger than the server takes (maxHttpBufferSize).",
        (401 | 403, _) => "Check the credentials.",
        (404, _) => "There is nothing at the handshake path: correct it in Settings. It is not the namespace.",
        (502..=504, _) => "A gateway does not reach the server behind it.",
        _ => "Look at the server's log.",
    }
}

/// Why a client of Socket.IO cannot connect, beside what holds for any WebSocket.
fn of_socket_io(failure: &Failure, socket_io: &SocketIo, target: &Target, progress: Progress) -> Vec<Cause> {
    let mut causes = Vec::new();
    let path = &socket_io.path;
    match (failure, progress) {
        (Failure::Refused(_), _) => {}
        (_, Progress::Handshaken) => causes.push(cause(
            "The server made the handshake and does not answer for the namespace",
            "Its middleware may be waiting for something. A server 2.x that refuses / answers for no other namespace.",
        )),
        (_, Progress::SocketOpen) => {
            causes.push(match socket_io.version {
                Version::V2 => cause(
                    "The socket opened and no handshake came: a server 3.x or 4.x is silent towards a v2 client",
                    "Set the client version to v4 in Settings.",
                ),
                Version::V3 | Version::V4 => cause(
                    "The socket opened and no handshake came: this is a plain WebSocket server",
                    "Choose Raw left of the URL.",
                ),
            });
        }
        (Failure::Closed, Progress::Nothing) if socket_io.transports == Transports::Websocket => {
            causes.push(cause(
                format!("There is no Socket.IO at the handshake path {path}, or it does not take WebSockets"),
                "Look at the handshake path in Settings, or choose polling there: that also shows what the server says.",
            ));
        }
        (Failure::Closed, Progress::Nothing) => causes.push(cause(
            format!("{} does not allow this page to read its answers (CORS)", target.authority()),
            "Servers 3.x and 4.x need cors: { origin: … } for polling. WebSocket alone needs no such permission: choose it in \
             Settings.",
        )),
        (Failure::TimedOut, Progress::Nothing) => {}
    }
    causes
}

/// Why a client of Socket.IO lost its socket.
fn of_lost(ended: &Ended<'_>) -> Vec<Cause> {
    of_end(ended).into_iter().filter(|cause| !cause.why.starts_with("The server's process")).collect()
}

fn offline() -> Cause {
    cause("This computer is offline", "Check its network, then connect again.")
}

/// The usual limit that a span of idleness is just at, in seconds.
fn idle_limit(idle_micros: u64) -> Option<u64> {
    let seconds = idle_micros / 1_000_000;
    [30, 60, 100, 120, 300, 350, 600, 3600].into_iter().find(|limit| (*limit..=limit + 2).contains(&seconds))
}

fn of_refusal(refusal: &Refusal) -> Cause {
    match refusal {
        Refusal::MixedContent(_) => cause(
            "This page came over https, and from there a browser opens ws:// to this machine only",
            "Use wss://. If the server has no certificate, open Duplex from this machine (cargo xtask serve).",
        ),
        Refusal::Policy(directive) => cause(
            format!("The content-security policy of this page's host blocks the connection ({directive})"),
            "Whoever hosts this page must allow ws: and wss: in its connect-src.",
        ),
        Refusal::Other(words) => {
            cause(format!("The browser refuses to try: {words}"), "Check the URL and the subprotocols.")
        }
    }
}

fn of_answer(answer: Answer, target: &Target, is_socket_io: bool) -> Cause {
    let http_url = target.http_url();
    let status = match answer {
        Answer::Status(status) => status,
        Answer::Redirect => {
            return cause(
                format!("The server answers {http_url} with a redirect, which a WebSocket does not follow"),
                "Open it in a tab to see where it leads, and connect there.",
            );
        }
        Answer::Opaque => {
            return cause(
                format!(
                    "The host answers by HTTP at {http_url}, so it can be reached; what it says is hidden from pages"
                ),
                "Suspect the path, the credentials (401, 403), a redirect or this page's origin. The command line below \
                 shows the answer.",
            );
        }
        Answer::Nothing => {
            return cause(
                format!("Nothing that speaks HTTP answers at {}", target.authority()),
                "Is the server running, at this port, and reachable from here?",
            );
        }
    };
    let (means, advice) = match status {
        400 if is_socket_io => (
            "that is how a Socket.IO server answers a bare request, so the handshake path is right",
            "Suspect the client version, the transports it allows, or the credentials.",
        ),
        404 | 410 if is_socket_io => (
            "there is nothing at the handshake path",
            "Correct the handshake path in Settings: it is not the namespace, which is the path of the URL.",
        ),
        400 | 426 => (
            "it expects a WebSocket here, so the address is right",
            "Something in the handshake is not to its liking: subprotocols, credentials, or this page's origin.",
        ),
        401 | 407 => (
            "it wants credentials",
            "A page cannot send an Authorization header: give the token in the query or as a subprotocol, as the server \
             expects it.",
        ),
        403 => {
            ("it does not let this page in", "Check the credentials, and whether the server allows this page's origin.")
        }
        404 | 410 => ("it has nothing at this path", "Correct the path."),
        429 => ("there were too many requests", "Wait, then connect again."),
        502..=504 => ("a gateway does not reach the server behind it", "Is that server running?"),
        500..=599 => ("it met an error of its own", "Look at its log."),
        200..=299 => {
            ("this is a page or an API, not a WebSocket", "Correct the path: the WebSocket is at another one.")
        }
        _ => ("it does not accept a WebSocket here", "Look at its log, or run the command line below."),
    };
    cause(format!("The server answers {status} at {http_url}: {means}"), advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connect(url: &str) -> Connect {
        Connect { url: url.into(), ..Connect::default() }
    }

    fn firsts(connect: &Connect, surroundings: Surroundings, answer: Option<Answer>) -> Vec<String> {
        of_failure(&Failure::Closed, connect, surroundings, Progress::Nothing, answer)
            .into_iter()
            .map(|cause| cause.why)
            .collect()
    }

    #[test]
    fn what_is_known_comes_before_what_is_guessed() {
        let here = Surroundings::default();
        assert_eq!(firsts(&connect("ws://localhost:9/x"), here, None)[0], "Nothing listens at localhost:9");
        let offline = Surroundings { is_online: false, ..here };
        assert_eq!(firsts(&connect("wss://example.com"), offline, None)[0], "This computer is offline");
        let offered = Connect { subprotocols: vec!["a".into(), "b".into()], ..connect("ws://localhost:9") };
        assert!(
            firsts(&offered, here, None)[0].starts_with("The server chose none of the subprotocols offered (a, b)")
        );
        assert!(firsts(&connect("ws://localhost:9/socket.io/"), here, None)[0].contains("Socket.IO"));
        let public = Surroundings { is_local: false, is_https: true, local_network: Permission::Prompt, ..here };
        for near in
            ["ws://127.0.0.1:9", "wss://192.168.1.4", "wss://10.0.0.1", "wss://printer.local", "wss://172.20.1.1"]
        {
            assert!(firsts(&connect(near), public, None)[0].starts_with("The browser keeps this page"), "{near}");
        }
        assert!(firsts(&connect("wss://172.40.1.1"), public, None)[0].starts_with("There is no server"));
        let granted = Surroundings { local_network: Permission::Granted, ..public };
        assert!(firsts(&connect("ws://127.0.0.1:9"), granted, None)[0].starts_with("Nothing listens"));
    }

    #[test]
    fn what_the_server_answers_decides() {
        let first =
            |answer| firsts(&connect("ws://a.b:9/chat?x=1"), Surroundings::default(), Some(answer)).swap_remove(0);
        assert_eq!(
            first(Answer::Status(404)),
            "The server answers 404 at http://a.b:9/chat?x=1: it has nothing at this path"
        );
        assert!(first(Answer::Status(401)).ends_with("it wants credentials"));
        assert!(first(Answer::Status(426)).contains("the address is right"));
        assert!(first(Answer::Status(200)).ends_with("not a WebSocket"));
        assert!(first(Answer::Status(503)).contains("gateway"));
        assert!(first(Answer::Redirect).contains("redirect"));
        assert!(first(Answer::Opaque).contains("can be reached"));
        assert_eq!(first(Answer::Nothing), "Nothing that speaks HTTP answers at a.b:9");
    }

    #[test]
    fn ends_are_explained_where_there_is_something_to_explain() {
        let first = |code, had_error, idle_seconds: u64, is_online| {
            let close = Close { code, reason: String::new(), had_error };
            let surroundings = Surroundings { is_online, ..Surroundings::default() };
            let ended =
                Ended { close: &close, lived_micros: 90_000_000, idle_micros: idle_seconds * 1_000_000, surroundings };
            of_end(&ended).into_iter().next().map(|cause| cause.why).unwrap_or_default()
        };
        assert_eq!(first(1000, false, 0, true), "");
        assert_eq!(first(4001, false, 0, true), "");
        assert_eq!(first(1008, false, 0, true), "The server closed with 1008 Policy violation");
        assert!(first(1006, false, 61, true).contains("idle for 60 s"));
        assert!(first(1006, false, 45, true).starts_with("The server's process ended or crashed, 1 m 30 s after"));
        assert!(first(1006, false, 45, false).contains("offline"));
        assert!(first(1006, true, 60, true).contains("rules of WebSocket frames"));
    }

    #[test]
    fn what_the_browser_does_not_try_has_one_cause() {
        let causes = |refusal| {
            let (here, failure) = (Surroundings::default(), Failure::Refused(refusal));
            of_failure(&failure, &connect("ws://x"), here, Progress::Nothing, None)
        };
        assert!(causes(Refusal::MixedContent(String::new()))[0].advice.contains("wss://"));
        assert!(causes(Refusal::Policy("connect-src".into()))[0].why.contains("(connect-src)"));
        assert_eq!(causes(Refusal::Other("no".into())).len(), 1);
    }

    #[test]
    fn silence_has_causes_of_its_own() {
        let causes =
            of_failure(&Failure::TimedOut, &connect("ws://x.y:9"), Surroundings::default(), Progress::Nothing, None);
        assert!(causes[0].why.contains("firewall") && causes[1].advice.contains("handshake timeout"));
        assert!(causes[2].advice.contains("wss://"));
    }
}
