//! A request with the values of its variables in it: the template is what is kept, this is what is used.

use std::borrow::Cow;

use crate::format::Format;
use crate::request::pairs::Pair;
use crate::request::settings::Setting;
use crate::request::socket_io::Protocol;
use crate::request::{Message, Request};
use crate::variables::{self, Scopes, Unresolved};

/// Where a variable stands that has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the URL.
    Url,
    /// In a header.
    Headers,
    /// In the auth payload.
    Auth,
    /// In a setting, or a subprotocol.
    Settings,
    /// In the message, or the event's name.
    Message,
    /// In this argument, from 0.
    Arg(usize),
}

/// Why a request cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undefined {
    /// Where.
    pub place: Place,
    /// What is wrong, and what to do.
    pub words: String,
    /// The name to define, if that would help.
    pub name: Option<String>,
}

/// What the connection is made with.
pub fn for_connecting<'a>(request: &'a Request, scopes: &Scopes) -> Result<Cow<'a, Request>, Undefined> {
    let Request { url, headers, settings, socket_io, kind, .. } = request;
    let is_socket_io = *kind == Protocol::SocketIo;
    let path = settings.text(Setting::HandshakePath);
    let used =
        |pairs: &[Pair]| pairs.iter().any(|pair| variables::has_any(&pair.key) || variables::has_any(&pair.value));
    let has_any = variables::has_any(url)
        || used(headers)
        || used(&settings.subprotocols)
        || variables::has_any(&socket_io.auth)
        || variables::has_any(path);
    if !has_any {
        return Ok(Cow::Borrowed(request));
    }
    let mut resolved = request.clone();
    let url = variables::resolve_url(url, scopes).map_err(|error| undefined(Place::Url, error))?.into_owned();
    // The rows of its query are of the template.
    resolved.url = url;
    resolve_pairs(&mut resolved.settings.subprotocols, scopes).map_err(|error| undefined(Place::Settings, error))?;
    if is_socket_io {
        resolve_pairs(&mut resolved.headers, scopes).map_err(|error| undefined(Place::Headers, error))?;
        let text = |text, place| {
            variables::resolve(text, scopes).map(Cow::into_owned).map_err(|error| undefined(place, error))
        };
        resolved.socket_io.auth = text(&socket_io.auth, Place::Auth)?;
        resolved.settings.set_text(Setting::HandshakePath, text(path, Place::Settings)?);
    }
    Ok(Cow::Owned(resolved))
}

/// What is sent.
pub fn for_sending<'a>(request: &'a Request, scopes: &Scopes) -> Result<Cow<'a, Request>, Undefined> {
    let event = &request.socket_io.event;
    let has_any = |message: &Message| variables::has_any(&message.text);
    let is_needed = match request.kind {
        Protocol::Raw => has_any(&request.message),
        Protocol::SocketIo => variables::has_any(&event.name) || event.args.iter().any(has_any),
    };
    if !is_needed {
        return Ok(Cow::Borrowed(request));
    }
    let mut resolved = request.clone();
    match request.kind {
        Protocol::Raw => {
            resolve_message(&mut resolved.message, scopes).map_err(|error| undefined(Place::Message, error))?
        }
        Protocol::SocketIo => {
            let event = &mut resolved.socket_io.event;
            resolve_text(&mut event.name, scopes).map_err(|error| undefined(Place::Message, error))?;
            for (place, arg) in event.args.iter_mut().enumerate() {
                resolve_message(arg, scopes).map_err(|error| undefined(Place::Arg(place), error))?;
            }
        }
    }
    Ok(Cow::Owned(resolved))
}

/// What a command line is made of: what has no value stands as it was written.
pub fn for_copying(request: &Request, scopes: &Scopes) -> Request {
    let mut resolved = request.clone();
    if let Ok(url) = variables::resolve_url(&request.url, scopes) {
        resolved.url = url.into_owned();
    }
    for pair in resolved.headers.iter_mut().chain(&mut resolved.settings.subprotocols) {
        for text in [&mut pair.key, &mut pair.value] {
            let _ = resolve_text(text, scopes);
        }
    }
    let _ = resolve_text(&mut resolved.socket_io.auth, scopes);
    resolved
}

/// A text for somebody else: the values of secrets are left out of it.
pub fn without_secrets(text: String, scopes: &Scopes) -> String {
    /// Shorter ones are no secrets, and are part of other words.
    const MIN_BYTES: usize = 4;
    let secrets = scopes.0.iter().flat_map(|scope| &scope.values).filter(|known| known.is_secret);
    secrets
        .filter(|known| known.value.len() >= MIN_BYTES)
        .fold(text, |text, known| text.replace(&*known.value, &["{{", &known.name, "}}"].concat()))
}

fn resolve_pairs(pairs: &mut [Pair], scopes: &Scopes) -> Result<(), Unresolved> {
    // What is off is not used: nothing in it can be missing.
    for pair in pairs.iter_mut().filter(|pair| pair.enabled) {
        resolve_text(&mut pair.key, scopes)?;
        resolve_text(&mut pair.value, scopes)?;
    }
    Ok(())
}

fn resolve_message(message: &mut Message, scopes: &Scopes) -> Result<(), Unresolved> {
    // The text beside a file is not sent.
    if message.format == Format::File { Ok(()) } else { resolve_text(&mut message.text, scopes) }
}

fn resolve_text(text: &mut String, scopes: &Scopes) -> Result<(), Unresolved> {
    if variables::has_any(text) {
        *text = variables::resolve(text, scopes)?.into_owned();
    }
    Ok(())
}

fn undefined(place: Place, error: Unresolved) -> Undefined {
    let what_to_do = match (&error, place) {
        (Unresolved::Unknown(_), Place::Message | Place::Arg(_)) => {
            ": define it, or write \\{{ where the braces are meant to be sent"
        }
        (Unresolved::Unknown(_), _) => ": define it, or choose the environment that has it",
        (Unresolved::Cycle(_) | Unresolved::TooLong(_), _) => ": change one of the values",
    };
    let words = format!("{error}{what_to_do}");
    let name = match error {
        Unresolved::Unknown(name) => Some(name),
        Unresolved::Cycle(_) | Unresolved::TooLong(_) => None,
    };
    Undefined { place, words, name }
}
