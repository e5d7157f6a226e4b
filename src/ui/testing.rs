//! What the tests of widgets stand on: a widget in the page, and hands to use it with.

use js_sys::{Function, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// A widget that is in the page, until dropped.
pub(super) struct Stage {
    host: Element,
    leave: Option<Box<dyn FnOnce()>>,
}

impl Stage {
    /// Shows a component.
    pub(super) async fn show<C>(props: C::Properties) -> Self
    where
        C: BaseComponent,
    {
        let host = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&host).unwrap();
        let handle = yew::Renderer::<C>::with_root_and_props(host.clone(), props).render();
        let stage = Self { host, leave: Some(Box::new(move || handle.destroy())) };
        stage.settle().await;
        stage
    }

    /// Waits until all that is due has been drawn.
    pub(super) async fn settle(&self) {
        yew::scheduler::flush().await;
    }

    /// Waits until the browser has drawn, and measured what is to know its size.
    pub(super) async fn draw(&self) {
        for _ in 0..2 {
            let frame = Promise::new(&mut |resolve, _| {
                web_sys::window().unwrap().request_animation_frame(&resolve).unwrap();
            });
            JsFuture::from(frame).await.unwrap();
            self.settle().await;
        }
    }

    /// The first element of that selector.
    pub(super) fn find(&self, selector: &str) -> Element {
        self.host.query_selector(selector).unwrap().unwrap_or_else(|| panic!("there is no {selector}"))
    }

    /// The input of that name.
    pub(super) fn input(&self, name: &str) -> HtmlInputElement {
        self.find(&format!("input[aria-label='{name}']")).unchecked_into()
    }

    /// The names of all elements of that selector.
    pub(super) fn names(&self, selector: &str) -> Vec<String> {
        let found = self.host.query_selector_all(selector).unwrap();
        let elements = (0..found.length()).filter_map(|index| found.get(index));
        elements.filter_map(|node| name(node.unchecked_ref())).collect()
    }

    /// The texts of all text inputs.
    pub(super) fn texts(&self) -> Vec<String> {
        self.names("input[type=text]").iter().map(|name| self.input(name).value()).collect()
    }

    /// The name of what has the focus.
    pub(super) fn focused(&self) -> Option<String> {
        document().active_element().as_ref().and_then(name)
    }

    /// Presses what has that name.
    pub(super) async fn click(&self, name: &str) {
        let element = self.find(&format!("[aria-label='{name}']")).unchecked_into::<HtmlElement>();
        element.focus().unwrap();
        element.click();
        self.settle().await;
    }

    /// Types at the end of what is there.
    pub(super) async fn type_text(&self, input: &HtmlInputElement, text: &str) {
        input.set_value(&(input.value() + text));
        self.dispatch(input, "new InputEvent('input', { bubbles: true })");
        self.settle().await;
    }

    /// Presses a key, such as `F2` or `Alt+ArrowUp`, on what has the focus.
    pub(super) async fn press(&self, keys: &str) {
        let mut held = keys.split('+').collect::<Vec<_>>();
        let key = held.pop().unwrap();
        let is_held = |name| held.contains(&name);
        let event = format!(
            "new KeyboardEvent('keydown', {{ key: {key:?}, altKey: {}, ctrlKey: {}, shiftKey: {}, bubbles: true, cancelable: true }})",
            is_held("Alt"),
            is_held("Control"),
            is_held("Shift"),
        );
        self.dispatch(&document().active_element().unwrap(), &event);
        self.settle().await;
    }

    /// Lets an event happen, given as the script that makes it.
    pub(super) fn dispatch(&self, target: &Element, event: &str) {
        let function = Function::new_with_args("target", &format!("target.dispatchEvent({event})"));
        function.call1(&target.into(), target).unwrap();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(leave) = self.leave.take() {
            leave();
        }
        self.host.remove();
    }
}

pub(super) fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

fn name(element: &Element) -> Option<String> {
    element.get_attribute("aria-label")
}
