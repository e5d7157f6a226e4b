//! What is answered to the events of a client. Arguments are passed on as the text they came in.

use duplex_socketio::args::Args;
use duplex_socketio::error::PayloadError;
use duplex_socketio::json;
use duplex_socketio::packet::{Kind, Outgoing, Packet, Payload};

use crate::connection::timestamp;
use crate::socket_io::rooms::Rooms;
use crate::socket_io::{CHAT, Namespace, Outbox, messages};

/// Why an event is not done.
#[derive(Debug, PartialEq, thiserror::Error)]
enum EventError {
    #[error("{name} is no event of {namespace}; there is {known}")]
    Unknown { name: String, namespace: &'static str, known: &'static str },
    #[error("join takes the name of a room, a text that is not empty")]
    Room,
    #[error("message takes one argument, a text or an object")]
    Message,
    #[error("you are in no room; join one first")]
    NoRoom,
    #[error("the arguments cannot be sent on: {0}")]
    Payload(#[from] PayloadError),
}

/// Says what there is to do.
pub(super) fn welcome(namespace: &Namespace, outbox: &Outbox) {
    let about = format!(
        "{{\"sid\":\"{}\",\"text\":\"This is {} of the demo server of Duplex. It knows {}.\"}}",
        namespace.sid,
        namespace.name,
        known(namespace.name)
    );
    if let Ok(args) = Args::event("welcome").json(&about) {
        send(Kind::Event, namespace, None, &args.finish(), outbox);
    }
}

/// Does what an event wants and answers it.
pub(super) fn answer(namespace: &Namespace, packet: &Packet, rooms: &Rooms, outbox: &Outbox) {
    let name = packet.name().unwrap_or_default();
    let done = match (namespace.name, &*name) {
        ("/", "echo") => echo(namespace, packet, outbox),
        (CHAT, "join") => join(namespace, packet, rooms, outbox),
        (CHAT, "message") => message(namespace, packet, rooms),
        (CHAT, "leave") => leave(namespace, rooms),
        (other, name) => Err(EventError::Unknown { name: name.to_owned(), namespace: other, known: known(other) }),
    };
    match (done, packet.id()) {
        (Ok(ack), Some(id)) => send(Kind::Ack, namespace, Some(id), &ack, outbox),
        (Ok(_), None) => {}
        (Err(error), id) => say_problem(&error, &name, namespace, id, outbox),
    }
}

/// The arguments come back, and are the ack as well.
fn echo(namespace: &Namespace, packet: &Packet, outbox: &Outbox) -> Result<Payload, EventError> {
    let attachments = attachments(packet);
    let echo = packet.to_payload().unwrap_or_default();
    send(Kind::Event, namespace, None, &echo, outbox);
    Ok(Payload::with_attachments(format!("[{}]", packet.args().join(",")), attachments)?)
}

fn join(namespace: &Namespace, packet: &Packet, rooms: &Rooms, outbox: &Outbox) -> Result<Payload, EventError> {
    let room = match packet.args()[..] {
        [room] if room.starts_with('"') && room != "\"\"" => json::unquoted(room).into_owned(),
        _ => return Err(EventError::Room),
    };
    let n_members = rooms.join(&namespace.sid, room, outbox);
    Ok(Payload::json(format!("[\"ok\",{{\"members\":{n_members}}}]"))?)
}

/// Everybody in the room gets it, the sender included.
fn message(namespace: &Namespace, packet: &Packet, rooms: &Rooms) -> Result<Payload, EventError> {
    let (field, said) = match packet.args()[..] {
        [text] if text.starts_with('"') => ("text", text),
        [object] if object.starts_with('{') => ("data", object),
        _ => return Err(EventError::Message),
    };
    let room = rooms.of(&namespace.sid).ok_or(EventError::NoRoom)?;
    let text = format!(
        "[\"message\",{{\"from\":\"{}\",\"room\":{},\"{field}\":{said},\"at\":\"{}\"}}]",
        namespace.sid,
        json::quoted(&room),
        timestamp()
    );
    let payload = Payload::with_attachments(text, attachments(packet))?;
    let event = Outgoing { kind: Kind::Event, namespace: CHAT, query: "", id: None, payload: Some(&payload) };
    let n_delivered = rooms.deliver(&room, &messages(&event));
    Ok(Payload::json(format!("[{{\"delivered\":{n_delivered}}}]"))?)
}

fn leave(namespace: &Namespace, rooms: &Rooms) -> Result<Payload, EventError> {
    rooms.leave(&namespace.sid).ok_or(EventError::NoRoom)?;
    Ok(Args::new().text("ok").finish())
}

/// As the ack, where one is wanted; otherwise as an event.
fn say_problem(error: &EventError, event: &str, namespace: &Namespace, id: Option<u64>, outbox: &Outbox) {
    let about = format!("{{\"event\":{},\"message\":{}}}", json::quoted(event), json::quoted(&error.to_string()));
    let (kind, args) = match id {
        Some(_) => (Kind::Ack, Args::new().text("error")),
        None => (Kind::Event, Args::event("problem")),
    };
    if let Ok(args) = args.json(&about) {
        send(kind, namespace, id, &args.finish(), outbox);
    }
}

fn send(kind: Kind, namespace: &Namespace, id: Option<u64>, payload: &Payload, outbox: &Outbox) {
    outbox.packet(&Outgoing { kind, namespace: namespace.name, query: "", id, payload: Some(payload) });
}

fn attachments(packet: &Packet) -> Vec<Vec<u8>> {
    packet.attachments().iter().map(<[u8]>::to_vec).collect()
}

/// The events of a namespace.
fn known(namespace: &str) -> &'static str {
    match namespace {
        CHAT => "join, message and leave",
        _ => "echo",
    }
}
