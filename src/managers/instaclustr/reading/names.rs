//! A cluster by its id or by its name: names need not be unique, so one that several have names none of them.

use crate::managers::ManagerError;

use super::Reader;

impl Reader<'_> {
    /// The id of a cluster that goes by its id or its name.
    ///
    /// # Errors
    /// [`ManagerError::NotFound`] if none is called so, or several are; those of the list.
    pub(super) async fn cluster_id(self, text: &str) -> Result<String, ManagerError> {
        if is_id(text) {
            return Ok(text.to_owned());
        }
        match self.memory.ids_of(text).as_slice() {
            [id] => Ok(id.clone()),
            _ => self.listed_id(text).await,
        }
    }

    /// The same for a name, from a list that is read now.
    pub(super) async fn listed_id(self, name: &str) -> Result<String, ManagerError> {
        // Nothing is called so, and no path may be.
        if !name.contains(char::is_alphanumeric) {
            return Err(unknown(name));
        }
        let clusters = self.client.clusters().await?;
        self.memory
            .listed(clusters.into_iter().map(|cluster| (cluster.id, cluster.name)));
        match self.memory.ids_of(name).as_slice() {
            [id] => Ok(id.clone()),
            [] => Err(unknown(name)),
            several => Err(ManagerError::NotFound {
                message: format!(
                    "{} clusters are called {name}: say which by its id ({})",
                    several.len(),
                    several.join(", ")
                ),
            }),
        }
    }
}

fn unknown(name: &str) -> ManagerError {
    ManagerError::NotFound {
        message: format!("there is no cluster {name:?}"),
    }
}

/// Whether a text is an id of this API: a UUID.
pub fn is_id(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}
