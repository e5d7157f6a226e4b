//! The page's driver: one arm per effect.

use std::cell::RefCell;
use std::rc::Rc;

use duplex_core::app::Environment;
use duplex_core::app::effect::{Effect, Focus};
use duplex_core::app::mirror::PickedFile;
use duplex_core::app::msg::{Msg, SessionMsg, StorageMsg};
use duplex_core::app::snippet::Snippet;
use duplex_core::ids::TabId;
use duplex_core::wire::{Emit, ToSession};
use gloo_render::AnimationFrame;
use wasm_bindgen::JsCast;
use web_sys::{Document, File, HtmlElement, Window};

pub mod clock;
pub mod files;
pub mod storage;
pub mod surroundings;
pub mod workers;

use clock::Alarm;
use files::Picker;
use storage::Storage;
use workers::Workers;

/// Where answers of the world go.
pub type Answer = Rc<dyn Fn(Msg)>;

/// Carries out what the page asks for.
pub struct Driver {
    answer: Answer,
    alarm: Alarm,
    workers: Workers,
    storage: Storage,
    picker: Picker,
    /// What was chosen to be sent. A file is a handle: its bytes stay on the disk.
    chosen: RefCell<Vec<(TabId, File)>>,
    /// What gives the focus to a field that is still to be drawn.
    focusing: Rc<RefCell<Option<AnimationFrame>>>,
}

impl Driver {
    /// A driver that sends its answers there. Answers never come while an effect is being carried out, but for those
    /// about what is saved, which has no other time.
    pub fn new(answer: Answer) -> Driver {
        Driver {
            alarm: Alarm::default(),
            workers: Workers::new(answer.clone()),
            storage: Storage::new(storage::prefix(), answer.clone()),
            picker: Picker::default(),
            chosen: RefCell::default(),
            focusing: Rc::default(),
            answer,
        }
    }

    /// Carries out one effect.
    pub fn run(&self, effect: Effect) {
        match effect {
            Effect::ToSession(tab, said) => self.workers.tell(tab, &said, None),
            Effect::SendFile(tab, event) => self.send_file(tab, event),
            Effect::Copy(tab, snippet, text) => self.copy(tab, snippet, text),
            Effect::EndSession(tab) => self.workers.end(tab),
            Effect::Save { key, value } => self.storage.save(&key, &value),
            Effect::TakeTurn { keys, is_leaving } => self.storage.take_turn(keys, is_leaving),
            Effect::DownloadKey { key } => {
                files::download_text(
                    &format!("{}.json", key.replace('/', "-")),
                    &storage::value(&key).unwrap_or_default(),
                );
            }
            Effect::Remove { key } => self.storage.remove(&key),
            Effect::SaveForSession { key, value } => self.storage.save_for_session(&key, &value),
            Effect::Persist => self.persist(true),
            Effect::LookPersistent => self.persist(false),
            Effect::PickFile => self.picker.pick(self.answer.clone()),
            Effect::Download { name, text } => files::download_text(&name, &text),
            Effect::ShowTheme { is_dark } => show_theme(is_dark),
            Effect::WakeAt(at) => {
                let answer = self.answer.clone();
                self.alarm.set(at, move || answer(Msg::Woke { zone_minutes: clock::zone_minutes() }));
            }
            Effect::Focus(Focus::Problem) => self.focus_soon(Focus::Problem),
            // Nothing behind a dialog takes the focus: it is on its way out.
            Effect::Focus(focus) if is_dialog_open() => self.focus_soon(focus),
            Effect::Focus(focus) => give_focus(focus),
        }
    }

    /// The element may be in a part of the page that comes with the next frame.
    fn focus_soon(&self, focus: Focus) {
        let focusing = self.focusing.clone();
        let frame = clock::next_frame(move || {
            focusing.replace(Some(clock::next_frame(move || give_focus(focus))));
        });
        self.focusing.replace(Some(frame));
    }

    /// Takes a file that was chosen to be sent.
    pub fn choose(&self, tab: TabId, file: File) {
        let picked = PickedFile { name: file.name().into(), n_bytes: file.size() as u64 };
        let mut chosen = self.chosen.borrow_mut();
        chosen.retain(|(of, _)| *of != tab);
        chosen.push((tab, file));
        drop(chosen);
        (self.answer)(Msg::Session(tab, SessionMsg::File(Some(picked))));
    }

    fn send_file(&self, tab: TabId, event: Option<(Emit, u32)>) {
        if let Some((_, file)) = self.chosen.borrow().iter().find(|(of, _)| *of == tab) {
            self.workers.tell(tab, &ToSession::SendFile { name: file.name(), event }, Some(file));
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the driver is where effects are run")]
    fn copy(&self, tab: TabId, snippet: Snippet, text: String) {
        let answer = self.answer.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let done = files::copy_text(&text).await;
            answer(Msg::Session(tab, SessionMsg::Copied(snippet, done)));
        });
    }

    #[expect(clippy::disallowed_methods, reason = "the driver is where effects are run")]
    fn persist(&self, asks: bool) {
        let answer = self.answer.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let is_persistent = storage::persist(asks).await;
            // Who was not asked has not refused.
            if asks || is_persistent {
                answer(Msg::Storage(StorageMsg::Persisted(is_persistent)));
            }
        });
    }

    /// Starts a worker ahead of its use.
    pub fn warm_up(&self) {
        self.workers.warm_up();
    }
}

/// What the browser tells at the start.
pub fn environment() -> Environment {
    let (stored, storage_problem) = match storage::read_all() {
        Ok(stored) => (stored, None),
        Err(why) => (Default::default(), Some(why)),
    };
    let page = boot::duplex().page();
    let agent = window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
    Environment {
        zone_minutes: clock::zone_minutes(),
        system_is_dark: clock::system_theme().is_some_and(|query| query.matches()),
        is_mac: agent.contains("Mac OS") || agent.contains("iPhone"),
        agent,
        surroundings: surroundings::now(),
        demo_url: boot::duplex().demo(),
        stored,
        storage_problem,
        seed: seed(),
        page: page.id(),
        other_pages: page.others(),
        session_stored: storage::read_session(),
        can_write: page.can_write(),
        n_used: storage::used(),
    }
}

/// What nobody can guess.
fn seed() -> u64 {
    let mut bytes = [0; 8];
    if let Some(crypto) = window().and_then(|window| window.crypto().ok()) {
        // Fails for more bytes than these alone.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    u64::from_le_bytes(bytes)
}

/// What `static/boot.js` tells about the parts of this page.
pub mod boot {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        /// `globalThis.duplex`.
        pub type Boot;

        #[wasm_bindgen(thread_local_v2, js_name = duplex)]
        static DUPLEX: Boot;

        /// What a worker is told first, so that it can run a session; rejected when the code does not come.
        #[wasm_bindgen(method, js_name = loadSession)]
        pub fn load_session(this: &Boot) -> js_sys::Promise;
        /// The absolute URL of the worker's script.
        #[wasm_bindgen(method, getter)]
        pub fn worker(this: &Boot) -> String;
        /// The URL of the demo server, or an empty text.
        #[wasm_bindgen(method, getter)]
        pub fn demo(this: &Boot) -> String;
        /// The page's folder, from its leading to its trailing slash.
        #[wasm_bindgen(method, getter)]
        pub fn base(this: &Boot) -> String;
        /// Which of the pages of this origin it is.
        #[wasm_bindgen(method, getter)]
        pub fn page(this: &Boot) -> Page;

        /// A page of this origin, as it was when it started.
        pub type Page;

        /// Its id, which it keeps when it is loaded again.
        #[wasm_bindgen(method, getter)]
        pub fn id(this: &Page) -> String;
        /// The ids of the others that live.
        #[wasm_bindgen(method, getter)]
        pub fn others(this: &Page) -> Vec<String>;
        /// Whether it may write to what all of them share.
        #[wasm_bindgen(method, getter, js_name = canWrite)]
        pub fn can_write(this: &Page) -> bool;
    }

    /// What was told.
    pub fn duplex() -> Boot {
        DUPLEX.with(|boot| JsValue::from(boot).unchecked_into())
    }
}

pub(crate) fn window() -> Option<Window> {
    web_sys::window()
}

pub(crate) fn document() -> Option<Document> {
    window()?.document()
}

fn show_theme(is_dark: bool) {
    if let Some(root) = document().and_then(|document| document.document_element()?.dyn_into::<HtmlElement>().ok()) {
        // A missing attribute would show the light theme; there is nobody to tell.
        let _ = root.dataset().set("theme", if is_dark { "dark" } else { "light" });
    }
}

fn is_dialog_open() -> bool {
    document().is_some_and(|document| document.query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some()))
}

fn give_focus(focus: Focus) {
    let selector = match focus {
        Focus::Url => "[data-active] [data-focus=url] input",
        Focus::Search => "[data-active] [data-focus=search] input",
        Focus::Log => "[data-active] [data-focus=log] [role=grid]",
        Focus::Problem => "[data-active] [data-part=composer] [aria-invalid=true]",
        Focus::Environment => "header [data-focus=environment] button",
        Focus::Tree => "nav [role=tree]",
    };
    let element = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // What cannot take the focus leaves it where it is.
        let _ = element.focus();
        if let Some(input) = element.dyn_ref::<web_sys::HtmlInputElement>() {
            input.select();
        }
    }
}
