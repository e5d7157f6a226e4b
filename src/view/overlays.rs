//! What stands before the page: one dialog at a time.

use duplex_core::app::msg::Overlay;
use yew::prelude::*;

use crate::store::use_select;

/// The dialog that shows, if there is one.
#[component]
pub fn Overlays() -> Html {
    let overlay = use_select((), |app, ()| app.overlay());
    match overlay {
        Some(Overlay::Palette) => Html::default(),
        Some(Overlay::Shortcuts) => Html::default(),
        Some(Overlay::Save(_)) => Html::default(),
        Some(Overlay::Variables(_)) => Html::default(),
        Some(Overlay::Notes(_)) => Html::default(),
        Some(Overlay::Storage) => Html::default(),
        Some(Overlay::Restore) => Html::default(),
        None => Html::default(),
    }
}
