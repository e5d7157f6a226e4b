//! The widgets: controls that know the page's look and the keyboard, and nothing of Duplex.

pub mod badge;
pub mod button;
pub mod code_editor;
pub mod css;
pub mod dialog;
pub mod facts;
pub mod field;
pub mod file_drop;
pub mod hooks;
pub mod icon;
pub mod list_box;
pub mod markdown;
pub mod menu;
pub mod pairs;
pub mod picker;
mod rename;
pub mod select;
pub mod split;
pub mod switch;
pub mod tabs;
#[cfg(test)]
mod testing;
pub mod toast;
pub mod tree;
mod typing;
pub mod variables;
pub mod virtual_list;
