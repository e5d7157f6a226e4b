//! Hooks the widgets share: ids, sizes, and waiting a moment.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

thread_local! {
    static N_IDS: Cell<u32> = const { Cell::new(0) };
}

/// An element id that no other element of this page has, the same at each render.
#[hook]
pub fn use_unique_id(prefix: &'static str) -> AttrValue {
    let id = use_memo((), |()| {
        let n = N_IDS.get();
        N_IDS.set(n.wrapping_add(1));
        AttrValue::from(format!("{prefix}-{n}"))
    });
    AttrValue::clone(&id)
}

/// The newest value of something, readable from a callback made at an earlier render.
#[hook]
pub fn use_latest<T: 'static>(value: T) -> Rc<RefCell<Rc<T>>> {
    let value = Rc::new(value);
    let cell = use_mut_ref(|| Rc::clone(&value));
    *cell.borrow_mut() = value;
    cell
}

/// Calls back with the content width and height of the element, now and whenever they change.
#[hook]
pub fn use_size(node: NodeRef, on_size: Callback<(f64, f64)>) {
    let latest = use_latest(on_size);
    use_effect_with(node, move |node| {
        let observing = node.cast::<Element>().and_then(|element| {
            let closure = Closure::<dyn FnMut()>::new({
                let element = element.clone();
                move || {
                    let on_size = Rc::clone(&latest.borrow());
                    on_size.emit((f64::from(element.client_width()), f64::from(element.client_height())));
                }
            });
            let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
            observer.observe(&element);
            Some((observer, closure))
        });
        move || {
            if let Some((observer, _closure)) = observing {
                observer.disconnect();
            }
        }
    });
}

/// One wait at a time: starting it again starts it anew, dropping it ends it.
#[derive(Default)]
pub struct Delay {
    running: RefCell<Option<Running>>,
}

/// The browser's handle, and what it calls.
type Running = (i32, Closure<dyn FnMut()>);

impl Delay {
    /// Calls `then` after so many milliseconds, unless started again or dropped before.
    pub fn start(&self, millis: i32, then: impl FnOnce() + 'static) {
        self.stop();
        let closure = Closure::once(then);
        let handle = web_sys::window().and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(closure.as_ref().unchecked_ref(), millis).ok()
        });
        if let Some(handle) = handle {
            self.running.replace(Some((handle, closure)));
        }
    }

    /// Ends the wait.
    pub fn stop(&self) {
        if let Some((handle, _closure)) = self.running.take()
            && let Some(window) = web_sys::window()
        {
            window.clear_timeout_with_handle(handle);
        }
    }
}

impl Drop for Delay {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A [`Delay`] that lives as long as the component.
#[hook]
pub fn use_delay() -> Rc<Delay> {
    use_memo((), |()| Delay::default())
}
