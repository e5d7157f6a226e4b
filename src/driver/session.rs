//! The worker's driver: one arm per effect, and the messages of one session in order.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use duplex_core::ids::Link;
use duplex_core::session::Session;
use duplex_core::session::msg::{Effect, Msg, SocketEvent};
use web_sys::DedicatedWorkerGlobalScope;

pub mod clock;
mod post;
mod socket;

use clock::{Clock, Soon, Wake};
use post::Post;
use socket::Socket;

/// A session and its world. One lives as long as its worker.
pub struct Driver {
    this: Weak<Driver>,
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
            clock: Clock::new(scope),
            post: Post::new(scope),
            soon: Soon::new(answer(this, || Msg::Advance)),
            wake: Wake::default(),
            session: RefCell::default(),
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

    fn drop_socket(&self, link: Link) {
        self.socket.borrow_mut().take_if(|(current, _)| *current == link);
    }

    fn next_msg(&self) -> Option<Msg> {
        self.inbox.borrow_mut().pop_front()
    }

    fn run(&self, effect: Effect) {
        match effect {
            Effect::Open(link, url) => {
                let socket = Socket::open(&url, {
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
            Effect::Close(link) => {
                if let Some((_, socket)) = self.socket.borrow().as_ref().filter(|(open, _)| *open == link) {
                    socket.close();
                }
            }
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

/// A callback that sends a message, as long as there is a driver.
fn answer(this: &Weak<Driver>, msg: fn() -> Msg) -> impl Fn() + 'static {
    let this = this.clone();
    move || {
        if let Some(driver) = this.upgrade() {
            driver.send(msg());
        }
    }
}
