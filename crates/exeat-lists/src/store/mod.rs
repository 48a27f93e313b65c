//! Editions on disk.
