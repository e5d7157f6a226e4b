//! The page's binary.

mod app;
/// What touches the world, of which the page needs its own half.
mod driver {
    pub mod page;
}
mod store;
mod ui;
mod view;

fn main() {
    app::start();
}

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
