//! The worker's driver: one arm per effect, and the messages of one session in order.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use duplex_core::ids::Link;
use duplex_core::request::target::Target;
use duplex_core::session::Session;
use duplex_core::session::msg::{Effect, Exchange, Msg, Refusal, SocketEvent};
use duplex_core::wire::{Emit, Outgoing, ToSession};
use gloo_events::EventListener;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DedicatedWorkerGlobalScope};

pub mod clock;
mod polling;
mod post;
mod probe;
mod socket;

use clock::{Clock, Soon, Wake};
use polling::Polling;
use post::Post;
use socket::Socket;

/// A session and its world. One lives as long as its worker.
pub struct Driver {
    this: Weak<Driver>,
    scope: DedicatedWorkerGlobalScope,
    _policy_listener: EventListener,
    clock: Clock,
    post: Post,
    soon: Soon,
    wake: Wake,
    session: RefCell<Session>,
    /// The sockets that are opening, open or closing: one, and during an upgrade of Socket.IO two.
    sockets: RefCell<Vec<(Link, Socket)>>,
    /// The HTTP requests that are not answered.
    exchanges: RefCell<Vec<(Link, Polling)>>,
    inbox: RefCell<VecDeque<Msg>>,
    effects: RefCell<Vec<Effect>>,
    is_updating: Cell<bool>,
}

impl Driver {
    /// A new session in this worker.
    pub fn new(scope: &DedicatedWorkerGlobalScope) -> Rc<Driver> {
        Rc::new_cyclic(|this: &Weak<Driver>| Driver {
            this: this.clone(),
            scope: scope.clone(),
            _policy_listener: listen_to_policy(this, scope),
            clock: Clock::new(scope),
            post: Post::new(scope),
            soon: Soon::new(answer(this, || Msg::Advance)),
            wake: Wake::default(),
            session: RefCell::new(Session::new(seed())),
            sockets: RefCell::default(),
            exchanges: RefCell::default(),
            inbox: RefCell::default(),
            effects: RefCell::default(),
            is_updating: Cell::new(false),
        })
    }

    /// Takes a message in, and carries out what the session asks for. What comes meanwhile waits its turn.
    pub fn send(&self, msg: Msg) {
        self.inbox.borrow_mut().push_back(msg);
        if self.is_updating.replace(true) {
            return;
        }
        let now = self.clock.now();
        let mut effects = self.effects.take();
        while let Some(msg) = self.next_msg() {
            self.session.borrow_mut().update(now, msg, &mut effects);
            for effect in effects.drain(..) {
                self.run(effect);
            }
        }
        self.effects.replace(effects);
        self.is_updating.set(false);
    }

    /// Sends a file that came with the page's word for it.
    #[expect(clippy::disallowed_methods, reason = "the driver is where effects are run")]
    pub fn send_file(&self, name: String, file: Blob, event: Option<(Emit, u32)>) {
        let this = self.this.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let read = JsFuture::from(file.array_buffer()).await;
            let Some(driver) = this.upgrade() else { return };
            driver.send(Msg::Page(match read {
                Ok(buffer) => ToSession::Send(with_file(event, Uint8Array::new(&buffer).to_vec())),
                Err(error) => {
                    let why = Reflect::get(&error, &"message".into()).ok().and_then(|message| message.as_string());
                    ToSession::FileFailed { name, why: why.unwrap_or_else(|| "the browser gives no reason".into()) }
                }
            }));
        });
    }

    #[expect(clippy::disallowed_methods, reason = "the driver is where effects are run")]
    fn probe(&self, link: Link, url: &str) {
        let Ok(target) = Target::parse(url) else { return };
        let (this, scope, url) = (self.this.clone(), self.scope.clone(), target.http_url());
        wasm_bindgen_futures::spawn_local(async move {
            let answer = probe::ask(scope, url).await;
            if let Some(driver) = this.upgrade() {
                driver.send(Msg::Probed(link, answer));
            }
        });
    }

    fn drop_socket(&self, link: Link) {
        let socket = take(&mut self.sockets.borrow_mut(), link);
        drop(socket);
    }

    fn with_socket(&self, link: Link, then: impl FnOnce(&Socket)) {
        if let Some((_, socket)) = self.sockets.borrow().iter().find(|(open, _)| *open == link) {
            then(socket);
        }
    }

    fn exchange(&self, link: Link, exchange: Exchange) {
        let this = self.this.clone();
        let polling = Polling::start(exchange, move |answer| {
            if let Some(driver) = this.upgrade() {
                // It is over: dropping it aborts nothing.
                let polling = take(&mut driver.exchanges.borrow_mut(), link);
                drop(polling);
                driver.send(Msg::Exchanged(link, answer));
            }
        });
        self.exchanges.borrow_mut().push((link, polling));
    }

    fn next_msg(&self) -> Option<Msg> {
        self.inbox.borrow_mut().pop_front()
    }

    fn run(&self, effect: Effect) {
        match effect {
            Effect::Open(link, opening) => {
                let socket = Socket::open(&opening, {
                    let this = self.this.clone();
                    move |event| {
                        if let Some(driver) = this.upgrade() {
                            let is_last = matches!(event, SocketEvent::Closed(_));
                            driver.send(Msg::Socket(link, event));
                            if is_last {
                                driver.drop_socket(link);
                            }
                        }
                    }
                });
                match socket {
                    Ok(socket) => self.sockets.borrow_mut().push((link, socket)),
                    Err(refused) => self.send(Msg::Socket(link, refused)),
                }
            }
            Effect::Send(link, message) => self.with_socket(link, |socket| socket.send(&message)),
            Effect::Exchange(link, exchange) => self.exchange(link, exchange),
            Effect::Close(link, frame) => self.with_socket(link, |socket| socket.close(&frame)),
            Effect::Probe(link, url) => self.probe(link, &url),
            Effect::Abandon(link) => {
                self.drop_socket(link);
                let polling = take(&mut self.exchanges.borrow_mut(), link);
                drop(polling);
            }
            Effect::WakeAt(at) => {
                let wait = at.map(|at| at.micros_since(self.clock.now()));
                self.wake.set(wait, answer(&self.this, || Msg::Timer));
            }
            Effect::AdvanceSoon => self.soon.ask(),
            Effect::ToPage(said) => self.post.say(&said),
            Effect::BodyToPage(body) => {
                let session = self.session.borrow();
                let payload = session.payload(&body).unwrap_or_default();
                self.post.body(body, &payload);
            }
        }
    }
}

/// Takes what a link has out of a list of a few.
fn take<T>(list: &mut Vec<(Link, T)>, link: Link) -> Option<T> {
    let place = list.iter().position(|(of, _)| *of == link)?;
    Some(list.swap_remove(place).1)
}

/// A file's bytes as a message, or as an argument of an event.
fn with_file(event: Option<(Emit, u32)>, bytes: Vec<u8>) -> Outgoing {
    match event {
        None => Outgoing::Binary(bytes),
        Some((mut emit, place)) => {
            if let Some(attachment) = emit.attachments.get_mut(place as usize) {
                *attachment = bytes;
            }
            Outgoing::Event(emit)
        }
    }
}

/// Hears of sockets that a content-security policy blocks: such a socket reports an error and never that it is closed.
fn listen_to_policy(this: &Weak<Driver>, scope: &DedicatedWorkerGlobalScope) -> EventListener {
    let this = this.clone();
    EventListener::new(scope, "securitypolicyviolation", move |event| {
        let Some(driver) = this.upgrade() else { return };
        // The one that was opened last is the one that is new to the policy.
        let link = driver.sockets.borrow().last().map(|(link, _)| *link);
        let directive = Reflect::get(event, &"effectiveDirective".into()).ok().and_then(|name| name.as_string());
        if let Some(link) = link {
            let refusal = Refusal::Policy(directive.unwrap_or_default());
            driver.send(Msg::Socket(link, SocketEvent::Refused(refusal)));
            driver.drop_socket(link);
        }
    })
}

/// What waits between attempts are shortened and lengthened by.
#[expect(clippy::disallowed_methods, reason = "the driver is where chance comes from")]
fn seed() -> u64 {
    (js_sys::Math::random() * 9e15) as u64
}

/// A callback that sends a message, as long as there is a driver.
fn answer(this: &Weak<Driver>, msg: fn() -> Msg) -> impl Fn() + 'static {
    let this = this.clone();
    move || {
        if let Some(driver) = this.upgrade() {
            driver.send(msg());
        }
    }
}
