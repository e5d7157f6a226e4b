//! What release 1 writes. Frozen once released: a change is a new version beside it.

use serde::Serialize;
use serde_json::Value;

use super::Stored;

/// `tabs/<page>`: what one page shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tabs {
    /// The id of the one in front.
    pub active: u32,
    /// In order.
    pub tabs: Vec<Tab>,
    /// Those that were closed, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<Tab>,
    /// The active environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<u64>,
    /// The open collections and folders.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<u64>,
}

/// A tab with its draft.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tab {
    /// Unique among the tabs.
    pub id: u32,
    /// What it is about.
    pub request: Request,
    /// What stands in the search box.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub search: String,
    /// `incoming`, `outgoing`, `system`, or nothing for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// The request of a collection that it was opened from or saved as.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<u64>,
    /// The revisions of that, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub revs: Vec<u32>,
    /// Whether it is only looked at.
    #[serde(skip_serializing_if = "is_false")]
    pub preview: bool,
}

/// A request: in a tab, in a collection, in the history.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Request {
    /// What the person calls it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// In Markdown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// As the person wrote it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// `JSON`, `Binary (Base64)`, `Binary (hex)` or `Binary (file)`; nothing for `Text`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub format: String,
    /// What stands in the editor.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
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

/// `collection/<id>`, `environment/<id>` or `globals/globals`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// Its id, which is also that of its head. Ids have 48 bits.
    pub id: u64,
    /// In the order of their ids.
    pub entries: Vec<Entry>,
}

/// A folder, a request or a variable; none of these once it was deleted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Unique in the document.
    pub id: u64,
    /// The folder it is in; 0 for the head.
    pub parent: u64,
    /// Its order among its neighbours.
    pub rank: i64,
    /// Since when it is there, in milliseconds since 1970.
    pub since: u64,
    /// Its revisions, newest first.
    pub revs: Vec<u32>,
    /// If it is a folder, or the head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<Folder>,
    /// If it is a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    /// If it is a variable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variable: Option<Variable>,
}

/// A folder, or the head of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Folder {
    /// What it is called.
    pub name: String,
    /// In Markdown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

/// A variable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variable {
    /// Whether it counts.
    pub on: bool,
    /// What it is called.
    pub name: String,
    /// What it stands for.
    pub value: String,
    /// For people only.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// `secret`, `session`, or nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
}

/// `secrets/session`, in sessionStorage: values of variables that are kept for the session only.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Secrets(pub Vec<Secret>);

/// The value of one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Secret {
    /// The variable's id.
    pub id: u64,
    /// Its value.
    pub value: String,
}

/// `history/<year>-<month>-<day>`: what was connected and sent that day, local time, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Day(pub Vec<Visit>);

/// Something that was done with a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Visit {
    /// Unique.
    pub id: u64,
    /// When it was done last, in milliseconds since 1970.
    pub at: u64,
    /// Whether a message was sent; otherwise a connection was opened.
    pub sent: bool,
    /// How often.
    pub n: u32,
    /// The request of a collection that it was done with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<u64>,
    /// With which request; its message is cut where it was very long.
    pub request: Request,
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

/// `settings/samples`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Samples {
    /// Whether the samples were added: they do not come back once they were deleted.
    pub added: bool,
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
        Ok(Tabs {
            active: number(data, "active")?,
            tabs: tabs.iter().map(Tab::read).collect::<Result<_, _>>()?,
            closed: list(data.get("closed"))?.iter().map(Tab::read).collect::<Result<_, _>>()?,
            environment: data.get("environment").map(|_| long(data, "environment")).transpose()?,
            open: list(data.get("open"))?
                .iter()
                .map(|id| id.as_u64().ok_or("an open folder is not a number"))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl Stored for Tab {
    fn read(data: &Value) -> Result<Tab, String> {
        Ok(Tab {
            id: number(data, "id")?,
            request: Request::read(data.get("request").unwrap_or(&Value::Null))?,
            search: text_or_none(data, "search")?.unwrap_or_default(),
            direction: text_or_none(data, "direction")?,
            item: data.get("item").map(|_| long(data, "item")).transpose()?,
            revs: revs(data.get("revs"))?,
            preview: flag(data, "preview")?.unwrap_or_default(),
        })
    }
}

impl Stored for Request {
    fn read(data: &Value) -> Result<Request, String> {
        if !data.is_object() {
            return Err("a request is not an object".into());
        }
        let text = |name| Ok::<String, String>(text_or_none(data, name)?.unwrap_or_default());
        Ok(Request {
            name: text("name")?,
            notes: text("notes")?,
            url: text("url")?,
            format: text("format")?,
            text: text("text")?,
            params: rows(data.get("params"))?,
            headers: rows(data.get("headers"))?,
            subprotocols: rows(data.get("subprotocols"))?,
            settings: list(data.get("settings"))?.iter().map(setting).collect::<Result<_, _>>()?,
            reconnects: flag(data, "reconnects")?.unwrap_or_default(),
            socket_io: data.get("socket_io").map(SocketIo::read).transpose()?,
        })
    }
}

impl Stored for Document {
    fn read(data: &Value) -> Result<Document, String> {
        let entries = data.get("entries").and_then(Value::as_array).ok_or("entries is not a list")?;
        Ok(Document { id: long(data, "id")?, entries: entries.iter().map(Entry::read).collect::<Result<_, _>>()? })
    }
}

impl Stored for Entry {
    fn read(data: &Value) -> Result<Entry, String> {
        let revs = revs(data.get("revs"))?;
        if revs.is_empty() {
            return Err("an entry has no revision".into());
        }
        Ok(Entry {
            id: long(data, "id")?,
            parent: long(data, "parent")?,
            rank: data.get("rank").and_then(Value::as_i64).ok_or("rank is not a whole number")?,
            since: long(data, "since")?,
            revs,
            folder: data.get("folder").map(Folder::read).transpose()?,
            request: data.get("request").map(Request::read).transpose()?,
            variable: data.get("variable").map(Variable::read).transpose()?,
        })
    }
}

impl Stored for Folder {
    fn read(data: &Value) -> Result<Folder, String> {
        Ok(Folder { name: text(data, "name")?, notes: text_or_none(data, "notes")?.unwrap_or_default() })
    }
}

impl Stored for Variable {
    fn read(data: &Value) -> Result<Variable, String> {
        Ok(Variable {
            on: flag(data, "on")?.unwrap_or(true),
            name: text(data, "name")?,
            value: text(data, "value")?,
            note: text_or_none(data, "note")?.unwrap_or_default(),
            kind: text_or_none(data, "kind")?.unwrap_or_default(),
        })
    }
}

impl Stored for Secrets {
    fn read(data: &Value) -> Result<Secrets, String> {
        list(Some(data))?.iter().map(Secret::read).collect::<Result<_, _>>().map(Secrets)
    }
}

impl Stored for Secret {
    fn read(data: &Value) -> Result<Secret, String> {
        Ok(Secret { id: long(data, "id")?, value: text(data, "value")? })
    }
}

impl Stored for Day {
    fn read(data: &Value) -> Result<Day, String> {
        list(Some(data))?.iter().map(Visit::read).collect::<Result<_, _>>().map(Day)
    }
}

impl Stored for Visit {
    fn read(data: &Value) -> Result<Visit, String> {
        Ok(Visit {
            id: long(data, "id")?,
            at: long(data, "at")?,
            sent: flag(data, "sent")?.unwrap_or_default(),
            n: number(data, "n")?,
            item: data.get("item").map(|_| long(data, "item")).transpose()?,
            request: Request::read(data.get("request").unwrap_or(&Value::Null))?,
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

impl Stored for Samples {
    fn read(data: &Value) -> Result<Samples, String> {
        Ok(Samples { added: flag(data, "added")?.unwrap_or_default() })
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

fn long(data: &Value, name: &str) -> Result<u64, String> {
    data.get(name).and_then(Value::as_u64).ok_or_else(|| format!("{name} is not a whole number"))
}

fn number(data: &Value, name: &str) -> Result<u32, String> {
    u32::try_from(long(data, name)?).map_err(|_| format!("{name} is too large"))
}

/// The numbers of revisions.
fn revs(data: Option<&Value>) -> Result<Vec<u32>, String> {
    let rev = |data: &Value| data.as_u64().and_then(|rev| u32::try_from(rev).ok()).ok_or("a revision is not a number");
    Ok(list(data)?.iter().map(rev).collect::<Result<_, _>>()?)
}

fn text(data: &Value, name: &str) -> Result<String, String> {
    let text = data.get(name).and_then(Value::as_str).map(str::to_string);
    text.ok_or_else(|| format!("{name} is not a text"))
}

fn text_or_none(data: &Value, name: &str) -> Result<Option<String>, String> {
    match data.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(_) => text(data, name).map(Some),
    }
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
