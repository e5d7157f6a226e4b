//! The widgets: controls that know the page's look and the keyboard, and nothing of Duplex.

pub mod badge;
pub mod button;
pub mod code_editor;
pub mod css;
pub mod field;
pub mod hooks;
pub mod icon;
pub mod select;
pub mod split;
pub mod tabs;
pub mod toast;
pub mod virtual_list;
