//! The worker's driver: one arm per effect, and the messages of one session in order.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use duplex_core::ids::Link;
use duplex_core::request::target::Target;
use duplex_core::session::Session;
use duplex_core::session::msg::{Effect, Msg, Refusal, SocketEvent};
use duplex_core::wire::{Outgoing, ToSession};
use gloo_events::EventListener;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DedicatedWorkerGlobalScope};

pub mod clock;
mod post;
mod probe;
mod socket;

use clock::{Clock, Soon, Wake};
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
    /// A session has one socket at a time.
    socket: RefCell<Option<(Link, Socket)>>,
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
            socket: RefCell::default(),
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
    pub fn send_file(&self, name: String, file: Blob) {
        let this = self.this.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let read = JsFuture::from(file.array_buffer()).await;
            let Some(driver) = this.upgrade() else { return };
            driver.send(Msg::Page(match read {
                Ok(buffer) => ToSession::Send(Outgoing::Binary(Uint8Array::new(&buffer).to_vec())),
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
        self.socket.borrow_mut().take_if(|(current, _)| *current == link);
    }

    fn next_msg(&self) -> Option<Msg> {
        self.inbox.borrow_mut().pop_front()
    }

    fn run(&self, effect: Effect) {
        match effect {
            Effect::Open(link, connect) => {
                let socket = Socket::open(&connect, {
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
                    Ok(socket) => {
                        self.socket.replace(Some((link, socket)));
                    }
                    Err(refused) => self.send(Msg::Socket(link, refused)),
                }
            }
            Effect::Send(link, message) => {
                if let Some((_, socket)) = self.socket.borrow().as_ref().filter(|(open, _)| *open == link) {
                    socket.send(&message);
                }
            }
            Effect::Close(link, frame) => {
                if let Some((_, socket)) = self.socket.borrow().as_ref().filter(|(open, _)| *open == link) {
                    socket.close(&frame);
                }
            }
            Effect::Probe(link, url) => self.probe(link, &url),
            Effect::Abandon(link) => self.drop_socket(link),
            Effect::WakeAt(at) => {
                let wait = at.map(|at| at.micros_since(self.clock.now()));
                self.wake.set(wait, answer(&self.this, || Msg::Timer));
            }
            Effect::AdvanceSoon => self.soon.ask(),
            Effect::ToPage(said) => self.post.say(&said),
            Effect::BodyToPage(body) => {
                let session = self.session.borrow();
                self.post.body(body.clone(), session.payload(body.seq).unwrap_or_default());
            }
        }
    }
}

/// Hears of sockets that a content-security policy blocks: such a socket reports an error and never that it is closed.
fn listen_to_policy(this: &Weak<Driver>, scope: &DedicatedWorkerGlobalScope) -> EventListener {
    let this = this.clone();
    EventListener::new(scope, "securitypolicyviolation", move |event| {
        let Some(driver) = this.upgrade() else { return };
        let link = driver.socket.borrow().as_ref().map(|(link, _)| *link);
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
