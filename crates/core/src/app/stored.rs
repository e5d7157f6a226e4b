//! What is kept in the browser: every value in an envelope with its version, read by the code of that version.

use serde::{Deserialize, Serialize};

pub mod convert;
pub mod v1;

/// The key of the open tabs.
pub const TABS_KEY: &str = "tabs/open";
/// The key of the theme; `static/theme.js` reads it before the page is drawn.
pub const THEME_KEY: &str = "theme/theme";
/// The version that this build writes.
pub const VERSION: u64 = 1;

/// Why a stored value was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoredError {
    /// It is not what any release wrote.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// A newer release wrote it.
    #[error("it was written by a newer Duplex (format {found}, this one reads up to {VERSION})")]
    Newer {
        /// Its version.
        found: u64,
    },
}

#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    v: u64,
    data: T,
}

/// What every version has in common. The data is passed over.
#[derive(Deserialize)]
struct Version {
    v: u64,
}

/// A value in its envelope.
pub fn write<T: Serialize>(data: &T) -> String {
    // The stored types have string keys only and no serializer of their own: nothing in them can fail.
    serde_json::to_string(&Envelope { v: VERSION, data }).unwrap_or_default()
}

/// The value of an envelope.
pub fn read<T: for<'a> Deserialize<'a>>(text: &str) -> Result<T, StoredError> {
    let unreadable = |error: serde_json::Error| StoredError::Unreadable(error.to_string());
    let Version { v } = serde_json::from_str(text).map_err(unreadable)?;
    match v {
        VERSION => serde_json::from_str(text).map(|envelope: Envelope<T>| envelope.data).map_err(unreadable),
        found @ 2.. => Err(StoredError::Newer { found }),
        0 => Err(StoredError::Unreadable("version 0 was never written".into())),
    }
}
