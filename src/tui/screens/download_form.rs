//! Where a file goes that is fetched: its path, and what happens to one that is there.

use std::sync::Arc;

use crate::resource::action::DOWNLOAD;
use crate::resource::{Activity, ContextName, Download, Key, Step};
use crate::tui::msg::{Question, Saving};
use crate::tui::widgets::form::{Extent, Field, Form, Pick};

use super::form::{FormScreen, FormSubject, Mistakes, Sent};
use super::page::News;
use super::paths::Paths;
use super::{Look, Request};

/// What the form is for.
#[derive(Debug)]
pub struct DownloadForm {
    key: Key,
    download: &'static Download,
    name: Arc<str>,
    paths: Paths,
    /// How many activities there were before it was asked for.
    asked: Option<usize>,
}

const PATH: &str = "file";
const THERE: &str = "there";
const REFUSE: &str = "refuse";
const OVERWRITE: &str = "overwrite";

impl DownloadForm {
    /// The form for the file of an object that is called so.
    pub fn screen(key: Key, download: &'static Download, name: Arc<str>) -> FormScreen<Self> {
        let path = Field::text(PATH, "into the file", &format!("./{}", download.file_name(&name)))
            .required()
            .with_help("Where it goes on this machine; ~/ is your home directory.");
        let picks = vec![
            Pick::new(REFUSE, "leave it and fetch nothing"),
            Pick::new(OVERWRITE, "replace it"),
        ];
        let there = Field::choice(THERE, "if it is there", picks, REFUSE)
            .with_help("A file is replaced only once the new one is whole.");
        let subject = Self {
            key,
            download,
            name,
            paths: Paths::default(),
            asked: None,
        };
        FormScreen::new(subject, Form::new(vec![path, there]))
    }
}

impl FormSubject for DownloadForm {
    fn crumb(&self) -> String {
        format!("download {}", self.name)
    }

    fn title(&self, _look: Look<'_>) -> String {
        format!("Download {}", self.name)
    }

    fn facts(&self, _look: Look<'_>) -> Vec<(&'static str, String)> {
        vec![
            ("context", self.key.context.to_string()),
            ("what", self.download.help.to_owned()),
            ("", "Nothing is changed on the manager.".to_owned()),
        ]
    }

    fn context(&self) -> Option<&ContextName> {
        Some(&self.key.context)
    }

    fn refresh(&mut self, form: &mut Form, _look: Look<'_>) {
        form.offer(PATH, self.paths.known(), Extent::Whole);
    }

    fn asks(&mut self, form: &Form) -> Vec<Question> {
        self.paths.ask(form.value(PATH)).into_iter().collect()
    }

    fn send(&mut self, form: &mut Form, look: Look<'_>) -> Result<(Sent, Vec<Request>), Mistakes> {
        self.asked = Some(look.activities.len());
        let saving = Saving {
            path: form.value(PATH).to_owned(),
            overwrite: form.value(THERE) == OVERWRITE,
        };
        let request = Request::Download(self.key.clone(), Arc::clone(&self.name), saving);
        Ok((Sent::Waiting, vec![request]))
    }

    fn told(&mut self, news: News<'_>, look: Look<'_>) -> Sent {
        match news {
            News::Answer(answer) => {
                self.paths.told(answer);
                Sent::Waiting
            }
            News::Activities => {
                let Some(asked) = self.asked else {
                    return Sent::Waiting;
                };
                let is_ours = |activity: &&Activity| {
                    activity.intent.action == DOWNLOAD && activity.intent.key == self.key
                };
                let mut since = look.activities.iter().skip(asked);
                match since.find(is_ours).map(|activity| &activity.step) {
                    None | Some(Step::Queued) => Sent::Waiting,
                    Some(Step::NotSent(notice)) => {
                        self.asked = None;
                        Sent::Refused(vec![(PATH.to_owned(), notice.line())])
                    }
                    // The rest is told where activities are.
                    Some(_) => Sent::Done(Vec::new()),
                }
            }
            _ => Sent::Waiting,
        }
    }
}
