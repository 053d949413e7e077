//! What was done, when and by whom: every change that was asked for, from either front end.
