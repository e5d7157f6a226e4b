//! What release 1 writes. Frozen once released: a change is a new version beside it.

use serde::{Deserialize, Serialize};

/// `tabs/open`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tabs {
    /// The id of the one in front.
    pub active: u32,
    /// In order.
    pub tabs: Vec<Tab>,
}

/// A tab with its draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tab {
    /// Unique among the tabs.
    pub id: u32,
    /// As the person wrote it.
    pub url: String,
    /// `Text`, `JSON` or `Binary (hex)`.
    pub format: String,
    /// What stands in the editor.
    pub text: String,
    /// What stands in the search box.
    pub search: String,
    /// `incoming`, `outgoing`, `system`, or nothing for all.
    pub direction: Option<String>,
}

/// `theme/theme`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// What the system says.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}
