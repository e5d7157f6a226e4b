//! Many variables as one text: a line each, or a JSON object. What is off has a `#` before its name.

use serde_json::Value as Json;

use super::{Variable, VariableKind};
use crate::format::json;

/// What stands for a value that is not shown; it means the value that is there.
pub const MASK: &str = "••••••";

/// How the text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bulk {
    /// `NAME=value`, one a line.
    #[default]
    Lines,
    /// `{"NAME": "value"}`.
    Json,
}

/// Why a text is not a list of variables.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BulkError {
    /// A line has a name and nothing else.
    #[error("line {0} has no =: write NAME=value")]
    NoValue(usize),
    /// A line has a value and no name.
    #[error("line {0} has no name before its =")]
    NoName(usize),
    /// It is not JSON.
    #[error("this is not JSON: {0}")]
    NotJson(String),
    /// It is JSON, but no object.
    #[error("write an object of names and values: {{\"NAME\": \"value\"}}")]
    NoObject,
    /// A value is an object or a list.
    #[error("the value of {0} is an object or a list: write it as a text")]
    NoText(String),
}

/// Variables as a text. Values that are masked on the screen are masked here.
pub fn write(variables: &[Variable], bulk: Bulk) -> String {
    let name = |variable: &Variable| [if variable.enabled { "" } else { "#" }, &variable.name].concat();
    let value = |variable: &Variable| match variable.kind {
        VariableKind::Plain => variable.value.clone(),
        VariableKind::Secret | VariableKind::Session => MASK.to_string(),
    };
    match bulk {
        // A line end would begin another variable.
        Bulk::Lines => {
            let line = |variable: &Variable| format!("{}={}\n", name(variable), value(variable).replace('\n', "\\n"));
            variables.iter().map(line).collect()
        }
        Bulk::Json => {
            let member = |variable: &Variable| {
                format!("  {}: {}", json::quoted(&name(variable)), json::quoted(&value(variable)))
            };
            let members: Vec<String> = variables.iter().map(member).collect();
            if members.is_empty() { "{}\n".to_string() } else { format!("{{\n{}\n}}\n", members.join(",\n")) }
        }
    }
}

/// The variables of a text. Empty lines are nothing; spaces around names are not theirs.
pub fn read(text: &str, bulk: Bulk) -> Result<Vec<Variable>, BulkError> {
    match bulk {
        Bulk::Lines => {
            let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
            lines.map(|(number, line)| read_line(number, line)).collect()
        }
        Bulk::Json => {
            let value: Json = serde_json::from_str(text).map_err(|error| BulkError::NotJson(error.to_string()))?;
            let members = value.as_object().ok_or(BulkError::NoObject)?;
            members.iter().map(|(name, value)| read_member(name, value)).collect()
        }
    }
}

fn read_line(number: usize, line: &str) -> Result<Variable, BulkError> {
    let (name, value) = line.split_once('=').ok_or(BulkError::NoValue(number))?;
    let variable = named(name, value.replace("\\n", "\n"));
    if variable.name.is_empty() { Err(BulkError::NoName(number)) } else { Ok(variable) }
}

fn read_member(name: &str, value: &Json) -> Result<Variable, BulkError> {
    let value = match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        Json::Bool(_) | Json::Number(_) => value.to_string(),
        Json::Array(_) | Json::Object(_) => return Err(BulkError::NoText(name.to_string())),
    };
    Ok(named(name, value))
}

fn named(name: &str, value: String) -> Variable {
    let name = name.trim();
    let (enabled, name) = match name.strip_prefix('#') {
        Some(name) => (false, name.trim_start()),
        None => (true, name),
    };
    Variable { enabled, name: name.to_string(), value, ..Variable::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Vec<Variable> {
        let variable =
            |name: &str, value: &str| Variable { name: name.into(), value: value.into(), ..Variable::default() };
        let off = Variable { enabled: false, ..variable("b", "x=y") };
        let secret = Variable { kind: VariableKind::Secret, ..variable("c", "s3cret") };
        vec![variable("a", "1"), off, secret, variable("d", "two\nlines \"quoted\"")]
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(write(&variables(), Bulk::Lines), "a=1\n#b=x=y\nc=••••••\nd=two\\nlines \"quoted\"\n");
        for bulk in [Bulk::Lines, Bulk::Json] {
            let read = read(&write(&variables(), bulk), bulk).expect("it was just written");
            let shown: Vec<_> = read.iter().map(|of| (of.enabled, &of.name[..], &of.value[..])).collect();
            let expected =
                [(true, "a", "1"), (false, "b", "x=y"), (true, "c", MASK), (true, "d", "two\nlines \"quoted\"")];
            let mut expected = expected.to_vec();
            let mut shown = shown;
            expected.sort_unstable();
            shown.sort_unstable();
            assert_eq!(shown, expected);
        }
        assert_eq!(write(&[], Bulk::Json), "{}\n");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let error = |text: &str, bulk| read(text, bulk).expect_err("it is wrong").to_string();
        assert_eq!(error("a=1\n\nb", Bulk::Lines), "line 3 has no =: write NAME=value");
        assert_eq!(error("=1", Bulk::Lines), "line 1 has no name before its =");
        assert_eq!(error("[1]", Bulk::Json), "write an object of names and values: {\"NAME\": \"value\"}");
        assert!(error("{", Bulk::Json).starts_with("this is not JSON"));
        assert_eq!(error("{\"a\":[]}", Bulk::Json), "the value of a is an object or a list: write it as a text");
        assert_eq!(read("{\"a\":1,\"b\":null,\"c\":true}", Bulk::Json).map(|all| all.len()), Ok(3));
    }
}
