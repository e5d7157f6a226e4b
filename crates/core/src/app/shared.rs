//! A value that is copied when it is changed and compared by pointer, so that "has it changed?" costs nothing.

use std::ops::Deref;
use std::rc::Rc;

/// Cheap to clone; equal only to its own clones.
#[derive(Debug, Default)]
pub struct Shared<T>(Rc<T>);

impl<T> Shared<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Shared<T> {
        Shared(Rc::new(value))
    }
}

impl<T: PartialEq> Shared<T> {
    /// Replaces the value if the new one differs.
    pub fn set(&mut self, value: T) {
        if *self.0 != value {
            self.0 = Rc::new(value);
        }
    }
}

impl<T: Clone> Shared<T> {
    /// The value, to change it; others keep the old one.
    pub fn edit(&mut self) -> &mut T {
        // A fresh pointer even when nobody else holds the value: whoever compared it last must see the change.
        self.0 = Rc::new(T::clone(&self.0));
        // Just made, so this clones nothing more.
        Rc::make_mut(&mut self.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_a_new_value() {
        let mut shared = Shared::new(1);
        let before = shared.clone();
        *shared.edit() = 2;
        assert!(shared != before);
        assert_eq!((*shared, *before), (2, 1));
        let same = shared.clone();
        shared.set(2);
        assert!(shared == same);
    }
}
