//! The page's entry: the grid of the screen, the keys that work everywhere, and what happens after a panic.

use crate::ui::css::use_css;
use duplex_core::app::commands::{self, Command};
use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use web_sys::{CustomEvent, CustomEventInit, KeyboardEvent};
use yew::prelude::*;

use crate::store::{Store, use_select};
use crate::view::console::ConsolePane;
use crate::view::desk::Desk;
use crate::view::notices::Notices;
use crate::view::overlays::Overlays;
use crate::view::request_tabs::RequestTabs;
use crate::view::sidebar::Sidebar;
use crate::view::status_bar::StatusBar;
use crate::view::top_bar::TopBar;

/// Mounts the page.
pub fn start() {
    std::panic::set_hook(Box::new(|info| show_crash(&info.to_string())));
    let mount = web_sys::window().and_then(|window| window.document()?.get_element_by_id("app"));
    match mount {
        Some(mount) => {
            // The loading shell makes room.
            mount.set_inner_html("");
            yew::Renderer::<Root>::with_root(mount).render();
        }
        None => show_crash("index.html has no element with the id app"),
    }
}

/// Hands over to `static/boot.js`, which can say it without us.
fn show_crash(message: &str) {
    let init = CustomEventInit::new();
    init.set_detail(&message.into());
    let event = CustomEvent::new_with_event_init_dict("duplex:crash", &init);
    if let (Some(window), Ok(event)) = (web_sys::window(), event) {
        // If even this fails, boot.js still hears of the trap itself.
        let _ = window.dispatch_event(&event);
    }
}

#[component]
fn Root() -> Html {
    let store = use_memo((), |()| Store::start());
    let store = Store::clone(&store);
    use_effect_with(store.clone(), |store| {
        store.warm_up();
        let keys = listen_to_keys(store.clone());
        move || drop(keys)
    });
    html! {
        <ContextProvider<Store> context={store}>
            <Screen />
        </ContextProvider<Store>>
    }
}

#[component]
fn Screen() -> Html {
    let style = use_css(
        r#"
        display: grid;
        grid-template: 44px minmax(0, 1fr) auto auto 26px / minmax(0, 1fr);
        height: 100dvh;
        > .body { display: grid; grid-template-columns: auto minmax(0, 1fr); min-height: 0; overflow: hidden; }
        > .body > main { grid-column: 2; display: grid; grid-template-rows: 36px minmax(0, 1fr); min-width: 0; min-height: 0; }
        > .body > main > .desks { display: grid; grid-template: minmax(0, 1fr) / minmax(0, 1fr); min-height: 0; min-width: 0; }
        > .body > main > .desks.two { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
        > [aria-label="Console"] { grid-row: 4; }
        > footer { grid-row: 5; }
        /* Where they cover nothing: over the foot of the side, and on small screens in a row of their own. */
        > .notices { position: fixed; left: 8px; bottom: 34px; width: 240px; max-height: 60dvh; overflow: auto; z-index: 1; }
        &:has(> [aria-label="Console"]) > .notices { bottom: 254px; max-height: calc(60dvh - 220px); }
        > .body > main > .desks.two > * { border-top: 2px solid transparent; }
        > .body > main > .desks.two > [data-active] { border-top-color: var(--accent); }
        /* There is no room for two: the one that is used shows. */
        @media (max-width: 1099px) {
            > .body > main > .desks.two { grid-template-columns: minmax(0, 1fr); }
            > .body > main > .desks.two > :not([data-active]) { display: none; }
            .beside { display: none; }
        }
        &:has(> .body > .toggled) > .notices { position: static; width: auto; max-height: 40dvh; }
        &:has(> .body > .toggled) > .notices > :not(:empty) { padding: 8px; }
        @media (max-width: 767px) {
            > .notices { position: static; width: auto; max-height: 40dvh; }
            > .notices > :not(:empty) { padding: 8px; }
        }
        "#,
    );
    let tab = use_select((), |app, ()| app.tabs().active());
    let (left, right) = use_select((), |app, ()| app.tabs().shown());
    let is_console_open = use_select((), |app, ()| app.is_console_open());
    html! {
        <div class={style}>
            <TopBar />
            <div class="body">
                <Sidebar />
                <main>
                    <RequestTabs />
                    <div class={classes!("desks", right.is_some().then_some("two"))}>
                        <Desk tab={left} is_right=false />
                        if let Some(tab) = right { <Desk {tab} is_right=true /> }
                    </div>
                </main>
            </div>
            <div class="notices"><Notices /></div>
            if is_console_open { <ConsolePane {tab} /> }
            <StatusBar {tab} />
            <Overlays />
        </div>
    }
}

/// What takes any character for itself.
const TYPED_INTO: &str = "input, textarea, select, [contenteditable]";

/// Keys that work wherever the focus is. They are heard before any widget hears them: the editor has commands of its own
/// on some of them.
fn listen_to_keys(store: Store) -> Option<EventListener> {
    let window = web_sys::window()?;
    let document = window.document()?;
    let pressed = move |event: &Event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        if event.is_composing() {
            return;
        }
        let primary = event.ctrl_key() || event.meta_key();
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_in =
            |selector| target.as_ref().is_some_and(|target| target.closest(selector).is_ok_and(|of| of.is_some()));
        let command = match commands::find(primary, event.alt_key(), event.shift_key(), &event.code()) {
            // By the character: where it is on the keyboard depends on the layout.
            None if event.key() == "?" && !primary && !event.alt_key() && !is_in(TYPED_INTO) => Command::Shortcuts,
            None => return,
            Some(command) => command,
        };
        // A dialog keeps its keys: what is behind it is not to be sent from there.
        if is_in("dialog") {
            if let Command::Palette | Command::Save = command {
                // Not the browser's either.
                event.prevent_default();
            }
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        // What was typed a moment ago comes first.
        if let Ok(flush) = Event::new("duplex:flush") {
            let _ = window.dispatch_event(&flush);
        }
        if let Some(msg) = store.read(|app| commands::message(app, command)) {
            store.send(msg);
        }
    };
    let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
    Some(EventListener::new_with_options(&document, "keydown", options, pressed))
}
