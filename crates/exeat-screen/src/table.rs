//! Reading the small tables embedded from `data/`: comma-separated, unquoted, `#` starts a comment.

/// The cells of every line that is neither blank, a comment nor the header.
///
/// Cells are trimmed. A line of another width is passed on as it is: the tests of each table check widths.
pub(crate) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split(',').map(str::trim).collect())
}
