//! Principal planes against NumPy, and planes and grids bit for bit.
//!
//! `FALLLINE_WRITE_BITS=1 cargo test -p fallline-optim --test planes` writes the bits anew.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;
#[path = "common/planes.rs"]
mod recorded;

use common::distance;
use fallline_optim::plane::principal_plane;
use recorded::bits;

/// `reference/principal_planes.py` takes singular values where we take eigenvalues of a matrix of products.
#[test]
fn principal_planes_are_numpys() {
    let mut seen = 0;
    for line in include_str!("reference/principal_planes.csv").lines().skip(1) {
        let numbers = |text: &str| text.split_whitespace().map(|x| x.parse().unwrap()).collect::<Vec<f64>>();
        let columns: Vec<&str> = line.split(',').collect();
        let n: usize = columns[0].parse().unwrap();
        let [walk, mean, first, second, explained] = [1, 2, 3, 4, 5].map(|i| numbers(columns[i]));
        let found = principal_plane(&walk, n).unwrap();
        let [u, v] = found.plane.directions();
        assert!(found.plane.is_orthonormal());
        assert!(distance(found.plane.origin(), &mean) < 1e-15);
        assert!(distance(u, &first) < 2e-14, "{n} variables: {u:?} is not {first:?}");
        assert!(second.is_empty() || distance(v, &second) < 2e-14, "{n} variables: {v:?} is not {second:?}");
        assert!(distance(&found.explained, &explained) < 1e-15, "{n} variables: {:?}", found.explained);
        seen += 1;
    }
    assert_eq!(seen, 7);
}

#[test]
fn planes_and_grids_have_the_recorded_bits() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/bits/planes.txt");
    if std::env::var_os("FALLLINE_WRITE_BITS").is_some() {
        std::fs::write(path, bits()).unwrap();
    }
    assert!(std::fs::read_to_string(path).unwrap() == bits());
    assert_eq!(bits().lines().count(), 7);
}
