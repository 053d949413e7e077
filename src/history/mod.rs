//! Versions of a desired state: what each changed, and which one set a field. Pure.
