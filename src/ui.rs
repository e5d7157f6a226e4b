//! The widgets: controls that know the page's look and the keyboard, and nothing of Duplex.

pub mod badge;
pub mod button;
pub mod code_editor;
pub mod css;
#[allow(dead_code, reason = "used by the views that come with it")]
pub mod dialog;
#[allow(dead_code, reason = "used by the views that come with it")]
pub mod facts;
pub mod field;
#[allow(dead_code, reason = "used by the views that come with it")]
pub mod file_drop;
pub mod hooks;
pub mod icon;
#[allow(dead_code, reason = "used by the views that come with it")]
pub mod pairs;
pub mod select;
pub mod split;
#[allow(dead_code, reason = "used by the views that come with it")]
pub mod switch;
pub mod tabs;
#[cfg(test)]
mod testing;
pub mod toast;
pub mod virtual_list;
