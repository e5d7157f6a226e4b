//! What release 1 writes. Frozen once released: a change is a new version beside it.

use serde::Serialize;
use serde_json::Value;

use super::Stored;

/// `tabs/open`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tabs {
    /// The id of the one in front.
    pub active: u32,
    /// In order.
    pub tabs: Vec<Tab>,
}

/// A tab with its draft.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// What the system says.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Stored for Tabs {
    fn read(data: &Value) -> Result<Tabs, String> {
        let tabs = data.get("tabs").and_then(Value::as_array).ok_or("tabs is not a list")?;
        Ok(Tabs { active: number(data, "active")?, tabs: tabs.iter().map(Tab::read).collect::<Result<_, _>>()? })
    }
}

impl Stored for Tab {
    fn read(data: &Value) -> Result<Tab, String> {
        let direction = match data.get("direction") {
            None | Some(Value::Null) => None,
            Some(_) => Some(text(data, "direction")?),
        };
        Ok(Tab {
            id: number(data, "id")?,
            url: text(data, "url")?,
            format: text(data, "format")?,
            text: text(data, "text")?,
            search: text(data, "search")?,
            direction,
        })
    }
}

impl Stored for Theme {
    fn read(data: &Value) -> Result<Theme, String> {
        match data.as_str() {
            Some("system") => Ok(Theme::System),
            Some("light") => Ok(Theme::Light),
            Some("dark") => Ok(Theme::Dark),
            Some(_) | None => Err("the theme is not system, light or dark".into()),
        }
    }
}

fn number(data: &Value, name: &str) -> Result<u32, String> {
    let number = data.get(name).and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
    number.ok_or_else(|| format!("{name} is not a whole number"))
}

fn text(data: &Value, name: &str) -> Result<String, String> {
    let text = data.get(name).and_then(Value::as_str).map(str::to_string);
    text.ok_or_else(|| format!("{name} is not a text"))
}
