//! Shows the variables in an input's text: marks them, says what they are, and completes a half-typed one.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventTarget, FocusEvent, HtmlDocument, HtmlInputElement, KeyboardEvent, Node, PointerEvent,
};
use yew::prelude::*;

use super::ear::Ear;
use super::popup;
use super::units::{bytes_before, units_before};
use crate::ui::hooks::{Delay, use_unique_id};
use crate::ui::variables::{KnownVariables, Mark, Partial, describe};

/// How long the pointer rests on a variable, or is off it, before its card comes or goes.
const POINTER_MILLIS: i32 = 250;

/// How long the caret stands in one.
const CARET_MILLIS: i32 = 700;

/// What is open below a field.
#[derive(Clone, PartialEq)]
pub(super) enum Popup {
    /// What is known of a variable.
    Card {
        /// Which mark.
        mark: usize,
        /// Whether the pointer opened it, not the caret.
        by_pointer: bool,
    },
    /// The names that a half-typed one may become.
    List {
        /// By their place among those that are known.
        found: Vec<usize>,
        /// Which of these Enter chooses.
        current: usize,
        /// Where in the text the braces of the half-typed one begin.
        open: usize,
    },
}

/// A piece of the text.
pub(super) struct Piece {
    /// Where it is, in bytes.
    pub(super) range: Range<usize>,
    /// Which mark it is, when it is one.
    pub(super) mark: Option<usize>,
}

/// What is on screen.
#[derive(Default)]
pub(super) struct Inner {
    /// None of them are known here: then the text is not looked into.
    pub(super) known: Option<KnownVariables>,
    /// The input's text while it has `{{` in it, otherwise nothing.
    pub(super) text: String,
    /// The variables in it.
    pub(super) marks: Vec<Mark>,
    /// The whole of it, as it is drawn behind the input.
    pub(super) pieces: Vec<Piece>,
    /// What is open.
    pub(super) popup: Option<Popup>,
    /// The mark whose card Escape has closed: it stays so until the pointer has left the mark.
    dismissed: Option<usize>,
}

impl Inner {
    fn look_into(&mut self) {
        self.marks = self.known.as_ref().map(|known| known.marks(&self.text)).unwrap_or_default();
        self.pieces.clear();
        let mut end = 0;
        for (index, mark) in self.marks.iter().enumerate() {
            self.pieces.push(Piece { range: end..mark.span.start, mark: None });
            self.pieces.push(Piece { range: mark.span.clone(), mark: Some(index) });
            end = mark.span.end;
        }
        // What is open below the last of it stands where its braces begin.
        if let Some(Popup::List { open, .. }) = self.popup
            && open >= end
        {
            self.pieces.push(Piece { range: end..open, mark: None });
            end = open;
        }
        self.pieces.push(Piece { range: end..self.text.len(), mark: None });
    }

    /// The mark that the caret, in bytes, is inside.
    fn mark_at(&self, caret: usize) -> Option<usize> {
        self.marks.iter().position(|mark| mark.span.start < caret && caret < mark.span.end)
    }
}

/// The variables of one input, as its listeners see them.
///
/// Invariant: the page is never changed while `inner` is borrowed, for it calls back.
pub(super) struct Assist {
    /// What is on screen.
    pub(super) inner: RefCell<Inner>,
    /// The input and all that is around it.
    pub(super) field: NodeRef,
    /// The text behind the input.
    pub(super) mirror: NodeRef,
    /// What is open.
    pub(super) popup: NodeRef,
    /// What the ids of its parts begin with.
    pub(super) id: AttrValue,
    input: NodeRef,
    pointer: Delay,
    caret: Delay,
    redraw: UseForceUpdateHandle,
    /// On the field, and while something is open on the page.
    ears: RefCell<[Option<Ear>; 2]>,
}

/// What the input needs to show the variables in its text.
#[hook]
pub(super) fn use_assist(input: NodeRef) -> Rc<Assist> {
    let known = use_context::<KnownVariables>();
    let id = use_unique_id("variables");
    let redraw = use_force_update();
    let assist = use_memo((), |()| Assist {
        inner: RefCell::default(),
        field: NodeRef::default(),
        mirror: NodeRef::default(),
        popup: NodeRef::default(),
        id,
        input,
        pointer: Delay::default(),
        caret: Delay::default(),
        redraw,
        ears: RefCell::default(),
    });
    assist.know(known);
    use_effect({
        let assist = Rc::clone(&assist);
        move || {
            assist.listen();
            popup::place(&assist);
        }
    });
    assist
}

impl Assist {
    /// These are the variables now.
    fn know(&self, known: Option<KnownVariables>) {
        let mut inner = self.inner.borrow_mut();
        if inner.known != known {
            let list = |known: &Option<KnownVariables>| known.as_ref().map(|known| Rc::clone(&known.list));
            if list(&inner.known) != list(&known) {
                inner.popup = None;
            }
            inner.known = known;
            inner.look_into();
        }
    }

    /// Hears what is to be heard at this time.
    fn listen(self: &Rc<Self>) {
        let field = self.field.cast::<Element>();
        let page =
            field.as_ref().and_then(|field| field.owner_document()).and_then(|document| document.document_element());
        let page = page.filter(|_| self.inner.borrow().popup.is_some());
        let mut ears = self.ears.borrow_mut();
        for ((ear, target), events) in ears.iter_mut().zip([field, page]).zip([ON_FIELD, ON_PAGE]) {
            if ear.as_ref().map(Ear::target) != target.as_ref() {
                // Weak: the ear is the assist's own.
                let assist = Rc::downgrade(self);
                let handle = move |event: Event| {
                    if let Some(assist) = assist.upgrade() {
                        assist.handle(&event);
                    }
                };
                *ear = target.map(|target| Ear::open(target, events, handle));
            }
        }
    }

    /// The input that all this is about.
    pub(super) fn input(&self) -> Option<HtmlInputElement> {
        self.input.cast()
    }

    /// The text was changed by its owner.
    pub(super) fn on_write(self: &Rc<Self>) -> Callback<()> {
        let assist = Rc::clone(self);
        Callback::from(move |()| {
            let text = assist.input().map(|input| input.value()).unwrap_or_default();
            let is_other = assist.inner.borrow().text != if text.contains("{{") { &text[..] } else { "" };
            // The owner may have agreed with what was typed: then what is open stays open.
            if is_other {
                assist.take(&text, None);
            }
        })
    }

    /// This was typed.
    pub(super) fn typed(&self, text: &str) {
        self.pointer.stop();
        self.caret.stop();
        let list = self.partial(text).and_then(|partial| {
            let inner = self.inner.borrow();
            let found = inner.known.as_ref()?.suggestions(text.get(partial.typed)?);
            (!found.is_empty()).then_some(Popup::List { found, current: 0, open: partial.open })
        });
        self.take(text, list);
    }

    /// Takes over what the input shows now.
    fn take(&self, text: &str, popup: Option<Popup>) {
        let text = if text.contains("{{") { text } else { "" };
        {
            let mut inner = self.inner.borrow_mut();
            if inner.text == text && inner.popup == popup {
                return;
            }
            text.clone_into(&mut inner.text);
            inner.popup = popup;
            if inner.known.is_none() {
                return;
            }
            inner.look_into();
        }
        self.redraw.force_update();
    }

    /// The half-typed variable that the caret is in.
    fn partial(&self, text: &str) -> Option<Partial> {
        if !text.contains("{{") || self.inner.borrow().known.is_none() {
            return None;
        }
        Partial::at(text, self.caret(text)?)
    }

    /// Where the caret is, in bytes; nowhere while something is selected.
    fn caret(&self, text: &str) -> Option<usize> {
        let input = self.input()?;
        let (start, end) = (input.selection_start().ok()??, input.selection_end().ok()??);
        (start == end).then(|| bytes_before(text, start))
    }

    /// Opens or closes.
    fn show(&self, popup: Option<Popup>) {
        {
            let mut inner = self.inner.borrow_mut();
            if inner.popup == popup {
                return;
            }
            inner.popup = popup;
        }
        self.redraw.force_update();
    }

    /// A key went down in the input: gives whether it was for what is open.
    pub(super) fn handle_key(&self, event: &KeyboardEvent) -> bool {
        let is_alone = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key());
        if event.is_composing() || !is_alone {
            return false;
        }
        let Some(Popup::List { found, current, open }) = self.inner.borrow().popup.clone() else {
            return false;
        };
        let next = match event.key().as_str() {
            "ArrowDown" => current + 1,
            "ArrowUp" => current + found.len() - 1,
            "Enter" | "Tab" => {
                event.prevent_default();
                self.choose(current);
                return true;
            }
            _ => return false,
        };
        event.prevent_default();
        self.show(Some(Popup::List { current: next % found.len(), found, open }));
        true
    }

    /// Puts one of the names that are offered in the place of what was typed of it.
    pub(super) fn choose(&self, index: usize) {
        let Some(input) = self.input() else { return };
        let text = input.value();
        let name = match &*self.inner.borrow() {
            Inner { known: Some(known), popup: Some(Popup::List { found, .. }), .. } => {
                found.get(index).and_then(|known_idx| known.list.get(*known_idx)).map(|known| known.name.clone())
            }
            _ => None,
        };
        let (Some(name), Some(Partial { replaced, .. })) = (name, self.partial(&text)) else {
            self.show(None);
            return;
        };
        let (start, end) = (units_before(&text, replaced.start), units_before(&text, replaced.end));
        let inserted = format!("{name}}}}}");
        // As if it had been typed: only so the browser can undo it.
        let _ = input.set_selection_range(start, end);
        let document = input.owner_document().and_then(|document| document.dyn_into::<HtmlDocument>().ok());
        let is_done = document.is_some_and(|document| {
            document.exec_command_with_show_ui_and_value("insertText", false, &inserted).unwrap_or(false)
        });
        if !is_done && input.set_range_text_with_start_and_end(&inserted, start, end).is_ok() {
            let caret = units_before(&inserted, inserted.len()) + start;
            let _ = input.set_selection_range(caret, caret);
            if let Ok(event) = Event::new("input") {
                event.init_event_with_bubbles("input", true);
                let _ = input.dispatch_event(&event);
            }
        }
        self.show(None);
    }

    /// The caret may be elsewhere now.
    fn handle_caret(self: &Rc<Self>) {
        let text = self.inner.borrow().text.clone();
        if text.is_empty() {
            return;
        }
        let partial = self.partial(&text);
        let mark = self.caret(&text).and_then(|caret| self.inner.borrow().mark_at(caret));
        let popup = self.inner.borrow().popup.clone();
        match popup {
            Some(Popup::List { open, .. }) if partial.is_none_or(|partial| partial.open != open) => self.show(None),
            Some(Popup::Card { mark: shown, by_pointer: false }) if mark != Some(shown) => self.show(None),
            Some(_) => return,
            None => {}
        }
        self.caret.stop();
        if let Some(mark) = mark {
            let assist = Rc::clone(self);
            self.caret.start(CARET_MILLIS, move || assist.show(Some(Popup::Card { mark, by_pointer: false })));
        }
    }

    /// The pointer moves over the field, or over what is open below it.
    fn handle_pointer(self: &Rc<Self>, event: &PointerEvent) {
        let is_inside = event
            .target()
            .and_then(|target| target.dyn_into::<Node>().ok())
            .is_some_and(|target| self.popup.get().is_some_and(|popup| popup.contains(Some(&target))));
        if is_inside {
            self.pointer.stop();
            return;
        }
        // A finger has no place to rest on: it puts the caret there.
        if event.pointer_type() == "touch" || self.inner.borrow().marks.is_empty() {
            return;
        }
        let pointed = popup::pointed(self, event.client_x().into(), event.client_y().into());
        let (popup, dismissed) = {
            let mut inner = self.inner.borrow_mut();
            inner.dismissed = inner.dismissed.filter(|mark| pointed == Some(*mark));
            (inner.popup.clone(), inner.dismissed)
        };
        match (pointed, popup) {
            (_, Some(Popup::List { .. })) => {}
            (Some(mark), Some(Popup::Card { mark: shown, .. })) if mark == shown => self.pointer.stop(),
            (Some(mark), _) if dismissed.is_none() => {
                let assist = Rc::clone(self);
                self.pointer.start(POINTER_MILLIS, move || assist.show(Some(Popup::Card { mark, by_pointer: true })));
            }
            (Some(_), _) => {}
            (None, _) => self.handle_leave(),
        }
    }

    /// The pointer has left.
    fn handle_leave(self: &Rc<Self>) {
        self.pointer.stop();
        if let Some(Popup::Card { by_pointer: true, .. }) = self.inner.borrow().popup {
            let assist = Rc::clone(self);
            self.pointer.start(POINTER_MILLIS, move || assist.show(None));
        }
    }

    /// The focus has left the input or something below it.
    fn handle_blur(&self, event: &FocusEvent) {
        // The browser shows the text from its start again, and does not say so.
        popup::scroll(self);
        if holds(&self.field, event.related_target()) {
            return;
        }
        self.caret.stop();
        if !matches!(self.inner.borrow().popup, Some(Popup::Card { by_pointer: true, .. })) {
            self.show(None);
        }
    }

    /// Asks the owner for a variable that is not defined.
    pub(super) fn define(&self, name: &str) {
        let ondefine = self.inner.borrow().known.as_ref().map(|known| known.ondefine.clone());
        if let Some(input) = self.input() {
            // The button that has the focus goes. Refused only by an element that left the page.
            let _ = input.focus();
        }
        self.show(None);
        if let Some(ondefine) = ondefine {
            ondefine.emit(name.to_owned());
        }
    }

    /// What a screen reader is told of the text.
    pub(super) fn description(&self) -> String {
        describe(&self.inner.borrow().marks)
    }

    /// Something happens in the field or what is open below it; on the page only while something is open.
    fn handle(self: &Rc<Self>, event: &Event) {
        let is_on_page = event.current_target() != self.field.get().map(Into::into);
        match (event.type_().as_str(), is_on_page) {
            ("keydown", _) => self.handle_escape(event),
            // What moves leaves behind what is open.
            ("scroll", true) if !holds(&self.field, event.target()) => self.close(),
            ("scroll", false) => popup::scroll(self),
            ("keyup", _) if key(event) != "Escape" => self.handle_caret(),
            ("click", _) => self.handle_caret(),
            ("pointermove", _) => self.handle_pointer(event.unchecked_ref()),
            ("pointerleave", _) if event.target() == event.current_target() => self.handle_leave(),
            ("focusout", _) => self.handle_blur(event.unchecked_ref()),
            _ => {}
        }
    }

    /// Escape closes what is open, and nothing else.
    fn handle_escape(&self, event: &Event) {
        if key(event) != "Escape" {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        {
            let mut inner = self.inner.borrow_mut();
            if let Some(Popup::Card { mark, .. }) = inner.popup {
                inner.dismissed = Some(mark);
            }
        }
        self.close();
    }

    fn close(&self) {
        self.pointer.stop();
        self.caret.stop();
        self.show(None);
    }
}

const ON_FIELD: &[&str] = &["keyup", "click", "pointermove", "pointerleave", "focusout", "scroll"];
const ON_PAGE: &[&str] = &["keydown", "scroll"];

/// The key of an event of the keyboard; nothing while an input method uses it.
fn key(event: &Event) -> String {
    let event = event.dyn_ref::<KeyboardEvent>().filter(|event| !event.is_composing());
    event.map(KeyboardEvent::key).unwrap_or_default()
}

fn holds(node: &NodeRef, target: Option<EventTarget>) -> bool {
    let target = target.and_then(|target| target.dyn_into::<Node>().ok());
    target.is_some() && node.get().is_some_and(|node| node.contains(target.as_ref()))
}
