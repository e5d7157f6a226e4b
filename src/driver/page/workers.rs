//! The sessions' workers: started, fed and ended; one is kept ready ahead of its use.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use duplex_core::app::msg::{Msg, SessionMsg};
use duplex_core::ids::TabId;
use duplex_core::wire::{self, FromSession, ToSession};
use gloo_events::EventListener;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ErrorEvent, File, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::{Answer, boot, files};

/// All workers of this page.
pub struct Workers {
    answer: Answer,
    live: RefCell<Vec<(TabId, Handle)>>,
    spare: RefCell<Option<Handle>>,
}

/// A worker. It ends when this is dropped.
struct Handle {
    worker: Worker,
    role: Rc<Cell<Role>>,
    _listeners: [EventListener; 2],
}

/// What a worker is for.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// The next session.
    Spare,
    /// The session of this tab.
    Session(TabId),
    /// Nothing: it is lost, or ended.
    Nothing,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.role.set(Role::Nothing);
        self.worker.terminate();
    }
}

impl Workers {
    pub(super) fn new(answer: Answer) -> Workers {
        Workers { answer, live: RefCell::default(), spare: RefCell::default() }
    }

    /// Starts the worker that the next session gets.
    pub(super) fn warm_up(&self) {
        let mut spare = self.spare.borrow_mut();
        if spare.is_none() {
            // One that cannot be started now is tried again when it is needed, and its problem said then. So is one that
            // is lost; until then it keeps its place, because this is called for each thing that a session is told.
            *spare = Handle::start(&self.answer).ok();
        }
    }

    /// Tells a tab's session; its worker is started if there is none. A file goes along.
    pub(super) fn tell(&self, tab: TabId, said: &ToSession, file: Option<&File>) {
        if !self.live.borrow().iter().any(|(owner, _)| *owner == tab) {
            let spare = self.spare.take().filter(|spare| spare.role.get() == Role::Spare);
            match spare.map_or_else(|| Handle::start(&self.answer), Ok) {
                Ok(handle) => {
                    handle.role.set(Role::Session(tab));
                    self.live.borrow_mut().push((tab, handle));
                }
                Err(why) => {
                    let answer = self.answer.clone();
                    let died = Msg::Session(tab, SessionMsg::Died(why));
                    gloo_timers::callback::Timeout::new(0, move || answer(died)).forget();
                    return;
                }
            }
        }
        if let Some((_, handle)) = self.live.borrow().iter().find(|(owner, _)| *owner == tab) {
            handle.tell(said, file);
        }
        self.warm_up();
    }

    /// Ends a tab's worker, and with it its socket.
    pub(super) fn end(&self, tab: TabId) {
        self.live.borrow_mut().retain(|(owner, _)| *owner != tab);
    }
}

impl Handle {
    /// Starts a worker. It keeps what it is told until it has its code.
    fn start(answer: &Answer) -> Result<Handle, String> {
        let boot = boot::duplex();
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&boot.worker(), &options)
            .map_err(|_| "the browser does not start workers here".to_string())?;
        let role = Rc::new(Cell::new(Role::Spare));
        let listeners = [
            EventListener::new(&worker, "message", {
                let (role, answer) = (role.clone(), answer.clone());
                move |event| {
                    if let Some(event) = event.dyn_ref::<MessageEvent>() {
                        heard(&role, &event.data(), &answer);
                    }
                }
            }),
            EventListener::new(&worker, "error", {
                let (role, answer) = (role.clone(), answer.clone());
                move |event| {
                    let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
                    lost(&role, why(&message), &answer);
                }
            }),
        ];
        give_code(worker.clone(), role.clone(), answer.clone());
        Ok(Handle { worker, role, _listeners: listeners })
    }

    fn tell(&self, said: &ToSession, file: Option<&File>) {
        let buffer = Uint8Array::from(&wire::encode(said)[..]).buffer();
        let message = match file {
            Some(file) => JsValue::from(Array::of2(&buffer, file)),
            None => JsValue::from(&buffer),
        };
        // Fails for values that cannot be cloned or transferred; a fresh buffer and a file can.
        let _ = self.worker.post_message_with_transfer(&message, &Array::of1(&buffer));
    }
}

/// Gives a worker its code when that has come.
#[expect(clippy::disallowed_methods, reason = "the driver is where effects are run")]
fn give_code(worker: Worker, role: Rc<Cell<Role>>, answer: Answer) {
    let loading = boot::duplex().load_session();
    wasm_bindgen_futures::spawn_local(async move {
        match JsFuture::from(loading).await {
            Ok(code) => {
                if worker.post_message(&code).is_err() {
                    lost(&role, "the browser does not share the program with its workers".into(), &answer);
                }
            }
            Err(_) => lost(&role, why(""), &answer),
        }
    });
}

/// Says why a worker is lost, to the tab whose session it was.
fn lost(role: &Cell<Role>, why: String, answer: &Answer) {
    if let Role::Session(tab) = role.replace(Role::Nothing) {
        answer(Msg::Session(tab, SessionMsg::Died(why)));
    }
}

/// Takes in what a worker said: a buffer, or a buffer with a Blob beside it, or the text of its panic.
#[expect(clippy::disallowed_methods, reason = "the driver is where effects are run")]
fn heard(role: &Cell<Role>, data: &JsValue, answer: &Answer) {
    if let Some(panic) = data.as_string() {
        lost(role, why(&panic), answer);
        return;
    }
    let Role::Session(tab) = role.get() else {
        return;
    };
    let (buffer, blob) = match data.dyn_ref::<Array>() {
        Some(both) => (both.get(0), both.get(1).dyn_into::<Blob>().ok()),
        None => (data.clone(), None),
    };
    let Ok(buffer) = buffer.dyn_into::<ArrayBuffer>() else {
        return;
    };
    let Some(said) = wire::decode::<FromSession>(&Uint8Array::new(&buffer).to_vec()) else {
        return;
    };
    match (said, blob) {
        (FromSession::Body(body), Some(blob)) => {
            let answer = answer.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let done = files::deliver(&body, &blob).await;
                answer(Msg::Session(tab, SessionMsg::BodyDone(body.purpose, done)));
            });
        }
        (said, _) => answer(Msg::Session(tab, SessionMsg::Said(said))),
    }
}

fn why(message: &str) -> String {
    match message {
        "" => "its code could not be loaded. Is this computer offline? Reload the page to get all of it.".to_string(),
        message if message.contains("memory") => format!("it ran out of memory ({message})"),
        message => message.to_string(),
    }
}
