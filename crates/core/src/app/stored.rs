//! What is kept in the browser: every value in an envelope with its version, read by the code of that version.

use serde::Serialize;
use serde_json::Value;

pub mod convert;
pub mod v1;

/// The key of values that are kept for the session only.
pub const SECRETS_KEY: &str = "secrets/session";
/// The key that says that the samples were added once.
pub const SAMPLES_KEY: &str = "settings/samples";
/// The key of the theme; `static/theme.js` reads it before the page is drawn.
pub const THEME_KEY: &str = "theme/theme";
/// The key of the names that the person gave to close codes.
pub const CLOSE_NAMES_KEY: &str = "settings/close-names";
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

#[derive(Serialize)]
struct Envelope<'a, T> {
    v: u64,
    data: &'a T,
}

/// What a version stores. It is written by serde and read by hand: what serde derives for reading can say of each wrong
/// type what it is, floats included, and the tables for that alone are ten kilobytes of the first load.
pub trait Stored: Serialize + Sized {
    /// Reads the data of an envelope; the error says what is not as it should be.
    fn read(data: &Value) -> Result<Self, String>;
}

/// A value in its envelope.
pub fn write<T: Stored>(data: &T) -> String {
    // The stored types have string keys only and no serializer of their own: nothing in them can fail.
    serde_json::to_string(&Envelope { v: VERSION, data }).unwrap_or_default()
}

/// The value of an envelope.
pub fn read<T: Stored>(text: &str) -> Result<T, StoredError> {
    let envelope: Value = serde_json::from_str(text).map_err(|error| StoredError::Unreadable(error.to_string()))?;
    open(&envelope)
}

/// The value of an envelope that was taken apart.
pub fn open<T: Stored>(envelope: &Value) -> Result<T, StoredError> {
    match envelope.get("v").and_then(Value::as_u64) {
        Some(VERSION) => T::read(envelope.get("data").unwrap_or(&Value::Null)).map_err(StoredError::Unreadable),
        Some(found @ 2..) => Err(StoredError::Newer { found }),
        Some(0) | None => Err(StoredError::Unreadable("it has no version".into())),
    }
}
