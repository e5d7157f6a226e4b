//! The screens: they read the state and send messages, nothing more.

pub mod composer;
pub mod console;
pub mod desk;
pub mod environment;
pub mod history;
pub mod known;
pub mod log;
pub mod notes;
pub mod notices;
pub mod overlays;
pub mod palette;
pub mod request_bar;
pub mod request_tabs;
pub mod restore;
pub mod save_dialog;
pub mod shortcuts;
pub mod sidebar;
pub mod status_bar;
pub mod storage_dialog;
pub mod top_bar;
pub mod variables;
pub mod welcome;
