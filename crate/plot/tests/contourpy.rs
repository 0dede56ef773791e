//! Contours against contourpy 1.3.3, an independent implementation (`tests/reference/contours.py`).
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use fallline_autodiff::math;
use fallline_plot::contour::{Polyline, contours};
use fallline_plot::{Grid, View};

struct Case {
    name: String,
    grid: Grid,
    levels: Vec<Expected>,
}

struct Expected {
    level: f64,
    lines: usize,
    closed: usize,
    length: f64,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut lines = include_str!("reference/contours.csv").lines().peekable();
    while let Some(head) = lines.next() {
        let head: Vec<&str> = head.split(',').collect();
        assert_eq!(head[0], "grid");
        let number = |k: usize| head[k].parse::<f64>().unwrap();
        let (nx, ny) = (head[2].parse().unwrap(), head[3].parse().unwrap());
        let mut values = Vec::new();
        while let Some(row) = lines.next_if(|l| l.starts_with("row")) {
            values.extend(row.split(',').skip(1).map(|v| v.parse::<f64>().unwrap()));
        }
        let mut levels = Vec::new();
        while let Some(level) = lines.next_if(|l| l.starts_with("level")) {
            let part: Vec<&str> = level.split(',').collect();
            levels.push(Expected {
                level: part[1].parse().unwrap(),
                lines: part[2].parse().unwrap(),
                closed: part[3].parse().unwrap(),
                length: part[4].parse().unwrap(),
            });
        }
        let view = View::new([number(4), number(5)], [number(6), number(7)]).unwrap();
        let grid = Grid::new(view, nx, ny, values).unwrap();
        cases.push(Case { name: head[1].to_owned(), grid, levels });
    }
    cases
}

fn length(line: &Polyline) -> f64 {
    let closing = line.closed.then(|| line.points[0]);
    let points: Vec<[f64; 2]> = line.points.iter().copied().chain(closing).collect();
    points.windows(2).map(|w| math::hypot(w[1][0] - w[0][0], w[1][1] - w[0][1])).sum()
}

#[test]
fn lines_and_lengths_agree_with_contourpy() {
    let cases = cases();
    assert_eq!(cases.len(), 4);
    for case in cases {
        let levels: Vec<f64> = case.levels.iter().map(|e| e.level).collect();
        let found = contours(&case.grid, &levels);
        assert_eq!(found.len(), case.levels.len());
        for (isoline, expected) in found.iter().zip(&case.levels) {
            let at = format!("{} at {}", case.name, expected.level);
            assert_eq!(isoline.lines.len(), expected.lines, "{at}: number of lines");
            assert_eq!(
                isoline.lines.iter().filter(|l| l.closed).count(),
                expected.closed,
                "{at}: closed lines"
            );
            let total: f64 = isoline.lines.iter().map(length).sum();
            assert!(
                (total - expected.length).abs() <= 1e-9 * expected.length,
                "{at}: {total} for {}",
                expected.length
            );
        }
    }
}

#[test]
fn every_point_lies_on_an_edge_where_the_interpolant_has_the_level() {
    let mut points = 0;
    for case in cases() {
        let (grid, view) = (&case.grid, case.grid.view());
        let levels: Vec<f64> = case.levels.iter().map(|e| e.level).collect();
        for isoline in contours(grid, &levels) {
            for [x, y] in isoline.lines.iter().flat_map(|l| &l.points) {
                let u = (x - view.x.lo()) / view.x.length() * (grid.nx() - 1) as f64;
                let v = (y - view.y.lo()) / view.y.length() * (grid.ny() - 1) as f64;
                let whole = |w: f64| (w - w.round()).abs() < 1e-9;
                assert!(whole(u) || whole(v), "{}: ({u}, {v}) lies inside a cell", case.name);
                // Along an edge the bilinear interpolant is linear between the edge's two values.
                let value = |i: f64, j: f64| grid.values()[j as usize * grid.nx() + i as usize];
                let (a, b, t) = if whole(v) {
                    let i = u.floor().min((grid.nx() - 2) as f64);
                    (value(i, v.round()), value(i + 1.0, v.round()), u - i)
                } else {
                    let j = v.floor().min((grid.ny() - 2) as f64);
                    (value(u.round(), j), value(u.round(), j + 1.0), v - j)
                };
                let error = (a + (b - a) * t - isoline.level).abs();
                assert!(error <= 1e-9 * a.abs().max(b.abs()).max(1.0), "{}: off by {error}", case.name);
                points += 1;
            }
        }
    }
    assert!(points > 3000, "{points} points");
}
