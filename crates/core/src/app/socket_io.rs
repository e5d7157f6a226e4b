//! What a person does to the part of a request that is for Socket.IO alone.

use super::mirror::{ComposerTab, Mirror};
use super::msg::SocketIoMsg;
use crate::request::Request;
use crate::request::socket_io::{Event, Listener, Listeners, Protocol};

pub(super) fn update(request: &mut Request, mirror: &mut Mirror, msg: SocketIoMsg) {
    let socket_io = &mut request.socket_io;
    let args = &mut socket_io.event.args;
    let listeners = &mut socket_io.listeners;
    mirror.message_problem = None;
    match msg {
        SocketIoMsg::Version(version) => socket_io.version = version,
        SocketIoMsg::Transports(transports) => socket_io.transports = transports,
        SocketIoMsg::Parser(parser) => socket_io.parser = parser,
        SocketIoMsg::Recovers(recovers) => socket_io.recovers = recovers,
        SocketIoMsg::Auth(auth) => socket_io.auth = auth,
        SocketIoMsg::UsePathForHandshake => request.use_path_for_handshake(),
        SocketIoMsg::EventName(name) => socket_io.event.name = name,
        SocketIoMsg::WantsAck(wants_ack) => socket_io.event.wants_ack = wants_ack,
        SocketIoMsg::AddArg => {
            args.push(Event::new_arg());
            mirror.arg = args.len() - 1;
        }
        SocketIoMsg::ArgText(place, text) => {
            if let Some(arg) = args.get_mut(place) {
                arg.text = text;
            }
        }
        SocketIoMsg::RemoveArg(place) => {
            if place < args.len() {
                args.remove(place);
                mirror.n_args_removed += 1;
            }
            let is_after = mirror.arg > place;
            mirror.arg = (mirror.arg - usize::from(is_after)).min(args.len().saturating_sub(1));
        }
        SocketIoMsg::AllEvents(all) => listeners.all = all,
        SocketIoMsg::AddListener(name) => {
            listener(listeners, &name).shows = true;
        }
        SocketIoMsg::RemoveListener(name) => listeners.list.retain(|listener| listener.name != name),
        SocketIoMsg::Show(name, shows) => listener(listeners, &name).shows = shows,
        SocketIoMsg::Solo(name, is_solo) => listener(listeners, &name).is_solo = is_solo,
        SocketIoMsg::Colour(name, colour) => {
            // A name that is only coloured shows as it did.
            let shows = listeners.all || listeners.list.iter().any(|listener| listener.name == name && listener.shows);
            let listener = listener(listeners, &name);
            (listener.shows, listener.colour) = (shows, Some(colour % Listener::N_COLOURS));
        }
    }
}

/// What was chosen for a name; it shows if nothing was.
fn listener<'a>(listeners: &'a mut Listeners, name: &str) -> &'a mut Listener {
    let place = listeners.list.iter().position(|listener| listener.name == name).unwrap_or_else(|| {
        listeners.list.push(Listener::new(name));
        listeners.list.len() - 1
    });
    &mut listeners.list[place]
}

impl ComposerTab {
    /// Whether a request of that kind has this part.
    pub fn is_of(self, kind: Protocol) -> bool {
        !matches!((self, kind), (ComposerTab::Events | ComposerTab::Auth, Protocol::Raw))
    }

    /// This part, or the first one if a request of that kind does not have it.
    pub(super) fn of(self, kind: Protocol) -> ComposerTab {
        if self.is_of(kind) { self } else { ComposerTab::default() }
    }
}
