//! What is wrong with the fields of a request, collected so that all of it is told at once.

use super::answer::Refusal;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The path of the field (`rackAllocation.numberOfRacks`).
    pub field: String,
    pub text: String,
}

/// Complaints so far.
#[derive(Debug, Default)]
pub struct Checks {
    complaints: Vec<Complaint>,
}

impl Checks {
    /// Says what is wrong with a field; the first complaint about it counts.
    pub fn add(&mut self, field: &str, text: impl Into<String>) {
        if !self.complaints.iter().any(|known| known.field == field) {
            self.complaints.push(Complaint {
                field: field.to_owned(),
                text: text.into(),
            });
        }
    }

    /// Complains unless something holds.
    pub fn require(&mut self, holds: bool, field: &str, text: impl Into<String>) {
        if !holds {
            self.add(field, text);
        }
    }

    /// Calls the fields by other names.
    pub fn rename(&mut self, names: &[(&str, &str)]) {
        for complaint in &mut self.complaints {
            let known = names.iter().find(|(from, _)| complaint.field == *from);
            if let Some((_, to)) = known {
                (*to).clone_into(&mut complaint.field);
            }
        }
    }

    /// # Errors
    /// [`Refusal::Invalid`] if there was any complaint.
    pub fn done(self) -> Result<(), Refusal> {
        if self.complaints.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Invalid(self.complaints))
        }
    }
}
