//! A tree of thousands of rows: folders open and close, rows are renamed in place, moved by the pointer and by keys.

use std::rc::Rc;

use yew::prelude::*;

use self::handle::{Handle, State};
use self::row::{Look, row, row_id};
use super::badge::Tone;
use super::css::use_css;
use super::hooks::{use_delay, use_latest, use_unique_id};
use super::typing::use_typing;
use super::virtual_list::{ListRole, VirtualList};

mod cursor;
mod drag;
mod handle;
mod row;

/// One row, a branch or a leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeRow {
    /// Which one, the same for as long as it lives.
    pub id: u64,
    /// What it is called.
    pub label: AttrValue,
    /// How deep it lies, from 1.
    pub level: u16,
    /// Its place among the rows of its branch, from 1.
    pub position: u32,
    /// How many rows its branch has.
    pub set_size: u32,
    /// Whether it is open; none for a leaf.
    pub open: Option<bool>,
    /// A kind in capitals before the name, not read aloud.
    pub badge: Option<(Tone, &'static str)>,
    /// A green dot: it is connected. Read aloud in words, as are the next one and the note, after the name.
    pub is_live: bool,
    /// A dot in the accent: it has changes that are not saved.
    pub is_unsaved: bool,
    /// Whether the name is bold.
    pub is_strong: bool,
    /// Faint text after the name; may be empty.
    pub note: AttrValue,
}

/// Where a row falls in relation to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropPlace {
    /// Before it, in the same branch.
    Before,
    /// Into it, a branch.
    Inside,
    /// After it, in the same branch.
    After,
}

/// Where a row goes by a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepTo {
    /// Before the row before it.
    Up,
    /// After the row after it.
    Down,
    /// Into the branch before it.
    In,
    /// Out of its branch, to stand after it.
    Out,
}

/// What was done to the tree. Its owner does it, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeAction {
    /// A leaf was clicked: it is to be looked at.
    Look(u64),
    /// A leaf was chosen by a key: it is to be shown, and to stay.
    Open(u64),
    /// A branch is to open (true) or to close.
    Toggle(u64, bool),
    /// The name of a row is to become a field: the owner sets `renaming`.
    StartRename(u64),
    /// A row has another name, neither empty nor the one before. The renaming is over.
    Rename(u64, String),
    /// The renaming is over, and the name is as before.
    StopRename,
    /// A row is to go.
    Delete(u64),
    /// A row is to be there twice.
    Duplicate(u64),
    /// The menu of a row is to open.
    Menu {
        /// Which row.
        id: u64,
        /// Where, from the window's left edge.
        x: i32,
        /// Where, from the window's upper edge.
        y: i32,
    },
    /// A row was dragged to another place.
    Move {
        /// Which row.
        id: u64,
        /// In relation to which other; never one that lies in the row itself.
        target: u64,
        /// Where in relation to it.
        place: DropPlace,
    },
    /// A row is to move by one place.
    Step {
        /// Which row.
        id: u64,
        /// Where to.
        to: StepTo,
    },
}

/// What a [`Tree`] is given.
#[derive(PartialEq, Properties)]
pub struct TreeProps {
    /// What the rows are.
    pub name: AttrValue,
    /// The rows that are to be seen, top down: those of closed branches are left out. The same pointer means the same rows.
    pub rows: Rc<[TreeRow]>,
    /// The row that is selected.
    pub current: Option<u64>,
    /// The row whose name is a field.
    pub renaming: Option<u64>,
    /// Something was done.
    pub onaction: Callback<TreeAction>,
}

/// A tree, as high as the place it is in.
///
/// The scroller has the focus and names the row that the keyboard is on: rows come and go with scrolling. Clicks and the
/// pointer are heard for all rows at once.
#[component]
pub fn Tree(props: &TreeProps) -> Html {
    let style = use_css(
        r#"
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
        min-width: 0;
        min-height: 0;
        height: 100%;
        padding: 6px 0;
        .node {
            position: relative;
            display: flex;
            align-items: center;
            gap: 8px;
            height: 100%;
            margin: 0 6px;
            padding: 0 8px 0 var(--indent);
            border-radius: var(--radius-sm);
            white-space: nowrap;
            cursor: default;
            user-select: none;
            --indent: min(calc(8px + 18px * (var(--level) - 1)), 50%);
        }
        .node:hover { background: var(--bg-subtle); }
        .node.sel { background: var(--bg-selected); }
        .node.strong .name { font-weight: 600; }
        [role="tree"]:focus-visible .node.at { box-shadow: inset 0 0 0 2px var(--accent); }
        .chevron { flex: none; margin: 0 -3px; padding: 7px 0; color: var(--text-faint); }
        .kind { display: flex; flex: none; }
        .name { min-width: 24px; overflow: hidden; text-overflow: ellipsis; }
        .note { flex: 0 9 auto; min-width: 0; overflow: hidden; text-overflow: ellipsis; color: var(--text-faint); font: var(--text-xs) var(--font-mono); }
        .marks { display: flex; align-items: center; gap: 8px; flex: none; margin-left: auto; }
        .unsaved { width: 7px; height: 7px; border-radius: 50%; background: var(--accent); }
        .more {
            display: none;
            width: 22px;
            height: 22px;
            padding: 3px;
            border: 0;
            border-radius: 4px;
            background: transparent;
            color: var(--text-muted);
        }
        .more:hover { background: color-mix(in srgb, var(--text) 10%, transparent); color: var(--text); }
        .node:hover .more, .node.sel .more, [role="tree"]:focus-within .node.at .more { display: block; }
        @media (hover: none) { .more { display: block; } }
        .rename {
            flex: 1;
            min-width: 0;
            height: 22px;
            padding: 0 5px;
            border: 1px solid var(--accent);
            margin: 0 -6px;
            border-radius: 4px;
            background: var(--bg-raised);
            color: var(--text);
            box-shadow: none;
            user-select: text;
        }
        &.dragging .node { cursor: grabbing; }
        &.dragging .node:not(.sel) { background: transparent; }
        .node::after { content: none; position: absolute; left: var(--indent); right: 0; height: 2px; background: var(--accent); pointer-events: none; }
        .node.before::after { content: ""; top: 0; }
        .node.after::after { content: ""; bottom: 0; }
        .node.below::after { content: ""; bottom: 0; left: 8px; }
        .node.inside { box-shadow: inset 0 0 0 2px var(--accent); }
        @media (forced-colors: active) {
            .node.sel { outline: 1px solid; outline-offset: -1px; }
            [role="tree"]:focus .node.at { outline: 2px solid Highlight; outline-offset: -2px; }
            .node::after, .unsaved { forced-color-adjust: none; background: Highlight; }
        }
        "#,
    );
    let id = use_unique_id("tree");
    let root = use_node_ref();
    let state = use_mut_ref(State::new);
    let redraw = use_force_update();
    let latest = use_latest((Rc::clone(&props.rows), props.onaction.clone()));
    let (typing, hovering, scrolling) = (use_typing(), use_delay(), use_delay());

    state.borrow_mut().adopt(&props.rows, props.current, props.renaming);
    let tree = Handle { id: id.clone(), root: root.clone(), state, latest, redraw, typing, hovering, scrolling };

    let (cursor, landing, is_dragging) = (tree.cursor(), tree.landing(), tree.is_dragging());
    let drawn = (Rc::clone(&props.rows), props.current, props.renaming, cursor, landing);
    let render_row = use_callback(drawn, {
        let tree = tree.clone();
        move |ordinal: i64, (rows, current, renaming, cursor, landing)| {
            let Some(item) = usize::try_from(ordinal).ok().and_then(|at| rows.get(at)) else {
                return Html::default();
            };
            let onrenamed = (*renaming == Some(item.id)).then(|| {
                let (tree, id) = (tree.clone(), item.id);
                Callback::from(move |end| tree.renamed(id, end))
            });
            let look = Look {
                id: row_id(&tree.id, item.id),
                is_at: *cursor == Some(item.id),
                is_current: *current == Some(item.id),
                landing: landing.filter(|landing| landing.drawn_on == item.id),
                onrenamed,
            };
            row(item, look)
        }
    });
    let hear = |act: fn(&Handle, &MouseEvent)| {
        let tree = tree.clone();
        Callback::from(move |event: MouseEvent| act(&tree, &event))
    };
    let point = |act: fn(&Handle, &PointerEvent)| {
        let tree = tree.clone();
        Callback::from(move |event: PointerEvent| act(&tree, &event))
    };
    html! {
        <div
            ref={root}
            class={classes!(style, is_dragging.then_some("dragging"))}
            onmousedown={hear(Handle::pressed)}
            onclick={hear(Handle::clicked)}
            ondblclick={hear(Handle::double_clicked)}
            oncontextmenu={hear(Handle::menu_asked)}
            onpointerdown={point(Handle::drag_taken)}
            onpointermove={point(Handle::drag_moved)}
            onpointerup={point(Handle::drag_dropped)}
            onpointercancel={point(|tree, _| tree.drag_ended())}
        >
            <VirtualList
                role={ListRole::Tree}
                name={props.name.clone()}
                first=0
                end={i64::try_from(props.rows.len()).unwrap_or(i64::MAX)}
                {render_row}
                reveal={tree.reveal()}
                active={cursor.map(|cursor| AttrValue::from(row_id(&id, cursor)))}
                onkeydown={
                    let tree = tree.clone();
                    Callback::from(move |event: KeyboardEvent| tree.key(&event))
                }
            />
        </div>
    }
}

#[cfg(test)]
mod tests;
