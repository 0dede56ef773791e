//! Writes pictures of every kind, light and dark, as SVG files into the folder given as the first argument.
//!
//! `cargo run -p fallline-plot --example gallery -- target/gallery`

use fallline_autodiff::{Error, Expression};
use fallline_plot::build::{
    Convergence, CriticalKind, CriticalPoint, Curve, CurveRun, Landscape, Model, Probe, Quadratic, RunPath,
    Series, convergence, curve, landscape, paths,
};
use fallline_plot::{ColourMap, Grid, Interval, Levels, ScaleKind, Scene, Theme, View, svg};
use std::error::Error as AnyError;
use std::path::PathBuf;

const ROSENBROCK: &str = "(1 - x)^2 + 100*(y - x^2)^2";
const PEAKS: &str = "3*(1-x)^2*exp(-x^2-(y+1)^2) - 10*(x/5 - x^3 - y^5)*exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3";
const HIMMELBLAU: &str = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2";
const QUARTIC: &str = "t^4 - 4t^3 - 2t^2 + 10t + 15";

fn main() -> Result<(), Box<dyn AnyError>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned()));
    std::fs::create_dir_all(&folder)?;
    for (name, theme) in [("light", Theme::light()), ("dark", Theme::dark())] {
        for (picture, scenes, width, height) in pictures()? {
            std::fs::write(
                folder.join(format!("{picture}-{name}.svg")),
                svg(&scenes, &theme, width, height)?,
            )?;
        }
    }
    Ok(())
}

type Picture = (&'static str, Vec<Scene>, f64, f64);

fn pictures() -> Result<Vec<Picture>, Error> {
    let rosenbrock = Expression::parse(ROSENBROCK)?;
    let descent = gradient_descent(&rosenbrock, [-1.2, 1.0], 0.001, 1500)?;
    let momentum = heavy_ball(&rosenbrock, [-1.2, 1.0], 0.0005, 0.9, 120)?;
    let newton = newton_path(&rosenbrock, [-1.2, 1.0], 6)?;
    let mut base = of(&rosenbrock, [-2.0, 2.0], [-1.0, 3.0], ScaleKind::Logarithmic, 20)?;
    base.name = "the Rosenbrock function".to_owned();
    base.critical = vec![CriticalPoint { at: [1.0, 1.0], kind: CriticalKind::Minimum }];
    let view = base.grid.view();
    let last = *newton.last().unwrap_or(&[0.0, 0.0]);
    let runs = [
        RunPath { slot: 0, label: "gradient descent", points: &descent, ..RunPath::default() },
        RunPath {
            slot: 1,
            label: "momentum",
            points: &momentum,
            next: Some([0.5, 0.4]),
            ..RunPath::default()
        },
        RunPath {
            slot: 2,
            label: "Newton",
            points: &newton[..4],
            next: Some(last),
            gradient: Some([20.0, 30.0]),
            ..RunPath::default()
        },
    ];
    let ellipses = modelled(&rosenbrock, &base, [-1.2, 1.0], [-1.1753, 1.3807])?;
    let rosenbrock_scene = landscape(&base).overlaid(&paths(view, &runs));

    let mut hills = of(&Expression::parse(PEAKS)?, [-3.0, 3.0], [-3.0, 3.0], ScaleKind::Linear, 16)?;
    hills.equal_aspect = true;
    hills.critical = vec![
        CriticalPoint { at: [0.2283, -1.6255], kind: CriticalKind::Minimum },
        CriticalPoint { at: [-0.0093, 1.5814], kind: CriticalKind::Maximum },
        CriticalPoint { at: [1.2857, -0.0048], kind: CriticalKind::Maximum },
        CriticalPoint { at: [0.2964, 0.3202], kind: CriticalKind::Minimum },
        CriticalPoint { at: [1.0983, 0.8545], kind: CriticalKind::Saddle },
    ];
    let hyperbolas = modelled(&Expression::parse(PEAKS)?, &hills, [0.8, 1.0], [1.1011, 0.9411])?;
    let mut cividis = of(&Expression::parse(HIMMELBLAU)?, [-5.0, 5.0], [-5.0, 5.0], ScaleKind::Quantile, 14)?;
    cividis.colour_map = Some(ColourMap::Cividis);
    let minima = [[3.0, 2.0], [-2.805118, 3.131312], [-3.779310, -3.283186], [3.584428, -1.848127]];
    cividis.critical = minima.map(|at| CriticalPoint { at, kind: CriticalKind::Minimum }).to_vec();
    cividis.critical.push(CriticalPoint { at: [-0.270845, -0.923039], kind: CriticalKind::Maximum });
    let mut lines = cividis.clone();
    lines.colour_map = None;
    let holes =
        of(&Expression::parse("log(x*y) + sin(3x)")?, [-2.0, 2.0], [-2.0, 2.0], ScaleKind::Linear, 14)?;
    let mut grey = of(
        &Expression::parse("sin(3x) * sin(3y) + 0.1*(x^2 + y^2)")?,
        [-4.0, 4.0],
        [-3.0, 3.0],
        ScaleKind::Linear,
        10,
    )?;
    grey.colour_map = Some(ColourMap::Grey);
    grey.equal_aspect = true;
    let eight: Vec<Vec<[f64; 2]>> = (0..8)
        .map(|n| {
            (0..9)
                .map(|k| {
                    [-3.6 + 0.9 * f64::from(k), -2.5 + 0.7 * f64::from(n) + 0.25 * f64::from((k * 5 + n) % 3)]
                })
                .collect()
        })
        .collect();
    let names = ["0 GD", "1 momentum", "2 Nesterov", "3 RMSprop", "4 Adam", "5 Newton", "6 BFGS", "7 secant"];
    let many: Vec<RunPath> = (0..8)
        .map(|n| RunPath { slot: n as u8, label: names[n], points: &eight[n], ..RunPath::default() })
        .collect();
    let eight_runs = landscape(&grey).overlaid(&paths(grey.grid.view(), &many));

    Ok(vec![
        ("rosenbrock", vec![rosenbrock_scene], 720.0, 560.0),
        ("ellipses", vec![ellipses], 720.0, 560.0),
        ("hyperbolas", vec![hyperbolas], 560.0, 540.0),
        ("peaks", vec![landscape(&hills)], 560.0, 540.0),
        ("himmelblau", vec![landscape(&cividis)], 560.0, 520.0),
        ("lines", vec![landscape(&lines)], 560.0, 520.0),
        ("undefined", vec![landscape(&holes)], 480.0, 440.0),
        ("eight-runs", vec![eight_runs], 720.0, 560.0),
        ("newton", newton_curve()?, 720.0, 460.0),
        ("secant", secant_curve()?, 720.0, 640.0),
        ("convergence", vec![falling(&rosenbrock, &[&descent[..120], &momentum, &newton])?], 640.0, 320.0),
        ("small", vec![landscape(&base)], 320.0, 240.0),
    ])
}

fn of(f: &Expression, x: [f64; 2], y: [f64; 2], kind: ScaleKind, levels: usize) -> Result<Landscape, Error> {
    let n = 256;
    let grid = Grid::new(View::new(x, y)?, n, n, f.grid(x, y, n, n)?)?;
    Ok(Landscape { levels: Levels::count(kind, levels), ..Landscape::new(grid) })
}

/// Newton's model.
fn model<const N: usize>(
    f: &Expression,
    point: [f64; N],
    radius: Option<f64>,
) -> Result<Quadratic<N>, Error> {
    let (gradient, hessian) = (f.gradient(&point)?, f.hessian(&point)?);
    Ok(Quadratic {
        point,
        value: f.value(&point)?[0],
        gradient: std::array::from_fn(|i| gradient[i]),
        matrix: std::array::from_fn(|i| std::array::from_fn(|j| hessian[N * i + j])),
        radius,
    })
}

/// A landscape with the model at one point, the trusted region and three trials towards `next`.
fn modelled(f: &Expression, base: &Landscape, at: [f64; 2], next: [f64; 2]) -> Result<Scene, Error> {
    let trial = |part: f64, accepted, armijo, curvature| Probe {
        at: [0, 1].map(|i| at[i] + part * (next[i] - at[i])),
        accepted,
        armijo: Some(armijo),
        curvature,
    };
    let probes = [
        trial(2.0, false, false, None),
        trial(0.5, false, true, Some(false)),
        trial(1.0, true, true, Some(true)),
    ];
    let run = RunPath {
        label: "Newton",
        points: &[at],
        next: Some(next),
        model: Some(model(f, at, Some(0.6))?),
        probes: &probes,
        ..RunPath::default()
    };
    Ok(landscape(base).overlaid(&paths(base.grid.view(), &[run])))
}

fn newton_curve() -> Result<Vec<Scene>, Error> {
    let f = Expression::parse(QUARTIC)?;
    let mut t = 0.15;
    let mut points = Vec::new();
    for _ in 0..3 {
        points.push([t, f.value(&[t])?[0]]);
        t -= f.gradient(&[t])?[0] / f.hessian(&[t])?[0];
    }
    let at = points[1][0];
    let run = CurveRun {
        label: "Newton",
        points: &points[..2],
        next: Some(points[2][0]),
        model: Some(Model::Parabola(model(&f, [at], None)?)),
        ..CurveRun::default()
    };
    curve(&Curve {
        x: Interval::new(-2.5, 4.5)?,
        y: None,
        values: &f.sample([-2.5, 4.5], 401)?,
        derivative: &[],
        second: &[],
        roots: &[],
        variable: "t",
        function: "C",
        critical: &[CriticalPoint { at: [3.0, -0.0], kind: CriticalKind::Minimum }],
        runs: &[run],
    })
}

fn secant_curve() -> Result<Vec<Scene>, Error> {
    let f = Expression::parse(QUARTIC)?;
    let (a, b) = (3.9, 3.4);
    let slope = |t: f64| -> Result<f64, Error> { Ok(f.gradient(&[t])?[0]) };
    let derivative: Result<Vec<f64>, Error> =
        (0..=400).map(|k| slope(-2.2 + 6.4 * f64::from(k) / 400.0)).collect();
    let slopes = [slope(a)?, slope(b)?];
    let points = [[a, f.value(&[a])?[0]], [b, f.value(&[b])?[0]]];
    let next = b - slopes[1] * (b - a) / (slopes[1] - slopes[0]);
    let run = CurveRun {
        slot: 1,
        label: "secant",
        points: &points,
        next: Some(next),
        model: Some(Model::Chord { at: [a, b], slopes }),
        slopes: &[[a, slopes[0]], [b, slopes[1]]],
        ..CurveRun::default()
    };
    curve(&Curve {
        x: Interval::new(-2.2, 4.2)?,
        y: None,
        values: &f.sample([-2.2, 4.2], 401)?,
        derivative: &derivative?,
        second: &[],
        roots: &[],
        variable: "t",
        function: "C",
        critical: &[],
        runs: &[run],
    })
}

fn falling(f: &Expression, paths: &[&[[f64; 2]]]) -> Result<Scene, Error> {
    let values: Result<Vec<Vec<f64>>, Error> =
        paths.iter().map(|path| path.iter().map(|p| Ok(f.value(p)?[0])).collect()).collect();
    let values = values?;
    let names = ["gradient descent", "momentum", "Newton"];
    let series: Vec<Series> = values
        .iter()
        .zip(names)
        .enumerate()
        .map(|(k, (values, label))| Series { slot: k as u8, label, values, at: &[] })
        .collect();
    convergence(&Convergence { series: &series, x_label: "iteration", y_label: "C(θ)", log: true })
}

fn gradient_descent(
    f: &Expression,
    start: [f64; 2],
    rate: f64,
    steps: usize,
) -> Result<Vec<[f64; 2]>, Error> {
    heavy_ball(f, start, rate, 0.0, steps)
}

fn heavy_ball(
    f: &Expression,
    start: [f64; 2],
    rate: f64,
    beta: f64,
    steps: usize,
) -> Result<Vec<[f64; 2]>, Error> {
    let mut path = vec![start];
    let (mut at, mut v) = (start, [0.0, 0.0]);
    for _ in 0..steps {
        let g = f.gradient(&at)?;
        v = [0, 1].map(|i| beta * v[i] + g[i]);
        at = [0, 1].map(|i| at[i] - rate * v[i]);
        path.push(at);
    }
    Ok(path)
}

fn newton_path(f: &Expression, start: [f64; 2], steps: usize) -> Result<Vec<[f64; 2]>, Error> {
    let mut path = vec![start];
    let mut at = start;
    for _ in 0..steps {
        let (g, h) = (f.gradient(&at)?, f.hessian(&at)?);
        let det = h[0] * h[3] - h[1] * h[2];
        at = [at[0] - (h[3] * g[0] - h[1] * g[1]) / det, at[1] - (h[0] * g[1] - h[2] * g[0]) / det];
        path.push(at);
    }
    Ok(path)
}
