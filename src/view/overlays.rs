//! What stands before the page: one dialog at a time.

use duplex_core::app::msg::Overlay;
use yew::prelude::*;

use super::notes::NotesDialog;
use super::palette::CommandPalette;
use super::restore::RestoreDialog;
use super::save_dialog::SaveDialog;
use super::shortcuts::ShortcutsDialog;
use super::storage_dialog::StorageDialog;
use super::variables::VariablesDialog;
use crate::store::use_select;

/// The dialog that shows, if there is one.
#[component]
pub fn Overlays() -> Html {
    let overlay = use_select((), |app, ()| app.overlay());
    match overlay {
        Some(Overlay::Palette) => html! { <CommandPalette /> },
        Some(Overlay::Shortcuts) => html! { <ShortcutsDialog /> },
        Some(Overlay::Variables(document)) => html! { <VariablesDialog {document} /> },
        Some(Overlay::Save(tab)) => html! { <SaveDialog {tab} /> },
        Some(Overlay::Notes(item)) => html! { <NotesDialog {item} /> },
        Some(Overlay::Storage) => html! { <StorageDialog /> },
        Some(Overlay::Restore) => html! { <RestoreDialog /> },
        None => Html::default(),
    }
}
