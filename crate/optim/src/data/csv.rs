//! Text to a table.

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};
use fallline_autodiff::{Error, ErrorKind, Span};

use super::{Column, Content, MOST_COLUMNS, MOST_NUMBERS, MOST_ROWS, Table, name_of};

/// The longest text that is read as a table, in bytes.
pub const LONGEST_TEXT: usize = 1 << 26;
/// The most classes of a column of labels.
pub const MOST_CLASSES: usize = 32;

/// What people write for a value that is not known.
const MISSING: [&str; 7] = ["", "?", "NA", "N/A", "NaN", "nan", "null"];

/// Reads a table of comma-separated values.
///
/// * Cells are separated by tabs, semicolons or commas: the first of these that stands in the first row outside
///   quotes. Cells can stand in double quotes. Where commas do not separate, `0,5` is read as 0.5.
/// * A first row without a number in it is the header; otherwise the columns are called x1, x2, ...
/// * A column of texts is one of classes. A column with a cell that is missing, or is not a number among
///   numbers, is [`Content::Unusable`]: the rest of the table can be used without it.
/// * Lines of empty cells only, as spreadsheets append, are left out.
///
/// # Errors
/// Kind "parse" with the place in the text for rows of different lengths, a name that stands twice, a text
/// without rows or in another encoding; "limit" for too long a text, or too many rows or columns.
pub(super) fn read(text: &str) -> Result<Table, Error> {
    if text.len() > LONGEST_TEXT {
        return Err(limit(format!("the table has {} bytes; at most {LONGEST_TEXT} are read", text.len())));
    }
    check_encoding(text)?;
    let separator = separator(text);
    let mut cells = Cells::new(text, separator);
    let mut row = Vec::new();
    let mut columns: Vec<Builder> = Vec::new();
    let mut rows = 0_usize;
    while cells.next_row(&mut row)? {
        if columns.is_empty() {
            let is_header = row.iter().all(|cell| number(&cell.text, separator).is_none());
            columns = header(text, &row, is_header)?;
            if is_header {
                continue;
            }
        }
        if row.len() != columns.len() {
            return Err(ragged(text, &row, columns.len()));
        }
        rows += 1;
        if rows > MOST_ROWS || rows.saturating_mul(columns.len()) > MOST_NUMBERS {
            return Err(limit(format!(
                "the table has more than {} rows of {} cells; that many are worked on",
                rows - 1,
                columns.len()
            )));
        }
        for (column, cell) in columns.iter_mut().zip(&row) {
            column.push(text, cell, separator);
        }
    }
    if rows == 0 {
        let what = if columns.is_empty() { "is empty" } else { "has a header, but no rows below it" };
        return Err(Error::new(ErrorKind::Parse, format!("the table {what}")));
    }
    Ok(Table { rows, columns: columns.into_iter().map(Builder::finish).collect() })
}

fn limit(message: String) -> Error {
    Error::new(ErrorKind::Limit, message)
}

/// Texts in other encodings arrive with what stands for characters that could not be read.
fn check_encoding(text: &str) -> Result<(), Error> {
    let Some((at, found)) =
        text.char_indices().find(|&(_, c)| matches!(c, '\0' | char::REPLACEMENT_CHARACTER))
    else {
        return Ok(());
    };
    let what = match found {
        '\0' => "a NUL character, as text in UTF-16 has when it is read as something else",
        _ => "the sign � for a character that could not be read",
    };
    let message =
        format!("row {} of the table holds {what}; save the table with the encoding UTF-8", line(text, at));
    Err(Error::new(ErrorKind::Parse, message).with_span(Span::new(at, at + found.len_utf8())))
}

/// The line of the text that byte `at` is in, from 1.
fn line(text: &str, at: usize) -> usize {
    1 + text.get(..at).map_or(0, |before| before.matches('\n').count())
}

fn separator(text: &str) -> u8 {
    let (mut is_quoted, mut found) = (false, None);
    let first = text.trim_start_matches(['\u{feff}', '\r', '\n']);
    for c in first.chars().take_while(|c| !matches!(c, '\r' | '\n')) {
        match c {
            '"' => is_quoted = !is_quoted,
            '\t' if !is_quoted => return b'\t',
            ';' if !is_quoted => found = Some(b';'),
            _ => {}
        }
    }
    found.unwrap_or(b',')
}

/// A number as tables have it; `None` for anything else, and for what is not finite.
fn number(cell: &str, separator: u8) -> Option<f64> {
    // Not for JavaScript's and Rust's words such as "infinity".
    if !cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ',' | '−')) {
        return None;
    }
    let plain = cell.replacen('−', "-", 1);
    let plain = if separator == b',' { plain } else { plain.replacen(',', ".", 1) };
    plain.parse().ok().filter(|value: &f64| value.is_finite())
}

struct Cell {
    text: String,
    span: Span,
}

/// The cells of a text, row by row.
struct Cells<'a> {
    text: &'a str,
    reader: Reader,
    next: usize,
    /// Where the cell at hand is written to.
    buffer: Vec<u8>,
}

impl<'a> Cells<'a> {
    fn new(text: &'a str, separator: u8) -> Self {
        let next = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, reader: ReaderBuilder::new().delimiter(separator).build(), next, buffer: vec![0; 256] }
    }

    /// Reads the next row that is not empty into `row`; false at the end.
    fn next_row(&mut self, row: &mut Vec<Cell>) -> Result<bool, Error> {
        loop {
            row.clear();
            if !self.any_row(row)? {
                return Ok(false);
            }
            if row.iter().any(|cell| !cell.text.is_empty()) {
                return Ok(true);
            }
        }
    }

    fn any_row(&mut self, row: &mut Vec<Cell>) -> Result<bool, Error> {
        let mut written = 0;
        let mut start = self.next;
        loop {
            let rest = self.text.as_bytes().get(self.next..).unwrap_or_default();
            let (result, read, wrote) = self.reader.read_field(rest, &mut self.buffer[written..]);
            self.next += read;
            written += wrote;
            match result {
                // The next call, without input, closes the last cell.
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => self.buffer.resize(2 * self.buffer.len(), 0),
                ReadFieldResult::Field { record_end } => {
                    row.push(self.cell(start, written));
                    if row.len() > MOST_COLUMNS {
                        return Err(limit(format!(
                            "row {} of the table has more than {MOST_COLUMNS} cells",
                            line(self.text, start)
                        )));
                    }
                    if record_end {
                        return Ok(true);
                    }
                    (written, start) = (0, self.next);
                }
                ReadFieldResult::End => return Ok(false),
            }
        }
    }

    fn cell(&self, start: usize, written: usize) -> Cell {
        let bytes = self.buffer.get(..written).unwrap_or_default();
        let text = String::from_utf8_lossy(bytes).trim().to_owned();
        let whole = self.text.get(start..self.next).unwrap_or_default();
        // The separator and the line's end were read with the cell.
        let around = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
        let begin = start + (whole.len() - whole.trim_start_matches(char::is_whitespace).len());
        let end = start + whole.trim_end_matches(around).len();
        Cell { text, span: Span::new(begin.min(end.max(start)), end.max(start)) }
    }
}

fn header(text: &str, row: &[Cell], is_header: bool) -> Result<Vec<Builder>, Error> {
    let mut columns: Vec<Builder> = Vec::with_capacity(row.len());
    for (j, cell) in row.iter().enumerate() {
        let name =
            if is_header && !cell.text.is_empty() { name_of(&cell.text) } else { format!("x{}", j + 1) };
        if let Some(other) = columns.iter().position(|column| column.name == name) {
            let message = format!(
                "columns {} and {} of the table are both called `{name}` (row {}); give each its own name",
                other + 1,
                j + 1,
                line(text, cell.span.start)
            );
            return Err(Error::new(ErrorKind::Parse, message).with_span(cell.span));
        }
        columns.push(Builder { name, content: None, first_text: None });
    }
    Ok(columns)
}

fn ragged(text: &str, row: &[Cell], columns: usize) -> Error {
    let span = match row {
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
        [] => Span::new(0, 0),
    };
    let cells = if row.len() == 1 { "1 cell".to_owned() } else { format!("{} cells", row.len()) };
    let row = line(text, span.start);
    let message = format!("row {row} of the table has {cells}, but the first row has {columns}");
    Error::new(ErrorKind::Parse, message).with_span(span)
}

fn not_a_number(cell: &Cell) -> String {
    let shown: String = cell.text.chars().take(40).collect();
    format!("holds `{shown}`, which is not a number")
}

/// A column that is being read.
struct Builder {
    name: String,
    content: Option<Content>,
    /// Of a column of texts, the first one: what is wrong with it if a number follows.
    first_text: Option<Error>,
}

impl Builder {
    fn push(&mut self, text: &str, cell: &Cell, separator: u8) {
        let value = number(&cell.text, separator);
        let fault = match (&mut self.content, value) {
            (Some(Content::Unusable(_)), _) => return,
            (_, None) if MISSING.contains(&cell.text.as_str()) => {
                let what = if cell.text.is_empty() { "nothing" } else { &cell.text };
                format!("holds {what} where a value should be; complete the row or leave it out")
            }
            (None, Some(value)) => return self.content = Some(Content::Numbers(vec![value])),
            (Some(Content::Numbers(values)), Some(value)) => return values.push(value),
            (Some(Content::Numbers(_)), None) => not_a_number(cell),
            (None, None) => {
                self.first_text = Some(self.problem(text, cell, &not_a_number(cell)));
                let labels = vec![cell.text.clone()];
                return self.content = Some(Content::Classes { labels, members: vec![0.0] });
            }
            (Some(Content::Classes { .. }), Some(_)) => {
                return self.content = self.first_text.take().map(Content::Unusable);
            }
            (Some(Content::Classes { labels, members }), None) => {
                let class = labels.iter().position(|label| *label == cell.text).unwrap_or(labels.len());
                if class == MOST_CLASSES {
                    format!("holds one more than {MOST_CLASSES} different texts; classes are fewer")
                } else {
                    if class == labels.len() {
                        labels.push(cell.text.clone());
                    }
                    #[expect(clippy::cast_precision_loss, reason = "classes are few")]
                    return members.push(class as f64);
                }
            }
        };
        self.content = Some(Content::Unusable(self.problem(text, cell, &fault)));
    }

    fn problem(&self, text: &str, cell: &Cell, what: &str) -> Error {
        let row = line(text, cell.span.start);
        let message = format!("row {row} of column `{}` {what}", self.name);
        Error::new(ErrorKind::Parse, message).with_span(cell.span)
    }

    fn finish(self) -> Column {
        // A column of a table with rows has content.
        Column { name: self.name, content: self.content.unwrap_or(Content::Numbers(Vec::new())) }
    }
}
