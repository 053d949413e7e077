//! The stack of screens above home: Enter goes in, Esc comes back; the breadcrumbs say where.

use super::screens::page::Page;
use crate::resource::ContextName;

/// The screens between home and what is shown.
#[derive(Debug, Default)]
pub struct Navigation {
    above_home: Vec<Box<dyn Page>>,
}

impl Navigation {
    /// What is shown; `None` at home.
    pub fn top(&self) -> Option<&dyn Page> {
        self.above_home.last().map(|page| &**page)
    }

    pub fn top_mut(&mut self) -> Option<&mut (dyn Page + 'static)> {
        self.above_home.last_mut().map(|page| &mut **page)
    }

    pub fn is_home(&self) -> bool {
        self.above_home.is_empty()
    }

    /// The screens above home, the outermost first.
    pub fn pages(&self) -> impl Iterator<Item = &dyn Page> {
        self.above_home.iter().map(|page| &**page)
    }

    /// The screens above home, the outermost first.
    pub fn pages_mut(&mut self) -> impl Iterator<Item = &mut (dyn Page + 'static)> {
        self.above_home.iter_mut().map(|page| &mut **page)
    }

    pub fn push(&mut self, page: Box<dyn Page>) {
        self.above_home.push(page);
    }

    /// Leaves the top screen.
    pub fn back(&mut self) -> Option<Box<dyn Page>> {
        self.above_home.pop()
    }

    /// Takes away the screens that have done what they are for.
    pub fn drop_done(&mut self) {
        self.above_home.retain(|page| !page.is_done());
    }

    /// Takes away the screens that are about one context.
    pub fn drop_of(&mut self, context: &ContextName) {
        self.above_home.retain(|page| page.context() != Some(context));
    }

    pub fn home(&mut self) {
        self.above_home.clear();
    }
}
