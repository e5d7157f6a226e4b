//! The notes on a folder or a collection, in a dialog.

use duplex_core::app::library::entry::Value;
use duplex_core::app::msg::{LibraryMsg, Msg};
use duplex_core::ids::ItemId;
use yew::prelude::*;

use crate::store::{use_select, use_send};
use crate::ui::code_editor::{CodeEditor, Language};
use crate::ui::css::use_css;
use crate::ui::dialog::Dialog;

/// What a [`NotesDialog`] is given.
#[derive(PartialEq, Properties)]
pub struct NotesDialogProps {
    /// On what.
    pub item: ItemId,
}

/// The dialog.
#[component]
pub fn NotesDialog(&NotesDialogProps { item }: &NotesDialogProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex-direction: column;
        height: min(440px, calc(80dvh - 60px));
        margin: -16px;
        "#,
    );
    let send = use_send();
    let name = use_select(item, |app, item| app.library().value(*item).map_or("", Value::name).to_string());
    let notes = use_select(item, |app, item| match app.library().value(*item) {
        Some(Value::Folder(folder)) => AttrValue::from(folder.notes.clone()),
        Some(Value::Request(_) | Value::Variable(_)) | None => AttrValue::default(),
    });
    html! {
        <Dialog title={format!("Notes on {name}")} onclose={send.reform(|()| Msg::Show(None))}>
            <div class={style}>
                <CodeEditor
                    label="Notes"
                    text={notes}
                    document={format!("notes-on/{item}")}
                    language={Language::Text}
                    placeholder="What is good to know, in Markdown"
                    wrap=true
                    onchange={send.reform(move |text| Msg::Library(LibraryMsg::Notes(item, text)))}
                />
            </div>
        </Dialog>
    }
}
