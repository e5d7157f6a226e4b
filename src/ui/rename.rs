//! The field that stands in the place of a name while it is changed.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::{FocusEvent, HtmlInputElement, InputEvent, KeyboardEvent};
use yew::prelude::*;

/// How a change of name ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Renamed {
    /// The new name; none when it was dropped, or nothing has changed.
    pub name: Option<String>,
    /// Whether a key ended it: then the focus has to go somewhere.
    pub by_key: bool,
}

/// What a [`RenameField`] is given.
#[derive(PartialEq, Properties)]
pub(super) struct RenameFieldProps {
    /// What is renamed.
    pub label: AttrValue,
    /// Its name as it is.
    pub text: AttrValue,
    /// Where it is placed.
    #[prop_or_default]
    pub style: Option<AttrValue>,
    /// Enter or leaving it keeps what was typed, Escape drops it. The owner then leaves the field out.
    pub onend: Callback<Renamed>,
}

/// A field that has the focus as soon as it is there, with all of the name marked.
#[component]
pub(super) fn RenameField(props: &RenameFieldProps) -> Html {
    let node = use_node_ref();
    // A field that leaves the page with the focus may say that it was left.
    let is_over = use_memo((), |()| Cell::new(false));
    use_effect_with((), {
        let (node, text) = (node.clone(), props.text.clone());
        move |()| {
            if let Some(input) = node.cast::<HtmlInputElement>() {
                input.set_value(&text);
                // Refused only by an element that left the page.
                let _ = input.focus();
                input.select();
            }
        }
    });
    let end = {
        let (node, is_over) = (node.clone(), Rc::clone(&is_over));
        let (text, onend) = (props.text.clone(), props.onend.clone());
        move |is_kept: bool, by_key: bool| {
            if is_over.replace(true) {
                return;
            }
            let typed = node.cast::<HtmlInputElement>().map(|input| input.value().trim().to_owned());
            let name = typed.filter(|typed| is_kept && !typed.is_empty() && **typed != *text);
            onend.emit(Renamed { name, by_key });
        }
    };
    let onkeydown = {
        let end = end.clone();
        Callback::from(move |event: KeyboardEvent| {
            // What is around the field has its own use for letters and arrows.
            event.stop_propagation();
            if event.is_composing() {
                return;
            }
            match event.key().as_str() {
                "Enter" => end(true, true),
                "Escape" => end(false, true),
                _ => return,
            }
            event.prevent_default();
        })
    };
    html! {
        <input
            ref={node}
            type="text"
            class="rename"
            style={props.style.clone()}
            aria-label={format!("New name of {}", props.label)}
            spellcheck="false"
            autocomplete="off"
            autocapitalize="off"
            {onkeydown}
            onfocusout={Callback::from(move |_: FocusEvent| end(true, false))}
            // The owner has refused the name, and it is typed again.
            oninput={Callback::from(move |_: InputEvent| is_over.set(false))}
        />
    }
}
