//! Trajectories bit for bit, so that another platform can be held against this one.
//!
//! `reference/bits/runs.json` names the runs. `reference/bits/trajectories.txt` has for each a line `# name`
//! and then a line for each of 101 iterates, its coordinates as the hexadecimal bits of IEEE doubles. A run
//! that ends early has fewer lines.
//!
//! `FALLLINE_WRITE_BITS=1 cargo test -p fallline-optim --test bits` writes the file anew.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt::Write;

use fallline_optim::Run;

const RUNS: &str = include_str!("reference/bits/runs.json");
const STEPS: usize = 100;

/// The text that the runs of this build make.
fn trajectories() -> String {
    let runs: Vec<serde_json::Value> = serde_json::from_str(RUNS).unwrap();
    let mut text = String::new();
    for entry in runs {
        let mut run = Run::from_json(&entry["spec"].to_string()).unwrap();
        run.step_many(STEPS);
        writeln!(text, "# {}", entry["name"].as_str().unwrap()).unwrap();
        for theta in run.trajectory().chunks(run.theta().len()) {
            let bits: Vec<String> = theta.iter().map(|x| format!("{:016x}", x.to_bits())).collect();
            writeln!(text, "{}", bits.join(" ")).unwrap();
        }
    }
    text
}

#[test]
fn trajectories_have_the_recorded_bits() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/bits/trajectories.txt");
    let text = trajectories();
    if std::env::var_os("FALLLINE_WRITE_BITS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let recorded = std::fs::read_to_string(path).unwrap();
    let mut lines = recorded.lines().zip(text.lines()).enumerate();
    if let Some((i, (recorded, ours))) = lines.find(|(_, (recorded, ours))| recorded != ours) {
        panic!("line {} differs: recorded {recorded}, here {ours}", i + 1);
    }
    assert_eq!(recorded.lines().count(), text.lines().count());
    assert_eq!(text.matches('#').count(), 16);
    assert!(text.lines().count() > 16 * 20);
}
