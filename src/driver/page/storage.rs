//! What the page keeps in the browser: in localStorage for all pages of its folder, in sessionStorage for itself.

use std::cell::Cell;
use std::rc::Rc;

use duplex_core::app::msg::{Msg, StorageMsg};
use gloo_events::EventListener;
use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use js_sys::JsString;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, StorageEvent, Window};

use super::{Answer, boot, window};

mod turns;

/// Writes, and tells what comes of it and what other pages write.
pub struct Storage {
    prefix: Rc<str>,
    answer: Answer,
    used: Rc<Used>,
    _changes: Option<EventListener>,
}

impl Storage {
    /// Keys get this prefix; answers go there.
    pub fn new(prefix: String, answer: Answer) -> Storage {
        let (prefix, used) = (Rc::from(prefix), Rc::new(Used::default()));
        let changes = listen(&prefix, &answer, &used);
        Storage { prefix, answer, used, _changes: changes }
    }

    /// Keeps a value, and says how that went.
    pub fn save(&self, key: &str, value: &str) {
        match self.put(key, Some(value)) {
            Ok(()) => self.tell(StorageMsg::Saved(key.into())),
            Err(why) => self.tell(StorageMsg::Failed(key.into(), why)),
        }
    }

    /// Removes a key, and says if that failed.
    pub fn remove(&self, key: &str) {
        if let Err(why) = self.put(key, None) {
            self.tell(StorageMsg::Failed(key.into(), why));
        }
    }

    /// Keeps a value for as long as this page's tab is open, and says if that failed.
    pub fn save_for_session(&self, key: &str, value: &str) {
        let full_key = format!("{}{key}", self.prefix);
        let kept = session().and_then(|storage| storage.set_item(&full_key, value).map_err(|error| reason(&error)));
        if let Err(why) = kept {
            self.tell(StorageMsg::Failed(key.into(), why));
        }
    }

    /// Says what stands under these keys when it is this page's turn; the turn lasts while that is taken in. A page that is
    /// about to go does not wait for it.
    #[expect(clippy::disallowed_methods, reason = "the driver is where effects are run")]
    pub fn take_turn(&self, keys: Vec<String>, is_leaving: bool) {
        let (prefix, answer) = (self.prefix.clone(), self.answer.clone());
        if is_leaving {
            return turn(&prefix, keys, &answer);
        }
        let name = format!("{prefix}storage");
        let wanted = keys.first().cloned().unwrap_or_default();
        let of_turn = answer.clone();
        wasm_bindgen_futures::spawn_local(async move {
            if let Err(error) = turns::take(&name, move || turn(&prefix, keys, &of_turn)).await {
                answer(Msg::Storage(StorageMsg::Failed(wanted, reason(&error))));
            }
        });
    }

    /// Writes a value, or removes it, and tells what is used then.
    fn put(&self, key: &str, value: Option<&str>) -> Result<(), String> {
        let storage = local()?;
        let key = format!("{}{key}", self.prefix);
        let before = units(&storage, &key);
        let done = match value {
            Some(value) => storage.set_item(&key, value),
            None => storage.remove_item(&key),
        };
        done.map_err(|error| reason(&error))?;
        let used = match self.used.0.get() {
            Some(used) => (used + units(&storage, &key)).saturating_sub(before),
            None => count(&storage),
        };
        self.used.set(used, &self.answer);
        Ok(())
    }

    fn tell(&self, msg: StorageMsg) {
        (self.answer)(Msg::Storage(msg));
    }
}

/// What everything of this origin takes, once it was counted.
#[derive(Default)]
struct Used(Cell<Option<u64>>);

impl Used {
    /// Tells the figure when it is another one.
    fn set(&self, used: u64, answer: &Answer) {
        if self.0.replace(Some(used)) != Some(used) {
            answer(Msg::Storage(StorageMsg::Used(used)));
        }
    }
}

/// Says what stands under each key, and which one cannot be read.
fn turn(prefix: &str, keys: Vec<String>, answer: &Answer) {
    let (found, problem) = read_keys(prefix, keys);
    answer(Msg::Storage(StorageMsg::Turn(found)));
    if let Some((key, why)) = problem {
        answer(Msg::Storage(StorageMsg::Failed(key, why)));
    }
}

/// Tells what other pages write, for as long as the handle lives.
fn listen(prefix: &Rc<str>, answer: &Answer, used: &Rc<Used>) -> Option<EventListener> {
    let (prefix, answer, used) = (prefix.clone(), answer.clone(), used.clone());
    Some(EventListener::new(&window()?.into(), "storage", move |event| {
        let (Some(event), Ok(storage)) = (event.dyn_ref::<StorageEvent>(), local()) else {
            return;
        };
        if event.storage_area().as_ref() != Some(&storage) {
            return;
        }
        let changed = match event.key() {
            Some(key) => key.strip_prefix(&*prefix).map(|name| (name.to_string(), event.new_value())),
            // All of it was cleared.
            None => Some((String::new(), None)),
        };
        if let Some((name, value)) = changed {
            answer(Msg::Storage(StorageMsg::Changed(name, value)));
        }
        // What others of this origin write takes room as well.
        used.set(count(&storage), &answer);
    }))
}

/// All that is stored for this page, by key below its prefix. Fails where the browser forbids storage.
pub fn read_all() -> Result<Vec<(String, String)>, String> {
    read_below(&prefix(), &local()?)
}

/// All that is kept while this page's tab is open, by key below its prefix; nothing where the browser forbids it.
pub fn read_session() -> Vec<(String, String)> {
    session().and_then(|storage| read_below(&prefix(), &storage)).unwrap_or_default()
}

/// The UTF-16 units of all keys and values of this origin; none where the browser forbids storage.
pub fn used() -> u64 {
    local().map_or(0, |storage| count(&storage))
}

/// Asks the browser to keep the storage also when space is short, or only looks, and says whether it will.
pub async fn persist(asks: bool) -> bool {
    let manager = window().map(|window| window.navigator().storage());
    // Missing on plain http pages, whatever its type says.
    let manager = manager.filter(|manager| !manager.is_undefined());
    let Some(Ok(asked)) = manager.map(|manager| if asks { manager.persist() } else { manager.persisted() }) else {
        return false;
    };
    JsFuture::from(asked).await.is_ok_and(|promised| promised.is_truthy())
}

/// One origin may host other things, and other copies of Duplex below other paths.
pub fn prefix() -> String {
    format!("duplex{}", boot::duplex().base())
}

fn read_below(prefix: &str, storage: &web_sys::Storage) -> Result<Vec<(String, String)>, String> {
    let n_keys = storage.length().map_err(|error| reason(&error))?;
    let mut all = Vec::new();
    for index in 0..n_keys {
        let Some(key) = storage.key(index).map_err(|error| reason(&error))? else {
            continue;
        };
        let Some(name) = key.strip_prefix(prefix) else {
            continue;
        };
        if let Some(value) = storage.get_item(&key).map_err(|error| reason(&error))? {
            all.push((name.to_string(), value));
        }
    }
    Ok(all)
}

/// What stands under a key.
type Found = (String, Option<String>);

/// What stands under each key, up to the first that cannot be read, and why it cannot.
fn read_keys(prefix: &str, keys: Vec<String>) -> (Vec<Found>, Option<(String, String)>) {
    let mut found = Vec::new();
    let storage = match local() {
        Ok(storage) => storage,
        Err(why) => return (found, keys.into_iter().next().map(|key| (key, why))),
    };
    for key in keys {
        match storage.get_item(&format!("{prefix}{key}")) {
            Ok(value) => found.push((key, value)),
            Err(error) => return (found, Some((key, reason(&error)))),
        }
    }
    (found, None)
}

/// What stands under a key, as it is.
pub fn value(key: &str) -> Option<String> {
    local().ok()?.get_item(&format!("{}{key}", prefix())).ok()?
}

#[wasm_bindgen]
extern "C" {
    /// A storage whose values stay with the browser: only their length is wanted.
    type Lengths;

    #[wasm_bindgen(method, catch, js_name = getItem)]
    fn item(this: &Lengths, key: &str) -> Result<Option<JsString>, JsValue>;
}

/// What a key and its value take; nothing when there is no such key, or it cannot be read.
fn units(storage: &web_sys::Storage, key: &str) -> u64 {
    let value = storage.unchecked_ref::<Lengths>().item(key);
    value.ok().flatten().map_or(0, |value| key.encode_utf16().count() as u64 + u64::from(value.length()))
}

fn count(storage: &web_sys::Storage) -> u64 {
    let keys = (0..storage.length().unwrap_or_default()).filter_map(|index| storage.key(index).ok().flatten());
    keys.map(|key| units(storage, &key)).sum()
}

fn local() -> Result<web_sys::Storage, String> {
    // `raw` panics where the browser forbids storage, so it is asked for only when it is there.
    look(Window::local_storage, "it has no local storage").map(|()| LocalStorage::raw())
}

fn session() -> Result<web_sys::Storage, String> {
    look(Window::session_storage, "it has no session storage").map(|()| SessionStorage::raw())
}

fn look(open: fn(&Window) -> Result<Option<web_sys::Storage>, JsValue>, missing: &str) -> Result<(), String> {
    match window().map(|window| open(&window)) {
        Some(Ok(Some(_))) => Ok(()),
        Some(Err(error)) => Err(reason(&error)),
        Some(Ok(None)) | None => Err(missing.into()),
    }
}

fn reason(error: &JsValue) -> String {
    match error.dyn_ref::<DomException>() {
        Some(error) if error.name() == "QuotaExceededError" => "the browser's storage is full".into(),
        Some(error) if error.name() == "SecurityError" => "its settings forbid it".into(),
        Some(error) => error.message(),
        None => "it gave an error without a reason".into(),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Weak;

    use wasm_bindgen_test::wasm_bindgen_test;
    use web_sys::StorageEventInit;

    use super::*;

    /// A storage with what it told.
    struct Desk {
        storage: Storage,
        told: Rc<RefCell<Vec<StorageMsg>>>,
    }

    impl Desk {
        fn new(prefix: &str) -> Desk {
            let told = Rc::new(RefCell::new(Vec::new()));
            let tell = told.clone();
            let answer = move |msg| match msg {
                Msg::Storage(msg) => tell.borrow_mut().push(msg),
                other => panic!("{other:?} is not about storage"),
            };
            Desk { storage: Storage::new(prefix.into(), Rc::new(answer)), told }
        }

        /// What was told since the last time, without what is used.
        fn told(&self) -> Vec<StorageMsg> {
            self.told.take().into_iter().filter(|msg| !matches!(msg, StorageMsg::Used(_))).collect()
        }

        /// How much was told to be used since the last time.
        fn used(&self) -> Vec<u64> {
            let used = |msg| match msg {
                StorageMsg::Used(used) => Some(used),
                _ => None,
            };
            self.told.take().into_iter().filter_map(used).collect()
        }
    }

    /// Waits until all turns of that name that were wanted are over.
    async fn turns_are_over(name: &str) {
        // By the time that the first has come, those wanted before it stand in the queue before the second.
        turns::take(name, || {}).await.unwrap();
        turns::take(name, || {}).await.unwrap();
    }

    /// As if another page had written to this area.
    fn other_page_writes(area: &web_sys::Storage, key: Option<&str>, value: Option<&str>) {
        let init = StorageEventInit::new();
        init.set_key(key);
        init.set_new_value(value);
        init.set_storage_area(Some(area));
        let event = StorageEvent::new_with_event_init_dict("storage", &init).unwrap();
        window().unwrap().dispatch_event(&event).unwrap();
    }

    #[wasm_bindgen_test]
    fn a_full_storage_is_named() {
        let error = DomException::new_with_message_and_name("no", "QuotaExceededError").unwrap();
        assert_eq!(reason(&error), "the browser's storage is full");
    }

    #[wasm_bindgen_test]
    fn a_value_that_is_too_large_changes_nothing() {
        let desk = Desk::new("full/");
        desk.storage.save("tabs", "small");
        desk.storage.save("tabs", &"x".repeat(20 << 20));
        let failed = StorageMsg::Failed("tabs".into(), "the browser's storage is full".into());
        assert_eq!(desk.told(), [StorageMsg::Saved("tabs".into()), failed]);
        assert_eq!(local().unwrap().get_item("full/tabs").unwrap().as_deref(), Some("small"));
        desk.storage.remove("tabs");
    }

    #[wasm_bindgen_test]
    fn what_is_used_follows_each_change() {
        let desk = Desk::new("used/");
        let before = used();
        let change = |key: &str, value: Option<&str>| {
            match value {
                Some(value) => desk.storage.save(key, value),
                None => desk.storage.remove(key),
            }
            desk.used().iter().map(|used| used - before).collect::<Vec<_>>()
        };
        // The key takes six units, a rocket two.
        assert_eq!(change("a", Some("🚀!")), [9]);
        assert_eq!(change("a", Some("new")), [0; 0], "as long as before");
        assert_eq!(change("a", Some("longer")), [12]);
        assert_eq!(change("b", Some("")), [18]);
        assert_eq!(change("a", None), [6]);
        assert_eq!(change("a", None), [0; 0], "it was gone");
        assert_eq!(change("b", None), [0]);
        assert_eq!(used(), before);
    }

    #[wasm_bindgen_test]
    fn only_what_other_pages_write_below_the_prefix_is_a_change() {
        let desk = Desk::new("heard/");
        let (local, session) = (local().unwrap(), session().unwrap());
        other_page_writes(&local, Some("heard/tabs"), Some("1"));
        other_page_writes(&local, Some("another/tabs"), Some("2"));
        other_page_writes(&session, Some("heard/tabs"), Some("3"));
        other_page_writes(&local, Some("heard/tabs"), None);
        other_page_writes(&local, None, None);
        let changed = |key: &str, value: Option<&str>| StorageMsg::Changed(key.into(), value.map(String::from));
        assert_eq!(desk.told(), [changed("tabs", Some("1")), changed("tabs", None), changed("", None)]);
    }

    #[wasm_bindgen_test]
    fn a_storage_that_is_gone_hears_nothing() {
        let Desk { storage, told } = Desk::new("gone/");
        drop(storage);
        other_page_writes(&local().unwrap(), Some("gone/tabs"), Some("1"));
        assert_eq!(told.take(), []);
    }

    #[wasm_bindgen_test]
    fn what_others_write_counts_as_used() {
        let desk = Desk::new("counted/");
        let local = local().unwrap();
        local.set_item("foreign", "12345").unwrap();
        other_page_writes(&local, Some("foreign"), Some("12345"));
        assert_eq!(desk.used(), [used()]);
        local.remove_item("foreign").unwrap();
    }

    #[wasm_bindgen_test]
    async fn turns_come_one_after_the_other_and_see_what_was_saved_in_them() {
        let turns = Rc::new(RefCell::new(Vec::new()));
        // Pages that count: each saves in answer to its turn, as the app does.
        let pages = ["left", "right"].map(|name| {
            let turns = turns.clone();
            Rc::new_cyclic(|page: &Weak<Storage>| {
                let page = page.clone();
                let answer = move |msg| {
                    if let Msg::Storage(StorageMsg::Turn(found)) = msg {
                        let count = found[0].1.as_deref().map_or(1, |count| count.parse::<u32>().unwrap() + 1);
                        page.upgrade().unwrap().save("count", &count.to_string());
                        turns.borrow_mut().push((name, found[0].1.clone()));
                    }
                };
                Storage::new("turns/".into(), Rc::new(answer))
            })
        });
        for page in [&pages[0], &pages[1], &pages[0]] {
            page.take_turn(vec!["count".into()], false);
        }
        assert_eq!(turns.borrow().len(), 0, "a turn never comes while an effect is carried out");
        turns_are_over("turns/storage").await;
        assert_eq!(turns.take(), [("left", None), ("right", Some("1".into())), ("left", Some("2".into()))]);
        pages[0].remove("count");
    }

    #[wasm_bindgen_test]
    async fn a_turn_waits_for_the_page_that_has_it() {
        let desk = Desk::new("held/");
        let let_go = turns::tests::hold("held/storage").await;
        desk.storage.take_turn(vec!["tabs".into(), "none".into()], false);
        // One under another name, wanted later, shows that there was time for it.
        turns_are_over("held/other").await;
        assert_eq!(desk.told(), []);
        local().unwrap().set_item("held/tabs", "left there").unwrap();
        let_go.call0(&JsValue::UNDEFINED).unwrap();
        turns_are_over("held/storage").await;
        let found = [("tabs".into(), Some("left there".into())), ("none".into(), None)];
        assert_eq!(desk.told(), [StorageMsg::Turn(found.into())]);
        desk.storage.remove("tabs");
    }

    #[wasm_bindgen_test]
    async fn what_the_browser_promises_is_what_is_said() {
        let promised = persist(true).await;
        let manager = window().unwrap().navigator().storage();
        assert_eq!(JsFuture::from(manager.persisted().unwrap()).await.unwrap(), promised);
    }

    #[wasm_bindgen_test]
    fn a_session_keeps_its_own_values() {
        let desk = Desk::new("mine/");
        desk.storage.save_for_session("secret", "x");
        assert_eq!(desk.told(), []);
        let session = session().unwrap();
        assert_eq!(read_below("mine/", &session).unwrap(), [("secret".to_string(), "x".to_string())]);
        assert_eq!(local().unwrap().get_item("mine/secret").unwrap(), None);
        session.remove_item("mine/secret").unwrap();
    }
}
