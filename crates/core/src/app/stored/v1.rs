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
    /// `Text`, `JSON`, `Binary (Base64)`, `Binary (hex)` or `Binary (file)`.
    pub format: String,
    /// What stands in the editor.
    pub text: String,
    /// What stands in the search box.
    pub search: String,
    /// `incoming`, `outgoing`, `system`, or nothing for all.
    pub direction: Option<String>,
    /// The rows of the URL's query, if one of them is off or has a note: otherwise the URL tells them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<Row>,
    /// Headers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Row>,
    /// Subprotocols: their keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subprotocols: Vec<Row>,
    /// Settings that are not at their default, by the name they have on the screen, as they were written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<(String, String)>,
    /// Whether a connection that is lost is opened again.
    #[serde(skip_serializing_if = "is_false")]
    pub reconnects: bool,
    /// What is for Socket.IO alone, if anything of it was changed or the request is of that kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub socket_io: Option<SocketIo>,
}

/// What a request has for Socket.IO alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SocketIo {
    /// Whether the request is of that kind; otherwise it is a plain WebSocket's.
    pub on: bool,
    /// `v2`, `v3` or `v4`.
    pub version: String,
    /// As it is called on the screen.
    pub transports: String,
    /// `Default` or `MessagePack`.
    pub parser: String,
    /// Whether what was missed is asked for.
    pub recovers: bool,
    /// A JSON object, or nothing.
    pub auth: String,
    /// The event's name, or nothing.
    pub event: String,
    /// Format and text of each argument.
    pub args: Vec<(String, String)>,
    /// Whether an ack is asked for.
    pub ack: bool,
    /// Whether names show that are not in the list.
    pub all: bool,
    /// Names with a choice of their own.
    pub listeners: Vec<Listener>,
}

/// A name with what was chosen for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listener {
    /// The name.
    pub name: String,
    /// Whether its rows show.
    pub on: bool,
    /// Whether only its rows show.
    pub solo: bool,
    /// 0 to 7, or 8 for the one that follows from the name.
    pub colour: u32,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Whether it is used.
    pub on: bool,
    /// What it is called.
    pub key: String,
    /// What it is.
    pub value: String,
    /// For people only.
    pub note: String,
}

/// `settings/close-names`: codes with what the person calls them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CloseNames(pub Vec<Row>);

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
            params: rows(data.get("params"))?,
            headers: rows(data.get("headers"))?,
            subprotocols: rows(data.get("subprotocols"))?,
            settings: list(data.get("settings"))?.iter().map(setting).collect::<Result<_, _>>()?,
            reconnects: flag(data, "reconnects")?.unwrap_or_default(),
            socket_io: data.get("socket_io").map(SocketIo::read).transpose()?,
        })
    }
}

impl Stored for SocketIo {
    fn read(data: &Value) -> Result<SocketIo, String> {
        Ok(SocketIo {
            on: flag(data, "on")?.unwrap_or(true),
            version: text(data, "version")?,
            transports: text(data, "transports")?,
            parser: text(data, "parser")?,
            recovers: flag(data, "recovers")?.unwrap_or(true),
            auth: text(data, "auth")?,
            event: text(data, "event")?,
            args: list(data.get("args"))?.iter().map(setting).collect::<Result<_, _>>()?,
            ack: flag(data, "ack")?.unwrap_or_default(),
            all: flag(data, "all")?.unwrap_or(true),
            listeners: list(data.get("listeners"))?.iter().map(Listener::read).collect::<Result<_, _>>()?,
        })
    }
}

impl Stored for Listener {
    fn read(data: &Value) -> Result<Listener, String> {
        Ok(Listener {
            name: text(data, "name")?,
            on: flag(data, "on")?.unwrap_or(true),
            solo: flag(data, "solo")?.unwrap_or_default(),
            colour: number(data, "colour")?,
        })
    }
}

impl Stored for CloseNames {
    fn read(data: &Value) -> Result<CloseNames, String> {
        rows(Some(data)).map(CloseNames)
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

/// A list; empty where there is none.
fn list(data: Option<&Value>) -> Result<&[Value], String> {
    match data {
        None => Ok(&[]),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err("a list is not one".into()),
    }
}

fn rows(data: Option<&Value>) -> Result<Vec<Row>, String> {
    let row = |data: &Value| -> Result<Row, String> {
        Ok(Row {
            on: flag(data, "on")?.unwrap_or(true),
            key: text(data, "key")?,
            value: text(data, "value")?,
            note: text(data, "note")?,
        })
    };
    list(data)?.iter().map(row).collect()
}

fn setting(data: &Value) -> Result<(String, String), String> {
    match data.as_array().map(Vec::as_slice) {
        Some([Value::String(name), Value::String(text)]) => Ok((name.clone(), text.clone())),
        Some(_) | None => Err("a setting is not a pair of texts".into()),
    }
}

fn flag(data: &Value, name: &str) -> Result<Option<bool>, String> {
    match data.get(name) {
        None => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(_) => Err(format!("{name} is neither true nor false")),
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}
