//! All keys, in a dialog.

use duplex_core::app::commands::{COMMANDS, Keys};
use duplex_core::app::msg::Msg;
use yew::prelude::*;

use crate::store::{use_select, use_send};
use crate::ui::badge::kbd;
use crate::ui::css::use_css;
use crate::ui::dialog::Dialog;

/// What works only where the focus is: a heading, and rows of keys and what they do.
type Place = (&'static str, &'static [(Stroke, &'static str)]);

/// Keys that are no command.
enum Stroke {
    /// As they are written everywhere.
    Plain(&'static str),
    /// With keys that are called otherwise on a Mac.
    Held(Keys),
}

const fn held(primary: bool, alt: bool, shift: bool, label: &'static str) -> Stroke {
    Stroke::Held(Keys { primary, alt, shift, code: "", label })
}

const PLACES: &[Place] = &[
    (
        "In the log",
        &[
            (Stroke::Plain("↑ ↓"), "Select the message above or below"),
            (Stroke::Plain("Page Up Page Down"), "A screen up or down"),
            (Stroke::Plain("Home"), "The oldest message"),
            (Stroke::Plain("End"), "The newest message, and follow those to come"),
            (Stroke::Plain("Enter"), "Show the message in full"),
            (Stroke::Plain("Escape"), "Close the message"),
            (Stroke::Plain("/"), "Search"),
        ],
    ),
    (
        "In the tree of collections",
        &[
            (Stroke::Plain("↑ ↓"), "The row above or below"),
            (Stroke::Plain("→ ←"), "Open or close a folder, go in or out"),
            (Stroke::Plain("Enter"), "Open the request"),
            (Stroke::Plain("F2"), "Rename"),
            (Stroke::Plain("Delete"), "Delete"),
            (held(true, false, false, "D"), "Duplicate"),
            (held(false, true, false, "↑ ↓"), "Move up or down"),
            (held(false, true, false, "→ ←"), "Move into the folder above, or out of its own"),
            (held(false, false, true, "F10"), "What else can be done"),
        ],
    ),
    (
        "On a tab",
        &[
            (Stroke::Plain("← →"), "The tab beside it"),
            (Stroke::Plain("Home End"), "The first or the last tab"),
            (Stroke::Plain("F2"), "Rename"),
            (Stroke::Plain("Delete"), "Close it"),
            (held(false, true, true, "← →"), "Move it"),
        ],
    ),
];

/// The dialog.
#[component]
pub fn ShortcutsDialog() -> Html {
    let style = use_css(
        r#"
        display: grid;
        gap: 16px;
        h3 { padding-bottom: 4px; }
        dl > div { display: flex; align-items: baseline; gap: 16px; padding: 3px 0; border-top: 1px solid var(--line); }
        dt { flex: 1; min-width: 0; }
        dd { flex: none; }
        "#,
    );
    let send = use_send();
    let is_mac = use_select((), |app, ()| app.environment().is_mac);
    let row = |title: &'static str, keys: String| html! { <div><dt>{ title }</dt><dd>{ kbd(keys) }</dd></div> };
    html! {
        <Dialog title="Keyboard shortcuts" onclose={send.reform(|()| Msg::Show(None))}>
            <div class={style}>
                <section>
                    <h3>{ "Everywhere" }</h3>
                    <dl>
                        { for COMMANDS.iter().filter_map(|entry| Some(row(entry.title, entry.keys?.words(is_mac)))) }
                        { row("Show this list, outside of what one types into", "?".into()) }
                    </dl>
                </section>
                { for PLACES.iter().map(|(name, rows)| html! {
                    <section key={*name}>
                        <h3>{ *name }</h3>
                        <dl>
                            { for rows.iter().map(|(stroke, title)| row(title, match stroke {
                                Stroke::Plain(words) => (*words).into(),
                                Stroke::Held(keys) => keys.words(is_mac),
                            })) }
                        </dl>
                    </section>
                }) }
            </div>
        </Dialog>
    }
}
