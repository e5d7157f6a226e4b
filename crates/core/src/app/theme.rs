//! Light or dark: the person's choice, and the system's.

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// What the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Whether the page is dark.
    pub fn is_dark(self, system_is_dark: bool) -> bool {
        match self {
            Theme::System => system_is_dark,
            Theme::Light => false,
            Theme::Dark => true,
        }
    }

    /// The choice that shows the other theme. One that the system shows anyway is left to the system.
    pub fn toggled(self, system_is_dark: bool) -> Theme {
        match (!self.is_dark(system_is_dark), system_is_dark) {
            (true, true) | (false, false) => Theme::System,
            (true, false) => Theme::Dark,
            (false, true) => Theme::Light,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_press_shows_the_other_theme() {
        for system_is_dark in [true, false] {
            let mut theme = Theme::System;
            for _ in 0..4 {
                let before = theme.is_dark(system_is_dark);
                theme = theme.toggled(system_is_dark);
                assert_ne!(theme.is_dark(system_is_dark), before);
            }
            assert_eq!(theme, Theme::System);
        }
    }
}
