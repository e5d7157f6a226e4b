//! The input element of every field: its text is the owner's, its caret the user's.

use web_sys::{InputEvent, KeyboardEvent};
use yew::prelude::*;

use super::text_sync::use_text_sync;
use crate::ui::button::truth;

/// What a [`TextInput`] is given.
#[derive(PartialEq, Properties)]
pub(crate) struct TextInputProps {
    /// Its id, for a label that stands elsewhere.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// What it is for, when no label says so.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    /// The text, held by the owner.
    pub value: AttrValue,
    /// The text is now this.
    pub oninput: Callback<String>,
    /// Enter was pressed.
    pub onenter: Callback<()>,
    /// Shown while empty.
    pub placeholder: AttrValue,
    /// Whether something is wrong with the text.
    pub is_wrong: bool,
    /// The ids of what is said about it.
    #[prop_or_default]
    pub about: Option<AttrValue>,
}

/// An input element without a look of its own.
#[component]
pub(crate) fn TextInput(props: &TextInputProps) -> Html {
    let node = use_node_ref();
    let sync = use_text_sync(node.clone(), props.value.clone());
    let oninput = {
        let (oninput, sync) = (props.oninput.clone(), sync.clone());
        Callback::from(move |_: InputEvent| {
            if let Some(text) = sync.typed() {
                oninput.emit(text);
            }
        })
    };
    let onkeydown = {
        let onenter = props.onenter.clone();
        Callback::from(move |event: KeyboardEvent| {
            let is_alone = !(event.ctrl_key() || event.meta_key() || event.alt_key());
            // An input method uses this key for itself.
            if event.key() == "Enter" && is_alone && !event.is_composing() {
                sync.wait();
                onenter.emit(());
            }
        })
    };
    html! {
        <input
            ref={node}
            type="text"
            id={props.id.clone()}
            aria-label={props.name.clone()}
            aria-invalid={props.is_wrong.then_some(truth(true))}
            aria-describedby={props.about.clone()}
            placeholder={props.placeholder.clone()}
            spellcheck="false"
            autocomplete="off"
            autocapitalize="off"
            {oninput}
            {onkeydown}
        />
    }
}
