//! Tables: what is read, and what is said of what cannot be read.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use fallline_autodiff::ErrorKind;
use fallline_optim::data::{Content, MOST_COLUMNS, MOST_ROWS, Table};
use proptest::prelude::*;

fn parse(text: &str) -> Table {
    Table::parse(text).unwrap_or_else(|error| panic!("{error}: {text:?}"))
}

#[test]
fn separators_quotes_and_line_ends() {
    for text in [
        "x,y\n1.5,-2\n3e2,+.5\n",
        "x;y\n1,5;-2\n3e2;0,5",
        "x\ty\r\n1.5\t-2\r\n3e2\t0.5\r\n",
        "\u{feff}x,y\r\n\r\n1.5,-2\r\n\r\n3e2,0.5\r\n\r\n",
        "\"x\",\"y\"\n\"1.5\",\" -2 \"\n\"3e2\",0.5\n",
        " x , y \n 1.5 , −2 \n 300 , .5 \n , \n",
        "x,y\r1.5,-2\r300,0.5\r",
    ] {
        let table = parse(text);
        assert_eq!(table.names(), ["x", "y"], "{text:?}");
        assert_eq!(table.values("x").unwrap(), [1.5, 300.0], "{text:?}");
        assert_eq!(table.values("y").unwrap(), [-2.0, 0.5], "{text:?}");
    }
}

#[test]
fn names_come_from_the_header_or_are_made() {
    for (text, names) in [
        ("1,2,3\n4,5,6", &["x1", "x2", "x3"][..]),
        ("5.1,3.5,setosa\n4.9,3,other", &["x1", "x2", "x3", "x3_setosa", "x3_other"]),
        (
            "sepal length (cm),Größe,,e,max,2nd\n1,2,3,4,5,6",
            &["sepal_length_cm", "Größe", "x3", "e_", "max_", "x2nd"],
        ),
        ("\"a, b\";\"say \"\"hi\"\"\"\n1;2", &["a_b", "say_hi"]),
        ("y\n1", &["y"]),
    ] {
        assert_eq!(parse(text).names(), names, "{text}");
    }
}

#[test]
fn texts_are_classes() {
    let table = parse("kind\nred\nblue 2\nred\ngreen");
    let Content::Classes { labels, members } = &table.columns()[0].content else { panic!("{table:?}") };
    assert_eq!(labels, &["red", "blue 2", "green"]);
    assert_eq!(members, &[0.0, 1.0, 0.0, 2.0]);
    assert_eq!(table.names(), ["kind", "kind_red", "kind_blue_2", "kind_green"]);
    assert_eq!(table.values("kind_blue_2").unwrap(), [0.0, 1.0, 0.0, 0.0]);
    assert!(table.values("kind_yellow").unwrap_err().message.contains("there is no column `kind_yellow`"));
}

/// A column that cannot be used does not keep the others from being used.
#[test]
fn a_bad_cell_spoils_its_column_only() {
    let many: String = (0..40).map(|i| format!("{i},a{i}\n")).collect();
    for (text, name, message, at) in [
        ("x,y\n1,2\n2,O.5\n", "y", "row 3 of column `y` holds `O.5`, which is not a number", "O.5"),
        ("x,y\n1,O.5\n2,7\n", "y", "row 2 of column `y` holds `O.5`, which is not a number", "O.5"),
        (
            "x,y\n1,2\n2,\n3,4",
            "y",
            "row 3 of column `y` holds nothing where a value should be; complete the row or leave it out",
            "",
        ),
        (
            "x,y\r\n1,NA\r\n2,2\r\n",
            "y",
            "row 2 of column `y` holds NA where a value should be; complete the row or leave it out",
            "NA",
        ),
        ("x,y\n1,1\n2,1e999\n", "y", "row 3 of column `y` holds `1e999`, which is not a number", "1e999"),
        (
            "x,y\n1,1\n2,\"1,000\"\n",
            "y",
            "row 3 of column `y` holds `1,000`, which is not a number",
            "\"1,000\"",
        ),
        (
            &format!("x,y\n{many}"),
            "y",
            "row 34 of column `y` holds one more than 32 different texts; classes are fewer",
            "a32",
        ),
    ] {
        let table = parse(text);
        assert_eq!(table.names(), ["x"]);
        let error = table.values(name).unwrap_err();
        assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Parse, message));
        assert_eq!(error.span.unwrap().of(text), at, "{text:?}");
        let json = serde_json::to_value(table.columns()).unwrap();
        assert_eq!(json[1], serde_json::json!({ "name": "y", "kind": "unusable", "problem": message }));
        assert_eq!(json[0], serde_json::json!({ "name": "x", "kind": "numbers" }));
    }
}

#[test]
fn what_is_no_table_is_refused_with_its_place() {
    let wide = vec!["1"; MOST_COLUMNS + 1].join(",");
    for (text, kind, message, at) in [
        ("", ErrorKind::Parse, "the table is empty", None),
        (" \n\r\n,,\n", ErrorKind::Parse, "the table is empty", None),
        ("x,y\n", ErrorKind::Parse, "the table has a header, but no rows below it", None),
        (
            "x,y\n1,2\n3\n4,5",
            ErrorKind::Parse,
            "row 3 of the table has 1 cell, but the first row has 2",
            Some("3"),
        ),
        (
            "x,y\r\n1,2\r\n\r\n3,4,5\r\n",
            ErrorKind::Parse,
            "row 4 of the table has 3 cells, but the first row has 2",
            Some("3,4,5"),
        ),
        (
            "x,y,x\n1,2,3",
            ErrorKind::Parse,
            "columns 1 and 3 of the table are both called `x` (row 1); give each its own name",
            Some("x"),
        ),
        (
            "x,y\n1,\u{fffd}\n",
            ErrorKind::Parse,
            "row 2 of the table holds the sign � for a character that could not be read; save the table with the encoding UTF-8",
            Some("\u{fffd}"),
        ),
        (
            "x\0,\0y\0",
            ErrorKind::Parse,
            "row 1 of the table holds a NUL character, as text in UTF-16 has when it is read as something else; save the table with the encoding UTF-8",
            Some("\0"),
        ),
        (&wide, ErrorKind::Limit, "row 1 of the table has more than 256 cells", None),
    ] {
        let error = Table::parse(text).unwrap_err();
        assert_eq!((error.kind, error.message.as_str()), (kind, message), "{text:?}");
        assert_eq!(error.span.map(|span| span.of(text)), at, "{text:?}");
    }
}

#[test]
fn a_million_rows_are_the_limit() {
    let error = Table::parse(&"1\n".repeat(MOST_ROWS + 1)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Limit);
    assert_eq!(error.message, "the table has more than 1000000 rows of 1 cells; that many are worked on");
    let columns = BTreeMap::from([("x".to_owned(), vec![0.0; MOST_ROWS + 1])]);
    assert_eq!(Table::from_columns(&columns).unwrap_err().kind, ErrorKind::Limit);
}

#[test]
fn columns_of_numbers_are_checked() {
    let refused = |columns: &[(&str, &[f64])]| {
        let columns = columns.iter().map(|(name, values)| ((*name).to_owned(), values.to_vec())).collect();
        Table::from_columns(&columns).unwrap_err().message
    };
    assert_eq!(refused(&[]), "the table is empty");
    assert_eq!(refused(&[("x", &[])]), "the table is empty");
    assert_eq!(refused(&[("x", &[1.0]), ("y", &[1.0, 2.0])]), "column `y` has 2 rows, but another one has 1");
    assert_eq!(refused(&[("x", &[1.0, f64::NAN])]), "row 2 of column `x` is NaN");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn numbers_come_back(
        rows in prop::collection::vec(prop::array::uniform3(prop::num::f64::NORMAL | prop::num::f64::ZERO), 1..40),
        separator in prop::sample::select(&[",", ";", "\t"][..]),
        end in prop::sample::select(&["\n", "\r\n"][..]),
    ) {
        let lines = rows.iter().map(|row| row.map(|x| format!("{x:?}")).join(separator) + end);
        let text = format!("a{separator}b{separator}c{end}{}", lines.collect::<String>());
        let table = Table::parse(&text).unwrap();
        prop_assert_eq!(table.rows(), rows.len());
        for (j, name) in ["a", "b", "c"].iter().enumerate() {
            let column: Vec<f64> = rows.iter().map(|row| row[j]).collect();
            prop_assert_eq!(table.values(name).unwrap(), column);
        }
    }

    #[test]
    fn no_text_panics(text in "[0-9a-z,;\t\"\r\n .?é\u{feff}-]{0,80}|\\PC{0,60}") {
        match Table::parse(&text) {
            Ok(table) => {
                prop_assert!(table.rows() > 0);
                for column in table.columns() {
                    if let Content::Unusable(error) = &column.content {
                        let span = error.span.unwrap();
                        prop_assert!(text.get(span.start..span.end).is_some(), "{:?} of {:?}", span, text);
                    } else {
                        prop_assert_eq!(table.values(&column.name).unwrap().len(), table.rows());
                    }
                }
                for name in table.names() {
                    prop_assert_eq!(table.values(&name).unwrap().len(), table.rows());
                    prop_assert!(
                        fallline_autodiff::Expression::with_names("1", None, &[(&name, 1.0)]).is_ok(),
                        "{} is no name",
                        name
                    );
                }
            }
            Err(error) => {
                if let Some(span) = error.span {
                    prop_assert!(text.get(span.start..span.end).is_some(), "{:?} of {:?}", span, text);
                }
            }
        }
    }
}
