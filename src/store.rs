//! The one meeting of core and Yew: messages in, at most one render a frame out.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use duplex_core::app::App;
use duplex_core::app::effect::Effect;
use duplex_core::app::msg::Msg;
use duplex_core::ids::TabId;
use gloo_render::AnimationFrame;
use web_sys::File;
use yew::prelude::*;

use crate::driver::page::clock::{self, WindowEvent};
use crate::driver::page::{self, Driver, surroundings};

/// The page's state and who looks at it. Clones are the same store.
#[derive(Clone)]
pub struct Store(Rc<Inner>);

struct Inner {
    app: RefCell<App>,
    driver: Driver,
    inbox: RefCell<VecDeque<Msg>>,
    is_updating: Cell<bool>,
    watches: RefCell<Vec<(u64, Weak<Watch>)>>,
    next_watch: Cell<u64>,
    frame: RefCell<Option<AnimationFrame>>,
}

impl PartialEq for Store {
    fn eq(&self, other: &Store) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Store {
    /// Reads what is stored and starts listening to the window.
    pub fn start() -> Store {
        let mut effects = Vec::new();
        let app = App::new(clock::now(), page::environment(), &mut effects);
        let store = Store(Rc::new_cyclic(|this: &Weak<Inner>| {
            let this = this.clone();
            let answer = move |msg| {
                if let Some(inner) = this.upgrade() {
                    Store(inner).send(msg);
                }
            };
            Inner {
                app: RefCell::new(app),
                driver: Driver::new(Rc::new(answer)),
                inbox: RefCell::default(),
                is_updating: Cell::new(false),
                watches: RefCell::default(),
                next_watch: Cell::new(0),
                frame: RefCell::default(),
            }
        }));
        store.run(effects);
        clock::listen_to_window({
            let store = store.clone();
            move |event| {
                store.send(match event {
                    WindowEvent::Shown => Msg::Woke { zone_minutes: clock::zone_minutes() },
                    WindowEvent::Hidden => Msg::Leaving,
                    WindowEvent::SystemTheme { is_dark } => Msg::SystemTheme { is_dark },
                });
            }
        });
        surroundings::watch({
            let store = store.clone();
            move |surroundings| store.send(Msg::Surroundings(surroundings))
        });
        store
    }

    /// Takes a file that was chosen to be sent.
    pub fn choose(&self, tab: TabId, file: File) {
        self.0.driver.choose(tab, file);
    }

    /// Starts what is needed soon.
    pub fn warm_up(&self) {
        self.0.driver.warm_up();
    }

    /// Takes a message in. One that is sent while another is taken in waits its turn.
    pub fn send(&self, msg: Msg) {
        self.0.inbox.borrow_mut().push_back(msg);
        if self.0.is_updating.replace(true) {
            return;
        }
        while let Some(msg) = self.next_msg() {
            let mut effects = Vec::new();
            self.0.app.borrow_mut().update(clock::now(), msg, &mut effects);
            self.run(effects);
        }
        self.0.is_updating.set(false);
        self.ask_for_frame();
    }

    /// Looks at the state now; for what happens outside a render, such as a key.
    pub fn read<T>(&self, look: impl FnOnce(&App) -> T) -> T {
        look(&self.0.app.borrow())
    }

    fn next_msg(&self) -> Option<Msg> {
        self.0.inbox.borrow_mut().pop_front()
    }

    fn run(&self, effects: Vec<Effect>) {
        for effect in effects {
            self.0.driver.run(effect);
        }
    }

    fn ask_for_frame(&self) {
        let mut frame = self.0.frame.borrow_mut();
        if frame.is_none() {
            let store = self.clone();
            *frame = Some(clock::next_frame(move || store.draw()));
        }
    }

    /// Once a frame: everyone who looks compares, then the sessions may send what changed since.
    fn draw(&self) {
        self.0.frame.take();
        for watch in self.0.watches.borrow().iter().filter_map(|(_, watch)| watch.upgrade()) {
            let has_changed = watch.has_changed.borrow().clone();
            if self.read(|app| has_changed(app)) {
                // Renders after this frame's callbacks, before the frame is painted.
                watch.render_again.force_update();
            }
        }
        let mut effects = Vec::new();
        self.0.app.borrow_mut().frame(&mut effects);
        self.run(effects);
    }
}

/// Compares the state with what was rendered.
type HasChanged = dyn Fn(&App) -> bool;

/// One place in a component that looks at the state. It ends with its component.
struct Watch {
    store: Store,
    id: u64,
    /// Whether the state is not what was rendered.
    has_changed: RefCell<Rc<HasChanged>>,
    render_again: UseForceUpdateHandle,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let id = self.id;
        self.store.0.watches.borrow_mut().retain(|(other, _)| *other != id);
    }
}

/// What a component looks at: it renders again when that has changed. `select` returns something small.
#[hook]
pub fn use_select<D, T>(deps: D, select: fn(&App, &D) -> T) -> T
where
    D: 'static,
    T: Clone + PartialEq + 'static,
{
    let watch = use_watch();
    let value = watch.store.read(|app| select(app, &deps));
    let rendered = value.clone();
    watch.has_changed.replace(Rc::new(move |app| select(app, &deps) != rendered));
    value
}

/// Apart from [`use_select`], so that there is one of it in the program and not one for each type.
#[hook]
fn use_watch() -> Rc<Watch> {
    let store = use_store();
    let render_again = use_force_update();
    let watch = use_memo((), move |()| {
        let id = store.0.next_watch.get();
        store.0.next_watch.set(id + 1);
        Watch { store, id, has_changed: RefCell::new(Rc::new(|_| false)), render_again }
    });
    let is_new = use_mut_ref(|| true);
    if is_new.replace(false) {
        watch.store.0.watches.borrow_mut().push((watch.id, Rc::downgrade(&watch)));
    }
    watch
}

/// Sends messages.
#[hook]
pub fn use_send() -> Callback<Msg> {
    let store = use_store();
    use_callback(store, |msg, store| store.send(msg))
}

/// A press that sends a message made of something small. Most buttons share this one function: a closure of its own, each
/// with its drop and its table, is several times as large as a pointer to what makes the message.
pub fn press<D: Copy + 'static>(send: &Callback<Msg>, of: D, message: fn(D) -> Msg) -> Callback<MouseEvent> {
    send.reform(move |_| message(of))
}

/// The store of this page.
#[hook]
pub fn use_store() -> Store {
    #[expect(clippy::expect_used, reason = "src/app.rs puts everything below one provider")]
    use_context::<Store>().expect("a store is provided")
}
