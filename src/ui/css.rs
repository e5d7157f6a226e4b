//! A component's style: CSS text in, a class name out, made once a page.

use std::cell::RefCell;

use stylist::Style;
use stylist::ast::{Block, RuleBlockContent, ScopeContent, Sheet, StringFragment, StyleAttribute};
use yew::prelude::*;

thread_local! {
    /// The classes that exist, by where their text lies: a literal is in one place for as long as the page lives.
    static CLASSES: RefCell<Vec<(*const u8, AttrValue)>> = const { RefCell::new(Vec::new()) };
}

/// The class of a static style. What is nested in it is for the elements inside: selectors, with or without `&`, and
/// media queries. `@keyframes` cannot be nested and stand in `static/base.css`.
///
/// stylist names the class and mounts the text; the browser itself resolves the nesting (CSS Nesting Module). stylist's
/// macros would make code and data of each declaration, four times as large, and look the style up at each render.
#[hook]
pub fn use_css(css: &'static str) -> AttrValue {
    css_class(css)
}

/// The same for a part of a view that is a plain function: a component more is two kilobytes more.
pub fn css_class(css: &'static str) -> AttrValue {
    // A few dozen: a list is the smallest map.
    let known = CLASSES.with_borrow(|classes| {
        classes.iter().find(|(place, _)| *place == css.as_ptr()).map(|(_, class)| class.clone())
    });
    known.unwrap_or_else(|| {
        let class = match Style::new(sheet(css)) {
            Ok(style) => AttrValue::from(style.get_class_name().to_string()),
            // There is no document to mount it in: nobody sees the difference.
            Err(_) => AttrValue::default(),
        };
        CLASSES.with_borrow_mut(|classes| classes.push((css.as_ptr(), class.clone())));
        class
    })
}

/// One block with one declaration: the first property, and all that follows it, nested rules included, as its value.
fn sheet(css: &'static str) -> Sheet {
    let (key, value) = css.trim().split_once(':').unwrap_or((css, ""));
    let declaration =
        StyleAttribute { key: key.into(), value: vec![StringFragment { inner: value.trim_start().into() }].into() };
    let content = vec![RuleBlockContent::StyleAttr(declaration)].into();
    Sheet::from(vec![ScopeContent::Block(Block { condition: (&[]).into(), content })])
}

/// A number for a style, with three decimals. What the standard library needs to write any float exactly is twelve
/// kilobytes of the first load.
pub fn decimal(number: f64) -> String {
    let thousandths = (number * 1000.0).round() as i64;
    let sign = if thousandths < 0 { "-" } else { "" };
    let thousandths = thousandths.unsigned_abs();
    format!("{sign}{}.{:03}", thousandths / 1000, thousandths % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn numbers_have_three_decimals() {
        let numbers = [0.0, 0.41, -0.0004, -1.5, 15_000_000.0, 27.9996];
        assert_eq!(numbers.map(decimal), ["0.000", "0.410", "0.000", "-1.500", "15000000.000", "28.000"]);
    }
}
