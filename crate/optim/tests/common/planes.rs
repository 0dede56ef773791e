//! What a native build records of planes and a browser is held against.

use fallline_optim::Run;
use fallline_optim::plane::{Plane, principal_plane};

/// A run on four variables, seen on its principal plane, and the landscape around it: as bits.
pub(crate) fn bits() -> String {
    let spec =
        r#"{ "objective": { "id": "wood" }, "start": [-3, -1, -3, -1], "optimizer": { "id": "bfgs" } }"#;
    let mut run = Run::from_json(spec).unwrap();
    run.step_many(60);
    let found = principal_plane(run.trajectory(), 4).unwrap();
    let program = run.expression().unwrap().program().clone();
    let grid = |plane: &Plane| {
        plane.grid([-3.0, 3.0], [-2.0, 2.0], 9, 7, |columns, row| program.evaluate(columns, 0, row)).unwrap()
    };
    let section = Plane::coordinates(run.theta(), 2, 0).unwrap();
    let [u, v] = found.plane.directions();
    let line = |numbers: &[f64]| {
        numbers.iter().map(|x| format!("{:016x}", x.to_bits())).collect::<Vec<_>>().join(" ") + "\n"
    };
    let seen: Vec<f64> = run.trajectory().chunks(4).flat_map(|point| found.plane.project(point)).collect();
    [found.plane.origin(), u, v, &found.explained, &seen, &grid(&found.plane), &grid(&section)]
        .map(line)
        .concat()
}
