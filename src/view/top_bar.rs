//! The bar on top: the button of the side, the name, the way to all requests and commands, and the theme.

use crate::ui::css::use_css;
use duplex_core::app::commands::{self, Command};
use duplex_core::app::msg::{Msg, Overlay};
use yew::prelude::*;

use super::environment::EnvironmentMenu;
use crate::store::{press, use_select, use_send};
use crate::ui::badge::kbd;
use crate::ui::button::{icon_button, truth};
use crate::ui::icon::{IconName, icon};
use crate::view::sidebar::SIDE;

/// The name of the button that opens the palette.
const FIND: &str = "Search requests and commands";

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
        .side {
            display: inline-flex;
            align-items: center;
            justify-content: center;
            flex: none;
            width: 28px;
            height: 28px;
            padding: 0;
            border: 0;
            border-radius: var(--radius-sm);
            background: transparent;
            color: var(--text-muted);
        }
        .side:hover { background: var(--bg-subtle); color: var(--text); }
        .side:nth-child(2) { display: none; }
        h1 { display: flex; align-items: center; gap: 8px; font-weight: 700; font-size: var(--text-lg); letter-spacing: -0.01em; }
        h1 svg { color: var(--accent); }
        .grow { flex: 1; }
        [data-focus="environment"] button { min-width: 0; }
        @media (max-width: 400px) { h1 > span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } }
        > [data-focus="environment"] > span { flex: 0 1 auto; }
        .find {
            display: flex;
            align-items: center;
            gap: 8px;
            flex: 0 1 340px;
            min-width: 28px;
            height: 28px;
            padding: 0 8px;
            border: 1px solid var(--line);
            border-radius: var(--radius-sm);
            background: var(--bg-subtle);
            color: var(--text-faint);
            text-align: start;
            white-space: nowrap;
        }
        .find:hover { border-color: var(--line-strong); }
        .find > .words { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; }
        @media (max-width: 767px) {
            .side:nth-child(1) { display: none; }
            .side:nth-child(2) { display: inline-flex; }
            .find { flex: none; padding: 0 5px; border-color: transparent; background: transparent; color: var(--text-muted); }
            .find:hover { border-color: transparent; background: var(--bg-subtle); }
            .find > .words { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
            .find > .keys { display: none; }
            .find + .grow { display: none; }
        }
        "#,
    );
    let send = use_send();
    let is_dark = use_select((), |app, ()| app.is_dark());
    let keys = use_select((), |app, ()| commands::keys_of(Command::Palette, app.environment().is_mac));
    let is_toggled = use_select((), |app, ()| app.is_side_hidden());
    let side_keys = use_select((), |app, ()| commands::keys_of(Command::ToggleSide, app.environment().is_mac));
    // On small screens the side is hidden at first: there is one button for them and one for wide ones.
    let side_button = |is_expanded: bool| {
        html! {
            <button
                type="button"
                class="side"
                aria-label="Workspace"
                aria-expanded={truth(is_expanded)}
                aria-controls={SIDE}
                title={format!("{} the side · {side_keys}", if is_expanded { "Hide" } else { "Show" })}
                onclick={press(&send, (), |()| Msg::ToggleSide)}
            >
                { icon(IconName::Menu, 16) }
            </button>
        }
    };
    let on_find = press(&send, (), |()| Msg::Show(Some(Overlay::Palette)));
    let on_theme = press(&send, (), |()| Msg::ToggleTheme);
    html! {
        <header class={style}>
            { side_button(!is_toggled) }
            { side_button(is_toggled) }
            <h1>{ icon(IconName::Logo, 20) }<span>{ "Duplex" }</span></h1>
            <span class="grow"></span>
            <button type="button" class="find" title={FIND} aria-haspopup="dialog" onclick={on_find}>
                { icon(IconName::Search, 16) }
                <span class="words">{ FIND }</span>
                <span class="keys" aria-hidden="true">{ kbd(keys) }</span>
            </button>
            <span class="grow"></span>
            <EnvironmentMenu />
            { icon_button(if is_dark { IconName::Moon } else { IconName::Sun }, "Theme", true, on_theme) }
        </header>
    }
}
