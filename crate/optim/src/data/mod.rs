//! Tables of samples, and objectives that are sums over them.

mod csv;
mod objective;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use fallline_autodiff::{Error, ErrorKind, Expression};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::dataset;
use crate::text::{self, refuse};

pub use csv::{LONGEST_TEXT, MOST_CLASSES};
pub use objective::DataObjective;

/// The most rows of a table.
pub const MOST_ROWS: usize = 1_000_000;
/// The most columns of a table.
pub const MOST_COLUMNS: usize = 256;
/// The most cells of a table.
pub const MOST_NUMBERS: usize = 10_000_000;

/// A table of samples: one row a sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    rows: usize,
    columns: Vec<Column>,
}

/// A column by its name, which an expression can use.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The name.
    pub name: String,
    /// What is in it.
    pub content: Content,
}

/// What is in a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A number in each row.
    Numbers(Vec<f64>),
    /// A class in each row. The column's name stands for the class's number, from 0 in the order in which the
    /// classes come in the table; and for every class there is a column of 1 and 0 that says which rows belong to
    /// it: `species_setosa`.
    Classes {
        /// The classes.
        labels: Vec<String>,
        /// The number of each row's class.
        members: Vec<f64>,
    },
    /// Cells that cannot be used, and why.
    Unusable(Error),
}

impl Table {
    /// Reads comma-separated values.
    ///
    /// # Errors
    /// Kind "parse" with the row and the place in the text, or "limit".
    ///
    /// ```
    /// use fallline_optim::data::Table;
    /// let table = Table::parse("width;species\n0,2;setosa\n1,4;versicolor\n0,3;setosa\n")?;
    /// assert_eq!(table.names(), ["width", "species", "species_setosa", "species_versicolor"]);
    /// assert_eq!(table.values("width")?, [0.2, 1.4, 0.3]);
    /// assert_eq!(table.values("species_setosa")?, [1.0, 0.0, 1.0]);
    /// let error = Table::parse("x,y\n1,2\n3\n").unwrap_err();
    /// assert_eq!(error.message, "row 3 of the table has 1 cell, but the first row has 2");
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Error> {
        csv::read(text)
    }

    /// A table from its columns.
    ///
    /// # Errors
    /// Kind "parameter" for columns of different lengths, none or empty ones, and numbers that are not finite;
    /// "limit" for too many.
    pub fn from_columns(columns: &BTreeMap<String, Vec<f64>>) -> Result<Self, Error> {
        let rows = columns.values().map(Vec::len).next().unwrap_or(0);
        if rows == 0 {
            return Err(refuse("the table is empty"));
        }
        if rows > MOST_ROWS || columns.len() > MOST_COLUMNS || rows * columns.len() > MOST_NUMBERS {
            let message = format!(
                "the table has {rows} rows of {} cells; at most {MOST_ROWS} rows, {MOST_COLUMNS} columns and {MOST_NUMBERS} cells are worked on",
                columns.len()
            );
            return Err(Error::new(ErrorKind::Limit, message));
        }
        for (name, values) in columns {
            if values.len() != rows {
                let message =
                    format!("column `{name}` has {} rows, but another one has {rows}", values.len());
                return Err(refuse(message));
            }
            if let Some(i) = values.iter().position(|x| !x.is_finite()) {
                return Err(refuse(format!("row {} of column `{name}` is {}", i + 1, values[i])));
            }
        }
        let columns = columns
            .iter()
            .map(|(name, values)| Column { name: name.clone(), content: Content::Numbers(values.clone()) });
        Ok(Self { rows, columns: columns.collect() })
    }

    /// m, the number of samples.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns in order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The names that an expression can use: of the columns, and of the classes in them.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for Column { name, content } in &self.columns {
            match content {
                Content::Numbers(_) => names.push(name.clone()),
                Content::Classes { labels, .. } => {
                    names.push(name.clone());
                    names.extend(labels.iter().map(|label| class_name(name, label)));
                }
                Content::Unusable(_) => {}
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    /// The number that a name stands for in each row.
    ///
    /// # Errors
    /// Kind "parameter" for a name that no column has, and what is wrong with a column that cannot be used.
    pub fn values(&self, name: &str) -> Result<Vec<f64>, Error> {
        if let Some(column) = self.columns.iter().find(|column| column.name == name) {
            return match &column.content {
                Content::Numbers(values) | Content::Classes { members: values, .. } => Ok(values.clone()),
                Content::Unusable(error) => Err(error.clone()),
            };
        }
        for column in &self.columns {
            let Content::Classes { labels, members } = &column.content else { continue };
            if let Some(class) = labels.iter().position(|label| class_name(&column.name, label) == name) {
                #[expect(clippy::cast_precision_loss, reason = "classes are few")]
                let class = class as f64;
                return Ok(members.iter().map(|&member| f64::from(u8::from(member == class))).collect());
            }
        }
        let names = self.names();
        Err(text::unknown("column", name, &names.iter().map(String::as_str).collect::<Vec<_>>()))
    }

    /// Why a name cannot be used, where it is the name of such a column.
    fn problem(&self, name: &str) -> Option<&Error> {
        self.columns.iter().find_map(|column| match &column.content {
            Content::Unusable(error) if column.name == name => Some(error),
            _ => None,
        })
    }
}

/// A text as a name of the language of functions: runs of other characters become underscores.
fn name_of(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars().take(60) {
        match c.is_alphabetic() || c.is_ascii_digit() {
            true => name.push(c),
            false if name.is_empty() || name.ends_with('_') => {}
            false => name.push('_'),
        }
    }
    let mut name = name.trim_end_matches('_').to_owned();
    if !name.starts_with(char::is_alphabetic) {
        name.insert(0, 'x');
    }
    // A function or a constant cannot be a variable either.
    if Expression::with_names("1", Some(&[&name]), &[]).is_err() {
        name.push('_');
    }
    name
}

/// The name of the column that tells the rows of a class.
fn class_name(column: &str, label: &str) -> String {
    // Behind a name it may start with a digit.
    name_of(&format!("{column} {label}"))
}

/// In JSON: what a person needs to know of each column.
impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("name", &self.name)?;
        match &self.content {
            Content::Numbers(_) => object.serialize_entry("kind", "numbers")?,
            Content::Classes { labels, .. } => {
                object.serialize_entry("kind", "classes")?;
                object.serialize_entry("labels", labels)?;
            }
            Content::Unusable(error) => {
                object.serialize_entry("kind", "unusable")?;
                object.serialize_entry("problem", &error.message)?;
            }
        }
        object.end()
    }
}

thread_local! {
    /// The last text that was read and its table: pictures, runs and tables of one objective read the same text.
    static LAST: RefCell<Option<(String, Rc<Table>)>> = const { RefCell::new(None) };
}

/// The table of a text.
fn parsed(csv: &str) -> Result<Rc<Table>, Error> {
    let last = |(text, table): &(String, Rc<Table>)| (text == csv).then(|| Rc::clone(table));
    if let Some(table) = LAST.with_borrow(|known| known.as_ref().and_then(last)) {
        return Ok(table);
    }
    let table = Rc::new(Table::parse(csv)?);
    LAST.set(Some((csv.to_owned(), Rc::clone(&table))));
    Ok(table)
}

/// Where a table is from: a built-in data set by `id`, a text of comma-separated values, or columns of numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSpec {
    /// Of [`crate::DATA`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A text, see [`Table::parse`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csv: Option<String>,
    /// Numbers by the column's name, one for each sample.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<BTreeMap<String, Vec<f64>>>,
}

impl DataSpec {
    /// The table.
    ///
    /// # Errors
    /// Kind "parameter" for an id that does not exist and where not exactly one source is given; and what
    /// [`Table::parse`] and [`Table::from_columns`] refuse.
    pub fn table(&self) -> Result<Rc<Table>, Error> {
        match (&self.id, &self.csv, &self.columns) {
            (Some(id), None, None) => Table::parse(dataset::find(id)?.csv).map(Rc::new),
            (None, Some(csv), None) => parsed(csv),
            (None, None, Some(columns)) => Table::from_columns(columns).map(Rc::new),
            _ => Err(refuse("data are given by an `id`, by `csv` or by `columns`, and by one of them only")),
        }
    }
}
