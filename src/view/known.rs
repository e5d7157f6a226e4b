//! What the fields of a tab know of variables: names, values, and where they come from.

use duplex_core::app::msg::{Msg, VariablesMsg};
use duplex_core::ids::TabId;
use duplex_core::variables::{self, Scopes, bulk};
use yew::prelude::*;

use crate::store::{use_select, use_send};
use crate::ui::variables::{Known, KnownVariables, Place};

/// What a [`WithVariables`] is given.
#[derive(PartialEq, Properties)]
pub struct WithVariablesProps {
    /// Whose names count.
    pub tab: TabId,
    /// The fields.
    pub children: Html,
}

/// Tells the fields in it which variables there are.
#[component]
pub fn WithVariables(props: &WithVariablesProps) -> Html {
    let send = use_send();
    let scopes = use_select(props.tab, |app, tab| app.scopes(*tab));
    let ondefine = use_callback(send, |name, send| send.emit(Msg::Variables(VariablesMsg::Define(name))));
    let list = use_memo(scopes, |scopes| known(scopes));
    let context = KnownVariables { list: list.iter().cloned().collect(), find, ondefine };
    html! { <ContextProvider<KnownVariables> {context}>{ props.children.clone() }</ContextProvider<KnownVariables>> }
}

fn known(scopes: &Scopes) -> Vec<Known> {
    let known = |(scope, known): (&variables::Scope, &variables::Known)| Known {
        name: AttrValue::Rc(known.name.clone()),
        value: if known.is_secret { AttrValue::Static(bulk::MASK) } else { AttrValue::Rc(known.value.clone()) },
        scope: AttrValue::Rc(scope.name.clone()),
        is_secret: known.is_secret,
    };
    scopes.all().into_iter().map(known).collect()
}

fn find(text: &str) -> Vec<Place> {
    variables::spans(text).into_iter().map(|span| (span.whole, span.name)).collect()
}
