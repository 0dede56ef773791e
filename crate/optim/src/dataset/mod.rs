//! Built-in data sets.

mod iris;
mod misra1a;
mod norris;
mod wdbc;

use fallline_autodiff::Error;
use serde::ser::{Error as _, SerializeStruct};
use serde::{Serialize, Serializer};

use crate::data::Table;
use crate::text;

/// An entry of the list of data sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DataInfo {
    /// Its stable kebab-case name.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// The table, see [`Table::parse`].
    pub csv: &'static str,
    /// What was measured.
    pub note: &'static str,
    /// Where it is from.
    pub source: &'static str,
    /// Under which licence it is passed on.
    pub licence: &'static str,
}

/// Every built-in data set.
pub static DATA: &[&DataInfo] = &[&iris::INFO, &wdbc::INFO, &norris::INFO, &misra1a::INFO];

/// The data set with this id.
///
/// # Errors
/// Kind "parameter" with the nearest id that is in the list.
// Inlined, it would bring the tables into the page's first load.
#[inline(never)]
pub fn find(id: &str) -> Result<&'static DataInfo, Error> {
    DATA.iter().find(|info| info.id == id).copied().ok_or_else(|| {
        let known: Vec<&str> = DATA.iter().map(|info| info.id).collect();
        text::unknown("data set", id, &known)
    })
}

/// In JSON an entry has the shape of its table in place of the table.
impl Serialize for DataInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let table = Table::parse(self.csv).map_err(S::Error::custom)?;
        let mut object = serializer.serialize_struct("DataInfo", 7)?;
        object.serialize_field("id", self.id)?;
        object.serialize_field("name", self.name)?;
        object.serialize_field("rows", &table.rows())?;
        object.serialize_field("columns", table.columns())?;
        object.serialize_field("note", self.note)?;
        object.serialize_field("source", self.source)?;
        object.serialize_field("licence", self.licence)?;
        object.end()
    }
}
