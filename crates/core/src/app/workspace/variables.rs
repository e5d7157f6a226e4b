//! What a person does to variables: one at a time, all as a text, or by a name that nobody knows.

use super::{GLOBALS, Undo, Workspace};
use crate::app::App;
use crate::app::library::document::Kind;
use crate::app::library::entry::{Entry, Value};
use crate::app::msg::{Overlay, VariableEdit, VariablesMsg};
use crate::app::shared::Shared;
use crate::ids::ItemId;
use crate::request::pairs::Cell;
use crate::variables::bulk::MASK;
use crate::variables::{Variable, VariableKind};

impl App {
    pub(in crate::app) fn variables_msg(&mut self, msg: VariablesMsg) {
        match msg {
            VariablesMsg::Choose(environment) => self.workspace.environment = environment,
            VariablesMsg::NewEnvironment => {
                let id = self.new_document(Kind::Environment, "New environment");
                // The first one is what one wants to use.
                self.workspace.environment.get_or_insert(id);
                self.workspace.overlay = Some(Overlay::Variables(id));
            }
            VariablesMsg::Edit(document, variable, edit) => self.edit_variable(document, variable, edit),
            VariablesMsg::Replace(document, variables) => self.replace_variables(document, variables),
            VariablesMsg::Define(name) => self.define(name),
        }
    }

    fn edit_variable(&mut self, id: ItemId, variable: ItemId, edit: VariableEdit) {
        let Workspace { library, dice, secrets, .. } = &mut self.workspace;
        let Some(document) = library.edit(id) else { return };
        let mut value = match document.value(variable) {
            Some(Value::Variable(variable)) => variable.clone(),
            Some(Value::Folder(_) | Value::Request(_)) => return,
            None => Variable::default(),
        };
        match edit {
            VariableEdit::Remove => {
                let undo = vec![(variable, document.value(variable).cloned())];
                document.set(self.now, variable, None, dice);
                self.offer_undo(format!("Deleted {}", value.name), Undo::Values(id, undo));
                return;
            }
            VariableEdit::MoveBefore(before) => return document.put_variable(self.now, variable, before),
            VariableEdit::Enabled(enabled) => value.enabled = enabled,
            VariableEdit::Text(Cell::Key, name) => value.name = name,
            VariableEdit::Text(Cell::Note, note) => value.note = note,
            VariableEdit::Text(Cell::Value, text) if value.kind == VariableKind::Session => {
                set_secret(secrets, variable, text);
            }
            VariableEdit::Text(Cell::Value, text) => value.value = text,
            VariableEdit::Kind(kind) => {
                if kind == VariableKind::Session {
                    set_secret(secrets, variable, std::mem::take(&mut value.value));
                } else if let Some(place) = secrets.iter().position(|(of, _)| *of == variable) {
                    value.value = secrets.edit().remove(place).1;
                }
                value.kind = kind;
            }
        }
        if document.get(variable).is_some() {
            document.set(self.now, variable, Some(Value::Variable(value)), dice);
        } else {
            let place = document.place_at_end(self.now, id);
            document.add(Entry::new(variable, place, Value::Variable(value), dice.rev()));
        }
    }

    fn replace_variables(&mut self, id: ItemId, variables: Vec<Variable>) {
        let Workspace { library, dice, secrets, .. } = &mut self.workspace;
        let Some(document) = library.edit(id) else { return };
        let before: Vec<(ItemId, Variable)> =
            document.variables().into_iter().map(|(id, variable)| (id, variable.clone())).collect();
        let mut undo: Vec<(ItemId, Option<Value>)> =
            before.iter().map(|(id, variable)| (*id, Some(Value::Variable(variable.clone())))).collect();
        let mut left = before.clone();
        for mut variable in variables {
            let known = left.iter().position(|(_, known)| known.name == variable.name).map(|place| left.remove(place));
            match known {
                Some((of, known)) => {
                    variable.kind = known.kind;
                    if variable.kind != VariableKind::Plain && variable.value == MASK {
                        // It was not shown, and so it was not changed.
                        variable.value = match known.kind {
                            VariableKind::Session => secret_of(secrets, of).to_string(),
                            VariableKind::Plain | VariableKind::Secret => known.value.clone(),
                        };
                    }
                    if known.note != variable.note && variable.note.is_empty() {
                        variable.note = known.note;
                    }
                    if variable.kind == VariableKind::Session {
                        set_secret(secrets, of, std::mem::take(&mut variable.value));
                    }
                    document.set(self.now, of, Some(Value::Variable(variable)), dice);
                    document.put_variable(self.now, of, None);
                }
                None => {
                    let of = dice.id();
                    undo.push((of, None));
                    let place = document.place_at_end(self.now, id);
                    document.add(Entry::new(of, place, Value::Variable(variable), dice.rev()));
                }
            }
        }
        for (of, _) in &left {
            document.set(self.now, *of, None, dice);
        }
        if !left.is_empty() {
            let n_gone = left.len();
            let words = if n_gone == 1 { "variable" } else { "variables" };
            self.offer_undo(format!("Deleted {n_gone} {words} that the text does not have"), Undo::Values(id, undo));
        }
    }

    /// Opens the variables with one of this name: in the active environment, else in the collection, else for all.
    fn define(&mut self, name: String) {
        let collection = self.tabs.get(self.tabs.active()).and_then(|tab| self.collection_of(tab));
        let document = self.active_environment().or(collection).unwrap_or(GLOBALS);
        let known = self.workspace.library.document(document).map(|document| document.variables()).unwrap_or_default();
        let known = known.into_iter().find(|(_, variable)| variable.name == name).map(|(id, _)| id);
        let variable = known.unwrap_or(self.workspace.new_variable);
        self.edit_variable(document, variable, VariableEdit::Text(Cell::Key, name));
        self.edit_variable(document, variable, VariableEdit::Enabled(true));
        self.workspace.overlay = Some(Overlay::Variables(document));
    }
}

/// The value of a variable that is kept for the session only.
pub(super) fn secret_of(secrets: &[(ItemId, String)], variable: ItemId) -> &str {
    secrets.iter().find(|(id, _)| *id == variable).map_or("", |(_, value)| value)
}

fn set_secret(secrets: &mut Shared<Vec<(ItemId, String)>>, variable: ItemId, value: String) {
    let secrets = secrets.edit();
    secrets.retain(|(of, _)| *of != variable);
    if !value.is_empty() {
        secrets.push((variable, value));
    }
}
