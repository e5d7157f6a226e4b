//! The editor's JavaScript module, seen from Rust: loaded late, ended by dropping.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

use crate::ui::variables::Known;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = duplex, js_name = loadEditor, catch)]
    fn load_editor() -> Result<js_sys::Promise, JsValue>;

    /// What the module exports.
    pub(super) type Module;

    #[wasm_bindgen(method, js_name = createEditor, catch)]
    fn create_editor(this: &Module, parent: &Element, options: &JsOptions) -> Result<JsEditor, JsValue>;

    #[wasm_bindgen(extends = js_sys::Object)]
    type JsOptions;

    #[wasm_bindgen(method, setter, js_name = doc)]
    fn set_doc(this: &JsOptions, value: &str);
    #[wasm_bindgen(method, setter, js_name = language)]
    fn set_language(this: &JsOptions, value: &str);
    #[wasm_bindgen(method, setter, js_name = readOnly)]
    fn set_read_only(this: &JsOptions, value: bool);
    #[wasm_bindgen(method, setter, js_name = wrap)]
    fn set_wrap(this: &JsOptions, value: bool);
    #[wasm_bindgen(method, setter, js_name = label)]
    fn set_label(this: &JsOptions, value: &str);
    #[wasm_bindgen(method, setter, js_name = placeholder)]
    fn set_placeholder(this: &JsOptions, value: &str);
    #[wasm_bindgen(method, setter, js_name = selection)]
    fn set_selection(this: &JsOptions, value: &JsSelection);
    #[wasm_bindgen(method, setter, js_name = onChange)]
    fn set_on_change(this: &JsOptions, value: &Closure<dyn FnMut(String)>);
    #[wasm_bindgen(method, setter, js_name = onSubmit)]
    fn set_on_submit(this: &JsOptions, value: &Closure<dyn FnMut()>);
    #[wasm_bindgen(method, setter, js_name = onDefine)]
    fn set_on_define(this: &JsOptions, value: &Closure<dyn FnMut(String)>);

    #[wasm_bindgen(extends = js_sys::Object)]
    type JsSelection;

    #[wasm_bindgen(method, setter, js_name = anchor)]
    fn set_anchor(this: &JsSelection, value: u32);
    #[wasm_bindgen(method, setter, js_name = head)]
    fn set_head(this: &JsSelection, value: u32);

    #[wasm_bindgen(extends = js_sys::Object)]
    type JsKnown;

    #[wasm_bindgen(method, setter, js_name = name)]
    fn set_name(this: &JsKnown, value: &str);
    #[wasm_bindgen(method, setter, js_name = value)]
    fn set_value(this: &JsKnown, value: &str);
    #[wasm_bindgen(method, setter, js_name = scope)]
    fn set_scope(this: &JsKnown, value: &str);
    #[wasm_bindgen(method, setter, js_name = isSecret)]
    fn set_is_secret(this: &JsKnown, value: bool);

    type JsEditor;

    #[wasm_bindgen(method, js_name = getText)]
    fn get_text(this: &JsEditor) -> String;
    #[wasm_bindgen(method, js_name = setText)]
    fn set_text(this: &JsEditor, text: &str);
    #[wasm_bindgen(method, js_name = replaceText)]
    fn replace_text(this: &JsEditor, text: &str);
    #[wasm_bindgen(method, js_name = setLanguage)]
    fn set_language(this: &JsEditor, name: &str);
    #[wasm_bindgen(method, js_name = setWrap)]
    fn set_wrap(this: &JsEditor, wrap: bool);
    #[wasm_bindgen(method, js_name = setVariables)]
    fn set_variables(this: &JsEditor, list: Option<js_sys::Array>);
    #[wasm_bindgen(method, js_name = setWrong)]
    fn set_wrong(this: &JsEditor, is_wrong: bool);
    #[wasm_bindgen(method, js_name = setReadOnly)]
    fn set_read_only(this: &JsEditor, read_only: bool);
    #[wasm_bindgen(method)]
    fn focus(this: &JsEditor);
    #[wasm_bindgen(method)]
    fn destroy(this: &JsEditor);
}

/// Asks for the module and calls `then` with it, or with why it did not come.
#[expect(clippy::disallowed_methods, reason = "the module comes when it comes; nothing else waits for it")]
pub(super) fn load(then: impl FnOnce(Result<Module, JsValue>) + 'static) {
    wasm_bindgen_futures::spawn_local(async move {
        let loaded = match load_editor() {
            Ok(promise) => JsFuture::from(promise).await,
            Err(error) => Err(error),
        };
        then(loaded.map(JsCast::unchecked_into));
    });
}

/// What an editor begins with.
pub(super) struct Options<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// The language's name.
    pub(super) language: &'a str,
    /// Whether the text cannot be changed.
    pub(super) read_only: bool,
    /// Whether long lines are wrapped.
    pub(super) wrap: bool,
    /// The name for a screen reader.
    pub(super) label: &'a str,
    /// Shown while empty.
    pub(super) placeholder: &'a str,
    /// What is selected, from and to, in UTF-16 units.
    pub(super) selection: Option<(u32, u32)>,
}

/// A living editor. Dropping it ends it; what it had not reported yet, it reports then.
pub(super) struct Editor {
    js: JsEditor,
    // JavaScript holds on to these: they live as long as the editor.
    _on_change: Closure<dyn FnMut(String)>,
    _on_submit: Closure<dyn FnMut()>,
    _on_define: Closure<dyn FnMut(String)>,
}

impl Editor {
    /// Builds an editor in `parent`.
    pub(super) fn create(
        module: &Module,
        parent: &Element,
        options: &Options<'_>,
        on_change: impl FnMut(String) + 'static,
        on_submit: impl FnMut() + 'static,
        on_define: impl FnMut(String) + 'static,
    ) -> Result<Self, JsValue> {
        let on_change = Closure::new(on_change);
        let on_submit = Closure::new(on_submit);
        let on_define = Closure::new(on_define);
        let js_options: JsOptions = js_sys::Object::new().unchecked_into();
        js_options.set_doc(options.text);
        js_options.set_language(options.language);
        js_options.set_read_only(options.read_only);
        js_options.set_wrap(options.wrap);
        js_options.set_label(options.label);
        js_options.set_placeholder(options.placeholder);
        js_options.set_on_change(&on_change);
        js_options.set_on_submit(&on_submit);
        js_options.set_on_define(&on_define);
        if let Some((anchor, head)) = options.selection {
            let selection: JsSelection = js_sys::Object::new().unchecked_into();
            selection.set_anchor(anchor);
            selection.set_head(head);
            js_options.set_selection(&selection);
        }
        let js = module.create_editor(parent, &js_options)?;
        Ok(Self { js, _on_change: on_change, _on_submit: on_submit, _on_define: on_define })
    }

    /// The text as it is now, reported or not.
    pub(super) fn text(&self) -> String {
        self.js.get_text()
    }

    /// Another text: it starts at its top, with nothing to undo.
    pub(super) fn set_text(&self, text: &str) {
        self.js.set_text(text);
    }

    /// The same text changed by the owner: one step to undo.
    pub(super) fn replace_text(&self, text: &str) {
        self.js.replace_text(text);
    }

    pub(super) fn set_language(&self, name: &str) {
        self.js.set_language(name);
    }

    pub(super) fn set_wrap(&self, wrap: bool) {
        self.js.set_wrap(wrap);
    }

    pub(super) fn set_read_only(&self, read_only: bool) {
        self.js.set_read_only(read_only);
    }

    /// The variables that are known; none where `{{` means nothing.
    pub(super) fn set_variables(&self, list: Option<&[Known]>) {
        let list = list.map(|list| list.iter().map(to_js).collect::<js_sys::Array>());
        self.js.set_variables(list);
    }

    pub(super) fn set_wrong(&self, is_wrong: bool) {
        self.js.set_wrong(is_wrong);
    }

    pub(super) fn focus(&self) {
        self.js.focus();
    }
}

fn to_js(known: &Known) -> JsKnown {
    let js: JsKnown = js_sys::Object::new().unchecked_into();
    js.set_name(&known.name);
    js.set_value(&known.value);
    js.set_scope(&known.scope);
    js.set_is_secret(known.is_secret);
    js
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.js.destroy();
    }
}
