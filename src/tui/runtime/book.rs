//! The configuration's contexts, as the one who opens the console keeps them.

use std::sync::Arc;

use crate::resource::{ContextChange, ContextName, Notice};
use crate::session::Session;
use crate::tui::book::{FieldData, FieldMistake, Preview};

/// Keeps the contexts. It may read and write files: it is asked away from the interface's thread.
pub trait Book: Send + Sync {
    /// What a form asks of a context: one that is there, or a new one.
    ///
    /// # Errors
    /// Why it cannot be changed here.
    fn fields(&self, name: Option<&str>) -> Result<Vec<FieldData>, Notice>;

    /// What a change would write.
    ///
    /// # Errors
    /// What is wrong with it, by key.
    fn preview(&self, change: &ContextChange) -> Result<Preview, Vec<FieldMistake>>;

    /// Writes a change, and opens what is to be open then.
    ///
    /// # Errors
    /// Why nothing was written.
    fn write(&self, change: &ContextChange) -> Result<Written, Notice>;

    /// Opens a context anew, to look at another part of its manager's world for this run; gives one line about it, too.
    ///
    /// # Errors
    /// Why it cannot be opened so.
    fn switch(&self, context: &ContextName, part: &str) -> Result<(Arc<Session>, String), Notice>;
}

/// What a change of the configuration led to.
#[derive(Debug)]
pub struct Written {
    /// What was done, in a sentence.
    pub words: String,
    /// The context that is not there any more.
    pub closed: Option<ContextName>,
    /// The session to be shown from now on, with one line about it; it takes the place of one of its name.
    pub opened: Option<(Arc<Session>, String)>,
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;
    use crate::tui::msg::{Answer, Effect, Msg, Question};
    use crate::tui::runtime::outside::Outside;
    use crate::tui::runtime::run::Incoming;

    struct OneField;

    impl Book for OneField {
        fn fields(&self, name: Option<&str>) -> Result<Vec<FieldData>, Notice> {
            let key = name.unwrap_or("url").to_owned();
            Ok(vec![FieldData {
                key,
                ..FieldData::default()
            }])
        }

        fn preview(&self, change: &ContextChange) -> Result<Preview, Vec<FieldMistake>> {
            Err(vec![(String::new(), change.words())])
        }

        fn write(&self, _change: &ContextChange) -> Result<Written, Notice> {
            Err(Notice::error("the file is not ours"))
        }

        fn switch(&self, context: &ContextName, part: &str) -> Result<(Arc<Session>, String), Notice> {
            Err(Notice::error(format!("{context} has no {part}")))
        }
    }

    fn answer(book: Option<Arc<dyn Book>>, question: Question) -> Incoming {
        let (sender, incoming) = mpsc::channel();
        let mut outside = Outside::new(Vec::new(), None, book, sender);
        outside.start().unwrap();
        outside.carry_out(Effect::Ask(question));
        incoming.recv_timeout(Duration::from_secs(30)).unwrap()
    }

    #[test]
    fn the_book_is_asked_for_fields_and_told_what_to_write() {
        let Incoming::Msg(Msg::Answered(Answer::ContextFields { fields, .. })) =
            answer(Some(Arc::new(OneField)), Question::ContextFields(None))
        else {
            panic!("no fields");
        };
        assert_eq!(fields.unwrap().len(), 1);
        let change = ContextChange::Remove { name: "lab".into() };
        let written = answer(Some(Arc::new(OneField)), Question::WriteContext(change));
        assert!(matches!(written, Incoming::Written { written: Err(_), .. }));
    }

    #[test]
    fn without_a_book_nothing_can_be_changed() {
        let Incoming::Msg(Msg::Answered(Answer::ContextFields { fields, .. })) =
            answer(None, Question::ContextFields(None))
        else {
            panic!("no answer");
        };
        assert!(fields.unwrap_err().text.contains("no configuration"));
    }
}
