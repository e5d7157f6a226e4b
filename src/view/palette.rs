//! The command palette: all requests and commands, found by their words.

use std::rc::Rc;

use duplex_core::app::commands;
use duplex_core::app::msg::Msg;
use duplex_core::app::palette::{Candidate, Choice, Found};
use duplex_core::units;
use yew::prelude::*;

use crate::store::{use_select, use_send, use_store};
use crate::ui::dialog::Dialog;
use crate::ui::picker::{Picker, PickerGroup, PickerOption};
use crate::view::request_bar::chip;

/// The command palette.
#[component]
pub fn CommandPalette() -> Html {
    let (send, store) = (use_send(), use_store());
    let text = use_state(String::new);
    // Other pages can change the library while this is open.
    let library = use_select((), |app, ()| app.library().clone());
    let tabs = use_select((), |app, ()| app.tabs().open().clone());
    let palette = use_memo((library, tabs), |_| store.read(|app| app.palette()));
    let found = use_memo((Rc::clone(&palette), (*text).clone()), |(palette, text)| {
        let is_mac = store.read(|app| app.environment().is_mac);
        let found = palette.find(text);
        let mut choices = Vec::new();
        let groups = found.groups.iter().map(|group| PickerGroup {
            name: group.name.into(),
            options: group
                .found
                .iter()
                .map(|candidate| {
                    choices.push(candidate.choice);
                    option(choices.len() as u64 - 1, candidate, is_mac)
                })
                .collect(),
        });
        let groups: Rc<[PickerGroup]> = groups.collect();
        (groups, choices, foot(&found))
    });
    let oninput = Callback::from(move |typed| text.set(typed));
    let onclose = send.reform(|()| Msg::Show(None));
    let onpick = {
        let found = Rc::clone(&found);
        Callback::from(move |place: u64| {
            // First this one goes: what was picked may show another one.
            send.emit(Msg::Show(None));
            let choice = found.1.get(place as usize);
            if let Some(msg) = choice.and_then(|choice| store.read(|app| app.chosen(*choice))) {
                send.emit(msg);
            }
        })
    };
    html! {
        <Dialog title="Command palette" {onclose}>
            <Picker
                name="Command"
                placeholder="Name, folder or URL of a request, or a command"
                groups={Rc::clone(&found.0)}
                foot={found.2.clone()}
                {oninput}
                {onpick}
            />
        </Dialog>
    }
}

fn option(id: u64, candidate: &Candidate, is_mac: bool) -> PickerOption {
    let note = match (&candidate.path[..], &candidate.url[..]) {
        (path, "") => path.to_string(),
        ("", url) => url.to_string(),
        (path, url) => [path, " · ", url].concat(),
    };
    let keys = match candidate.choice {
        Choice::Command(command) => commands::keys_of(command, is_mac),
        Choice::Tab(_) | Choice::Request(_) => String::new(),
    };
    PickerOption {
        id,
        mark: candidate.kind.map(chip).unwrap_or_default(),
        name: candidate.name.clone().into(),
        note: note.into(),
        keys: keys.into(),
    }
}

/// How much there is.
fn foot(found: &Found) -> AttrValue {
    let n_shown: usize = found.groups.iter().map(|group| group.found.len()).sum();
    let shown = match n_shown {
        0 => return AttrValue::Static("Nothing has all of these words"),
        1 => "1 found".to_string(),
        n_shown => format!("{n_shown} found"),
    };
    match found.n_more {
        0 => shown.into(),
        n_more => format!("{n_shown} shown, {} more: another word finds them", units::count(n_more as u64)).into(),
    }
}
