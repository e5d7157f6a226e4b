//! What is in a backup that was chosen, before it is restored.

use duplex_core::app::msg::{Msg, WorkspaceMsg};
use yew::prelude::*;

use crate::store::{press, use_select, use_send};
use crate::ui::button::{ButtonKind, button};
use crate::ui::css::use_css;
use crate::ui::dialog::Dialog;

/// The dialog.
#[component]
pub fn RestoreDialog() -> Html {
    let style = use_css(
        r#"
        display: grid;
        gap: 12px;
        ul { display: grid; gap: 4px; margin: 0; padding-inline-start: 20px; font-size: var(--text-sm); }
        .problems { color: var(--danger); }
        p { color: var(--text-muted); font-size: var(--text-sm); }
        "#,
    );
    let send = use_send();
    let backup = use_select((), |app, ()| app.backup().cloned());
    let Some(backup) = backup else { return Html::default() };
    let summary = backup.summary();
    let cancel = send.reform(|()| Msg::Show(None));
    let actions = html! {
        <>
            { button(ButtonKind::Plain, "Cancel", cancel.reform(|_: MouseEvent| ())) }
            if !summary.is_empty() {
                { button(ButtonKind::Primary, "Restore", press(&send, (), |()| Msg::Workspace(WorkspaceMsg::Restore))) }
            }
        </>
    };
    html! {
        <Dialog title="Restore a backup" onclose={cancel} {actions}>
            <div class={style}>
                <b>{ &backup.name }</b>
                <p>
                    { if summary.is_empty() {
                        "There is nothing in it that can be restored."
                    } else {
                        "What is here and not in the file stays; what differs is kept beside as its second version."
                    } }
                </p>
                if !summary.is_empty() {
                    <ul aria-label="In the file">{ for summary.iter().map(|line| html! { <li>{ line }</li> }) }</ul>
                }
                if !backup.problems.is_empty() {
                    <ul class="problems" aria-label="What cannot be read">
                        { for backup.problems.iter().map(|problem| html! { <li>{ problem }</li> }) }
                    </ul>
                }
            </div>
        </Dialog>
    }
}
