//! One row of a tree as it is drawn.

use yew::prelude::*;

use super::drag::Landing;
use super::{DropPlace, TreeRow};
use crate::ui::badge::{Tone, badge, dot};
use crate::ui::button::truth;
use crate::ui::icon::{IconName, icon};
use crate::ui::rename::{RenameField, Renamed};

/// What of the tree's state shows on a row.
pub(super) struct Look {
    /// The id of its element.
    pub id: String,
    /// Whether the keyboard is on it.
    pub is_at: bool,
    /// Whether it is selected.
    pub is_current: bool,
    /// Where a dragged row would fall, if that is drawn on this one.
    pub landing: Option<Landing>,
    /// What is told how a change of its name ended, while it is changed.
    pub onrenamed: Option<Callback<Renamed>>,
}

/// The id of a row's element in the tree of that id.
pub(super) fn row_id(tree: &str, row: u64) -> String {
    format!("{tree}-{row}")
}

/// One row; its style is the tree's.
pub(super) fn row(row: &TreeRow, look: Look) -> Html {
    let mark = look.landing.map(|landing| match landing.place {
        DropPlace::Before => "before",
        DropPlace::Inside => "inside",
        DropPlace::After if landing.drawn_on == landing.target => "after",
        DropPlace::After => "below",
    });
    let class = classes!(
        "node",
        look.is_current.then_some("sel"),
        look.is_at.then_some("at"),
        row.is_strong.then_some("strong"),
        mark,
    );
    html! {
        <div
            id={look.id}
            role="treeitem"
            {class}
            style={format!("--level: {}", row.level.max(1))}
            aria-description={marks_in_words(row)}
            aria-level={row.level.max(1).to_string()}
            aria-posinset={row.position.to_string()}
            aria-setsize={row.set_size.to_string()}
            aria-expanded={row.open.map(truth)}
            aria-selected={truth(look.is_current)}
            data-row={row.id.to_string()}
        >
            if let Some(open) = row.open {
                <span class="chevron" data-act="toggle">
                    { icon(if open { IconName::ChevronDown } else { IconName::ChevronRight }, 14) }
                </span>
            }
            if let Some((tone, capitals)) = row.badge { <span class="kind" aria-hidden="true">{ badge(tone, capitals) }</span> }
            if let Some(onend) = look.onrenamed {
                <RenameField label={row.label.clone()} text={row.label.clone()} {onend} />
            } else {
                <span class="name" title={row.label.clone()}>{ &row.label }</span>
                if !row.note.is_empty() { <span class="note" aria-hidden="true">{ &row.note }</span> }
                <span class="marks">
                    // For the pointer: in a tree there are only rows, and the menu key opens the same menu.
                    <button type="button" class="more" tabindex="-1" aria-hidden="true" title="More actions" data-act="menu">
                        { icon(IconName::More, 16) }
                    </button>
                    if row.is_live { { dot(Tone::Ok) } }
                    if row.is_unsaved { <span class="unsaved" /> }
                </span>
            }
        </div>
    }
}

/// What a screen reader says after the name.
fn marks_in_words(row: &TreeRow) -> Option<String> {
    let marks = [(&*row.note, !row.note.is_empty()), ("connected", row.is_live), ("unsaved changes", row.is_unsaved)];
    let words = marks.into_iter().filter_map(|(words, is_on)| is_on.then_some(words)).collect::<Vec<_>>();
    (!words.is_empty()).then(|| words.join(", "))
}
