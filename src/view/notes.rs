//! Notes in Markdown, written and read: those of a request are a part of the composer, those of a folder a dialog.

use duplex_core::app::library::entry::Value;
use duplex_core::app::msg::{LibraryMsg, Msg};
use duplex_core::ids::ItemId;
use yew::prelude::*;

use crate::store::{use_select, use_send};
use crate::ui::button::{Segment, segmented};
use crate::ui::code_editor::{CodeEditor, Language};
use crate::ui::css::use_css;
use crate::ui::dialog::Dialog;
use crate::ui::markdown::Markdown;

const FORMS: [Segment; 2] = [Segment::new("Edit"), Segment::new("Preview")];

/// What [`Notes`] are given.
#[derive(PartialEq, Properties)]
pub struct NotesProps {
    /// The text, held by the owner.
    pub text: AttrValue,
    /// Of what they are: another one has a text, an undo and a place of its own.
    pub document: AttrValue,
    /// The text is now this.
    pub onchange: Callback<String>,
}

/// Notes: the text in an editor, or what it becomes.
#[component]
pub fn Notes(props: &NotesProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex: 1;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
        > .bar { display: flex; align-items: center; justify-content: space-between; gap: 8px; padding: 6px 12px; border-bottom: 1px solid var(--line); }
        > .bar > h2 { min-width: 0; color: var(--text-muted); font-size: var(--text-sm); font-weight: 400; }
        > .read { flex: 1; min-height: 0; padding: 12px 16px; overflow: auto; overscroll-behavior: contain; }
        > .read:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; box-shadow: none; }
        "#,
    );
    // What is written is more often read than changed.
    let is_read = use_state_eq(|| !props.text.trim().is_empty());
    let on_form = {
        let is_read = is_read.clone();
        Callback::from(move |form| is_read.set(form == 1))
    };
    html! {
        <div class={style}>
            <div class="bar">
                <h2>{ "Notes in Markdown" }</h2>
                { segmented("Form of the notes", &FORMS, usize::from(*is_read), &on_form) }
            </div>
            if *is_read {
                <div class="read" role="region" aria-label="Preview of the notes" tabindex="0">
                    if props.text.trim().is_empty() {
                        { "Nothing is written yet." }
                    } else {
                        <Markdown label="Notes" text={props.text.clone()} />
                    }
                </div>
            } else {
                <CodeEditor
                    label="Notes"
                    text={props.text.clone()}
                    document={props.document.clone()}
                    language={Language::Text}
                    placeholder="What is good to know, in Markdown"
                    wrap=true
                    onchange={props.onchange.clone()}
                />
            }
        </div>
    }
}

/// What a [`NotesDialog`] is given.
#[derive(PartialEq, Properties)]
pub struct NotesDialogProps {
    /// On which folder or collection.
    pub item: ItemId,
}

/// The notes on a folder or a collection.
#[component]
pub fn NotesDialog(&NotesDialogProps { item }: &NotesDialogProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        height: min(440px, calc(80dvh - 60px));
        margin: -16px;
        "#,
    );
    let send = use_send();
    let name = use_select(item, |app, item| app.library().value(*item).map_or("", Value::name).to_string());
    let text = use_select(item, |app, item| match app.library().value(*item) {
        Some(Value::Folder(folder)) => AttrValue::from(folder.notes.clone()),
        Some(Value::Request(_) | Value::Variable(_)) | None => AttrValue::default(),
    });
    html! {
        <Dialog title={format!("Notes on {name}")} onclose={send.reform(|()| Msg::Show(None))}>
            <div class={style}>
                <Notes
                    {text}
                    document={format!("notes-on/{item}")}
                    onchange={send.reform(move |text| Msg::Library(LibraryMsg::Notes(item, text)))}
                />
            </div>
        </Dialog>
    }
}
