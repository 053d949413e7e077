//! The stack of screens: Enter goes in, Esc comes back; the breadcrumbs say where.

use super::keymap::Scope;
use super::screens::activity::ActivityScreen;
use super::screens::cluster::ClusterScreen;
use super::screens::contexts::ContextsScreen;
use super::screens::help::HelpScreen;

/// One screen.
#[derive(Debug)]
pub enum Screen {
    /// The home; its state lives in the model, for it is never left.
    Fleet,
    Cluster(Box<ClusterScreen>),
    Activity(ActivityScreen),
    Contexts(ContextsScreen),
    Help(Box<HelpScreen>),
}

/// The screens between home and what is shown.
#[derive(Debug, Default)]
pub struct Navigation {
    above_home: Vec<Screen>,
}

static HOME: Screen = Screen::Fleet;

impl Navigation {
    pub fn top(&self) -> &Screen {
        self.above_home.last().unwrap_or(&HOME)
    }

    pub fn top_mut(&mut self) -> Option<&mut Screen> {
        self.above_home.last_mut()
    }

    /// The screens above home, the outermost first.
    pub fn screens_mut(&mut self) -> impl Iterator<Item = &mut Screen> {
        self.above_home.iter_mut()
    }

    pub fn push(&mut self, screen: Screen) {
        self.above_home.push(screen);
    }

    /// Leaves the top screen; false at home.
    pub fn back(&mut self) -> bool {
        self.above_home.pop().is_some()
    }

    pub fn home(&mut self) {
        self.above_home.clear();
    }
}

impl Screen {
    /// The word for it in the breadcrumbs.
    pub fn crumb(&self) -> String {
        match self {
            Self::Fleet => "clusters".into(),
            Self::Cluster(cluster) => cluster.name().to_owned(),
            Self::Activity(_) => "activity".into(),
            Self::Contexts(_) => "contexts".into(),
            Self::Help(_) => "help".into(),
        }
    }

    /// Where keys are looked up while it is shown, the innermost first.
    pub fn scopes(&self, fleet: &super::screens::fleet::Fleet) -> Vec<Scope> {
        match self {
            Self::Fleet => fleet.scopes(),
            Self::Cluster(cluster) => cluster.scopes(),
            Self::Activity(_) => vec![Scope::Activity, Scope::Table, Scope::Motion, Scope::Global],
            Self::Contexts(_) => vec![Scope::Contexts, Scope::Table, Scope::Motion, Scope::Global],
            Self::Help(_) => vec![Scope::Help, Scope::Motion, Scope::Global],
        }
    }
}
