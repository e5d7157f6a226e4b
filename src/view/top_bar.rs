//! The bar on top: the name, and the theme.

use crate::ui::css::use_css;
use duplex_core::app::msg::Msg;
use yew::prelude::*;

use crate::store::{press, use_select, use_send};
use crate::ui::button::icon_button;
use crate::ui::icon::{IconName, icon};

/// The bar on top.
#[component]
pub fn TopBar() -> Html {
    let style = use_css(
        r#"
        display: flex;
        align-items: center;
        gap: var(--space-2);
        padding: 0 var(--space-3);
        background: var(--bg-panel);
        border-bottom: 1px solid var(--line);
        h1 { display: flex; align-items: center; gap: 8px; font-weight: 700; font-size: var(--text-lg); letter-spacing: -0.01em; }
        h1 svg { color: var(--accent); }
        .grow { flex: 1; }
        "#,
    );
    let send = use_send();
    let is_dark = use_select((), |app, ()| app.is_dark());
    let on_theme = press(&send, (), |()| Msg::ToggleTheme);
    html! {
        <header class={style}>
            <h1>{ icon(IconName::Logo, 20) }{ "Duplex" }</h1>
            <span class="grow"></span>
            { icon_button(if is_dark { IconName::Moon } else { IconName::Sun }, "Theme", true, on_theme) }
        </header>
    }
}
