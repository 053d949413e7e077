//! What is kept on disk between two runs, for the eyes of its owner alone.
