//! Listens to several events of an element, as long as somebody wants to hear them.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event};

/// Hears what happens at an element or inside it before anybody else, until dropped.
pub(super) struct Ear {
    target: Element,
    events: &'static [&'static str],
    closure: Closure<dyn FnMut(Event)>,
}

impl Ear {
    /// Hears these events from now on.
    pub(super) fn open(target: Element, events: &'static [&'static str], handle: impl Fn(Event) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(handle);
        for event in events {
            let function = closure.as_ref().unchecked_ref();
            // Refused only without a function.
            let _ = target.add_event_listener_with_callback_and_bool(event, function, true);
        }
        Self { target, events, closure }
    }

    /// Where it listens.
    pub(super) fn target(&self) -> &Element {
        &self.target
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        for event in self.events {
            let function = self.closure.as_ref().unchecked_ref();
            let _ = self.target.remove_event_listener_with_callback_and_bool(event, function, true);
        }
    }
}
