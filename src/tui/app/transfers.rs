//! Files on their way: how far each has come, and how one is fetched or stopped.

use std::sync::Arc;

use crate::resource::action::DOWNLOAD;
use crate::resource::{
    Activity, ActivityId, Arguments, Download, Intent, Key, Notice, Seen, Transfer, Transferred,
};
use crate::tui::keymap::{Command, Scope};
use crate::tui::msg::{Effect, Saving};
use crate::tui::screens::activity::ActivityScreen;
use crate::tui::screens::download_form::DownloadForm;
use crate::tui::screens::page::{News, Page};

use super::Model;

impl Model {
    /// The file of an activity has come further.
    pub(super) fn transferring(&mut self, id: ActivityId, transferred: Transferred) {
        let mut activities = self.activities.iter_mut();
        let Some(activity) = activities.find(|activity| activity.intent.activity == id) else {
            return;
        };
        // A word about it may come behind its end.
        if activity.step.is_final() || activity.transferred == Some(transferred) {
            return;
        }
        activity.transferred = Some(transferred);
        self.activities_changed();
    }

    /// Files that are on their way now.
    pub fn transfers(&self) -> impl Iterator<Item = &Activity> {
        self.activities
            .iter()
            .filter(|activity| activity.is_transferring())
    }

    /// Stops a file on its way: the one under the cursor, or the only one there is.
    pub(super) fn cancel_transfer(&mut self) -> Vec<Effect> {
        let meant = self.navigation.top().and_then(Page::activity_meant);
        let on_the_way: Vec<&Activity> = self.transfers().collect();
        let chosen = match (meant, on_the_way.as_slice()) {
            (_, []) => {
                self.notify(Notice::info("No file is on its way"));
                return Vec::new();
            }
            (Some(id), all) => all.iter().find(|activity| activity.intent.activity == id),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        let Some(activity) = chosen else {
            let is_shown = meant.is_some();
            let words = match is_shown {
                true => "No file is on its way there: choose one that is",
                false => "Several files are on their way: choose one",
            };
            if !is_shown {
                self.open(Box::new(ActivityScreen::new(self.look())));
            }
            self.notify(Notice::info(words));
            return Vec::new();
        };
        let words = format!("Stopping: {} {}", activity.intent.action, activity.intent.name);
        let transfer = activity.intent.transfer.clone();
        self.notify(Notice::info(words));
        vec![Effect::CancelTransfer(transfer)]
    }

    /// The object whose file would be fetched now.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub fn downloadable(&self) -> Result<(Key, &'static Download, Arc<str>), String> {
        let aim = self.aim();
        let key = match aim.targets.as_slice() {
            [] => return Err("select what is to be fetched first".into()),
            [key] => key,
            _ => return Err("one at a time".into()),
        };
        let context = self.known.context(&key.context);
        let context = context.ok_or_else(|| format!("{} is not open any more", key.context))?;
        let download = context.about.download(key.kind);
        let download =
            download.ok_or_else(|| format!("{} gives no file of {}", context.about.title, key.kind))?;
        let row = aim.row.as_ref().or_else(|| self.known.row(key));
        let name = row.map_or_else(|| Arc::clone(&key.id), |row| Arc::from(&*row.name));
        Ok((key.clone(), download, name))
    }

    /// Opens the form that asks where a file goes.
    pub(super) fn ask_for_download(&mut self) -> Vec<Effect> {
        match self.downloadable() {
            Ok((key, download, name)) => {
                let form = DownloadForm::screen(key, download, name);
                self.open(Box::new(form));
                // It completes paths.
                self.tell(News::Activities)
            }
            Err(reason) => self.cannot(DOWNLOAD, &reason),
        }
    }

    /// Begins to fetch a file.
    pub(super) fn download(&mut self, key: Key, name: &str, saving: Saving) -> Vec<Effect> {
        let intent = Intent {
            activity: ActivityId(self.next_activity),
            action: DOWNLOAD,
            key,
            name: name.into(),
            part: None,
            arguments: Arguments::default(),
            transfer: Transfer::default(),
            seen: Seen {
                state: "".into(),
                version: None,
                part_state: None,
            },
        };
        self.next_activity += 1;
        self.asked_for(std::slice::from_ref(&intent));
        let key = self.keymap.label_of(Command::Activity, &[Scope::Global]);
        let hint = key.map_or_else(String::new, |key| format!("; {key} shows how it goes"));
        self.notify(Notice::info(format!("download {name}: begun{hint}")));
        vec![Effect::Download(intent, saving)]
    }
}
