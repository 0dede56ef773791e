//! Planes through ℝⁿ, on which functions of more than two variables are looked at.

use std::ops::Range;

use fallline_autodiff::expression::{MAX_POINTS, uniform};
use fallline_autodiff::{Error, ErrorKind};
use serde::{Deserialize, Serialize};

use crate::linear::{add_scaled, difference, dot, eigen, multiply, norm};
use crate::text::refuse;

/// A plane θ(s, t) = o + s u + t v in ℝⁿ.
///
/// What is not on it is seen where it is projected at a right angle. In JSON a plane is
/// `{ origin, u, v }`, n numbers each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Sides", into = "Sides")]
pub struct Plane {
    origin: Vec<f64>,
    directions: [Vec<f64>; 2],
    /// The inverse of the directions' Gram matrix (u·u, u·v; v·u, v·v), in rows.
    inverse: [f64; 4],
}

/// A plane as data.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sides {
    origin: Vec<f64>,
    u: Vec<f64>,
    v: Vec<f64>,
}

impl TryFrom<Sides> for Plane {
    type Error = Error;

    fn try_from(Sides { origin, u, v }: Sides) -> Result<Self, Error> {
        Self::new(origin, u, v)
    }
}

impl From<Plane> for Sides {
    fn from(Plane { origin, directions: [u, v], .. }: Plane) -> Self {
        Self { origin, u, v }
    }
}

/// A quadratic function of the two coordinates on a plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Restriction {
    /// Where it is given.
    pub point: [f64; 2],
    /// Its value there.
    pub value: f64,
    /// Its gradient there.
    pub gradient: [f64; 2],
    /// Its Hessian, by its rows.
    pub matrix: [[f64; 2]; 2],
}

impl Plane {
    /// The plane o + s u + t v.
    ///
    /// # Errors
    /// Kind "parameter" where the three do not have the same length or a number is not finite, and where u and v are
    /// parallel to rounding.
    ///
    /// ```
    /// use fallline_optim::plane::Plane;
    /// let plane = Plane::new(vec![1.0, 0.0, 0.0], vec![0.0, 1.0, 1.0], vec![0.0, 0.0, 2.0])?;
    /// assert_eq!(plane.point([3.0, -1.0]), [1.0, 3.0, 1.0]);
    /// assert_eq!(plane.project(&[7.0, 3.0, 1.0]), [3.0, -1.0]);
    /// assert!(Plane::new(vec![0.0; 3], vec![0.0, 1.0, 1.0], vec![0.0, -2.0, -2.0]).is_err());
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn new(origin: Vec<f64>, u: Vec<f64>, v: Vec<f64>) -> Result<Self, Error> {
        let n = origin.len();
        if u.len() != n || v.len() != n {
            return Err(refuse(format!(
                "a plane has an origin and two directions of the same length; these have {n}, {} and {} numbers",
                u.len(),
                v.len()
            )));
        }
        if !origin.iter().chain(&u).chain(&v).all(|x| x.is_finite()) {
            return Err(refuse("the origin and the directions of a plane are finite numbers"));
        }
        let (uu, uv, vv) = (dot(&u, &u), dot(&u, &v), dot(&v, &v));
        let determinant = uu * vv - uv * uv;
        let inverse = [vv, -uv, -uv, uu].map(|entry| entry / determinant);
        if determinant > 8.0 * f64::EPSILON * uu * vv && inverse.iter().all(|x| x.is_finite()) {
            Ok(Self { origin, directions: [u, v], inverse })
        } else {
            Err(refuse("the directions of a plane are not zero and not parallel"))
        }
    }

    /// The plane of coordinates `i` and `j`, from 0, through a point. Its own coordinates are these two.
    ///
    /// # Errors
    /// Kind "parameter" where the point does not have both coordinates or they are the same.
    ///
    /// ```
    /// use fallline_optim::plane::Plane;
    /// let plane = Plane::coordinates(&[1.0, 2.0, 3.0], 2, 0)?;
    /// assert_eq!(plane.point([30.0, 10.0]), [10.0, 2.0, 30.0]);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn coordinates(point: &[f64], i: usize, j: usize) -> Result<Self, Error> {
        let n = point.len();
        if i >= n || j >= n || i == j {
            let message = format!("a point of {n} coordinates has no plane of the coordinates {i} and {j}");
            return Err(refuse(format!("{message}: two different ones are needed, counted from 0")));
        }
        let mut origin = point.to_vec();
        (origin[i], origin[j]) = (0.0, 0.0);
        Self::new(origin, unit(n, i), unit(n, j))
    }

    /// n, the number of variables.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.origin.len()
    }

    /// o.
    #[must_use]
    pub fn origin(&self) -> &[f64] {
        &self.origin
    }

    /// u and v.
    #[must_use]
    pub fn directions(&self) -> &[Vec<f64>; 2] {
        &self.directions
    }

    /// The two coordinates, from 0, whose plane it is; `None` where it lies askew.
    #[must_use]
    pub fn shown(&self) -> Option<[usize; 2]> {
        let axis = |d: &[f64]| {
            let i = d.iter().position(|&x| x == 1.0)?;
            let others = d.iter().enumerate().all(|(k, &x)| k == i || x == 0.0);
            (others && self.origin[i] == 0.0).then_some(i)
        };
        let [u, v] = &self.directions;
        Some([axis(u)?, axis(v)?])
    }

    /// Whether u and v are of length 1 and at a right angle, to rounding: then lengths on the plane are lengths.
    #[must_use]
    pub fn is_orthonormal(&self) -> bool {
        let near = |x: f64, y: f64| (x - y).abs() < 1e-12;
        let [a, b, _, d] = self.inverse;
        near(a, 1.0) && near(b, 0.0) && near(d, 1.0)
    }

    /// θ(s, t), n numbers.
    #[must_use]
    pub fn point(&self, [s, t]: [f64; 2]) -> Vec<f64> {
        let [u, v] = &self.directions;
        add_scaled(&add_scaled(&self.origin, s, u), t, v)
    }

    /// The coordinates (s, t) of the point of the plane that is nearest to θ.
    #[must_use]
    pub fn project(&self, theta: &[f64]) -> [f64; 2] {
        self.components(&difference(theta, &self.origin))
    }

    /// The coefficients of u and v in the projection of a vector: (UᵀU)⁻¹Uᵀd for U = (u v).
    #[must_use]
    pub fn components(&self, d: &[f64]) -> [f64; 2] {
        let [p, q] = self.slopes(d);
        let [a, b, c, e] = self.inverse;
        [a * p + b * q, c * p + e * q]
    }

    /// How far θ is from the plane.
    #[must_use]
    pub fn distance(&self, theta: &[f64]) -> f64 {
        norm(&difference(theta, &self.point(self.project(theta))))
    }

    /// Whether θ lies on the plane, to rounding.
    #[must_use]
    pub fn contains(&self, theta: &[f64]) -> bool {
        self.distance(theta) <= 1e-12 * norm(theta).max(norm(&self.origin)).max(1.0)
    }

    /// The radius of the circle in which the plane cuts the ball of this radius around θ; `None` where it does not,
    /// and where the circle is an ellipse in the plane's coordinates.
    #[must_use]
    pub fn section_radius(&self, theta: &[f64], radius: f64) -> Option<f64> {
        let part = self.distance(theta) / radius;
        (self.is_orthonormal() && part < 1.0).then(|| radius * (1.0 - part * part).sqrt())
    }

    /// The derivatives along u and v where the gradient is g: (u·g, v·g).
    fn slopes(&self, g: &[f64]) -> [f64; 2] {
        [dot(&self.directions[0], g), dot(&self.directions[1], g)]
    }

    /// On the plane, the quadratic function with this value, gradient and Hessian (n·n numbers in rows) at θ.
    ///
    /// With r the vector from θ to its projection, that is at the projection C + gᵀr + ½ rᵀHr with the gradient
    /// Uᵀ(g + Hr) and the Hessian UᵀHU.
    #[must_use]
    pub fn restrict(&self, theta: &[f64], value: f64, gradient: &[f64], hessian: &[f64]) -> Restriction {
        let point = self.project(theta);
        let r = difference(&self.point(point), theta);
        let moved = multiply(hessian, &r);
        let curved = self.directions.each_ref().map(|d| self.slopes(&multiply(hessian, d)));
        Restriction {
            point,
            value: value + dot(gradient, &r) + 0.5 * dot(&r, &moved),
            gradient: self.slopes(&add_scaled(gradient, 1.0, &moved)),
            // Symmetric to the last bit, as H is.
            matrix: [[curved[0][0], curved[0][1]], [curved[0][1], curved[1][1]]],
        }
    }

    /// A function on a grid of the plane: the value at (sᵢ, tⱼ) stands at `[j*nx + i]`, the ends of both ranges are
    /// grid lines. `evaluate` gets a row of points, `columns[k][i]` being variable k at point i, and writes their
    /// values.
    ///
    /// # Errors
    /// Kind "parameter" for ranges that are not finite, "limit" above [`MAX_POINTS`] points.
    ///
    /// ```
    /// use fallline_autodiff::Expression;
    /// use fallline_optim::plane::Plane;
    /// let f = Expression::parse("x + 10*y + 100*z")?;
    /// let plane = Plane::coordinates(&[0.0, 7.0, 0.0], 0, 2)?;
    /// let values = plane.grid([0.0, 1.0], [0.0, 2.0], 2, 3, |columns, row| f.program().evaluate(columns, 0, row))?;
    /// assert_eq!(values, [70.0, 71.0, 170.0, 171.0, 270.0, 271.0]);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn grid(
        &self,
        s: [f64; 2],
        t: [f64; 2],
        nx: usize,
        ny: usize,
        evaluate: impl FnMut(&[&[f64]], &mut [f64]),
    ) -> Result<Vec<f64>, Error> {
        self.rows([s, t], nx, ny, 0..ny, evaluate)
    }

    /// Some rows of [`Plane::grid`], for a grid that is made in pieces: the value at (sᵢ, tⱼ) stands at
    /// `[(j - rows.start)*nx + i]`. Rows beyond the grid are left out.
    ///
    /// # Errors
    /// As for [`Plane::grid`].
    pub fn rows(
        &self,
        [s, t]: [[f64; 2]; 2],
        nx: usize,
        ny: usize,
        rows: Range<usize>,
        mut evaluate: impl FnMut(&[&[f64]], &mut [f64]),
    ) -> Result<Vec<f64>, Error> {
        if nx.checked_mul(ny).is_none_or(|count| count > MAX_POINTS) {
            let message = format!("a grid of {nx} by {ny} is larger than {MAX_POINTS} points");
            return Err(Error::new(ErrorKind::Limit, message));
        }
        let (s, t) = (uniform(s, nx)?, uniform(t, ny)?);
        let rows = rows.start.min(ny)..rows.end.min(ny);
        let t = t.get(rows).unwrap_or_default();
        let mut values = vec![0.0; nx * t.len()];
        let [u, v] = &self.directions;
        let mut columns = vec![vec![0.0; nx]; self.dim()];
        for (row, t) in values.chunks_exact_mut(nx.max(1)).zip(t) {
            for (((column, o), u), v) in columns.iter_mut().zip(&self.origin).zip(u).zip(v) {
                // In the order of `point`, so that both have the same bits.
                column.iter_mut().zip(&s).for_each(|(x, s)| *x = (o + s * u) + t * v);
            }
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            evaluate(&columns, row);
        }
        Ok(values)
    }
}

fn unit(n: usize, at: usize) -> Vec<f64> {
    (0..n).map(|i| f64::from(u8::from(i == at))).collect()
}

/// The plane that a trajectory is nearest to, and how much of the trajectory is seen on it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PrincipalPlane {
    /// Through the mean of the points, along the first two principal components, which are of length 1 and at a
    /// right angle; the largest entry of each is positive.
    #[serde(flatten)]
    pub plane: Plane,
    /// The share of the points' variance along each of the two, from 0 to 1.
    pub explained: [f64; 2],
}

/// The largest matrix whose eigenvectors are asked for: some tenths of a second in a browser.
const LARGEST: usize = 500;

/// The plane of the first two principal components of points in ℝⁿ, as Li et al., *Visualizing the loss landscape
/// of neural nets* (2018), draw trajectories; `trajectory` has n numbers for each point.
///
/// The components are the leading eigenvectors of XᵀX for the matrix X of the points less their mean, taken from
/// the smaller of XᵀX and XXᵀ. Points on a line, or all the same, leave directions open: coordinate axes fill in.
///
/// # Errors
/// Kind "parameter" where n < 2, where there is no point or part of one, or a number is not finite; "limit" where both n and the
/// number of points exceed 500.
///
/// ```
/// use fallline_optim::plane::principal_plane;
/// let found = principal_plane(&[0.0, 0.0, 5.0, 2.0, 0.0, 5.0, 1.0, 0.5, 5.0, 1.0, -0.5, 5.0], 3)?;
/// assert_eq!(found.plane.origin(), [1.0, 0.0, 5.0]);
/// assert!((found.explained[0] - 0.8).abs() < 1e-15 && (found.explained[1] - 0.2).abs() < 1e-15);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
pub fn principal_plane(trajectory: &[f64], n: usize) -> Result<PrincipalPlane, Error> {
    if n < 2 || trajectory.is_empty() || !trajectory.len().is_multiple_of(n) {
        let message = format!("points of {n} variables in {} numbers", trajectory.len());
        return Err(refuse(format!("{message}: a plane needs at least one point of two variables")));
    }
    if !trajectory.iter().all(|x| x.is_finite()) {
        return Err(refuse("a trajectory with a number that is not finite has no principal components"));
    }
    let count = trajectory.len() / n;
    if n.min(count) > LARGEST {
        let message = format!("{count} points of {n} variables; one of the two may be at most {LARGEST}");
        return Err(Error::new(ErrorKind::Limit, message));
    }
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let mean: Vec<f64> = (0..n).map(|j| column(trajectory, n, j).sum::<f64>() / count as f64).collect();
    let centred: Vec<f64> = trajectory.chunks(n).flat_map(|point| difference(point, &mean)).collect();
    let (total, components) = leading(&centred, n);
    let u = components.first().map_or_else(|| unit(n, 0), |(_, u)| u.clone());
    let v = components.get(1).map(|(_, v)| v.clone());
    let v = v.or_else(|| farthest_axis(&u)).unwrap_or_else(|| unit(n, 1));
    let share = |i: usize| components.get(i).map_or(0.0, |(variance, _)| variance / total);
    Ok(PrincipalPlane { explained: [share(0), share(1)], plane: Plane::new(mean, u, v)? })
}

fn column(points: &[f64], n: usize, j: usize) -> impl Iterator<Item = f64> {
    points.iter().skip(j).step_by(n).copied()
}

/// The total variance, and up to two leading components with theirs, for centred points. A component whose variance is 0
/// to rounding is none.
fn leading(centred: &[f64], n: usize) -> (f64, Vec<(f64, Vec<f64>)>) {
    let count = centred.len() / n;
    let by_points = count < n;
    let size = n.min(count);
    let matrix = if by_points { inner_products(centred, n) } else { outer_products(centred, n) };
    let total: f64 = (0..size).map(|i| matrix[i * size + i]).sum();
    let Some((values, vectors)) = eigen(&matrix, size) else { return (total, Vec::new()) };
    let mut found: Vec<(f64, Vec<f64>)> = Vec::new();
    for (value, vector) in values.into_iter().zip(vectors).rev().take(2) {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let zero = size as f64 * f64::EPSILON * total;
        if value <= zero {
            break;
        }
        let direction = if by_points {
            let rows = centred.chunks(n).zip(&vector);
            rows.fold(vec![0.0; n], |sum, (point, &weight)| add_scaled(&sum, weight, point))
        } else {
            vector
        };
        let direction = match found.first() {
            Some((_, first)) => add_scaled(&direction, -dot(first, &direction), first),
            None => direction,
        };
        found.push((value, oriented(&direction)));
    }
    (total, found)
}

/// XXᵀ of points in rows.
fn inner_products(points: &[f64], n: usize) -> Vec<f64> {
    let row = |a| points.chunks(n).map(move |b| dot(a, b));
    points.chunks(n).flat_map(row).collect()
}

/// XᵀX of points in rows.
fn outer_products(points: &[f64], n: usize) -> Vec<f64> {
    let mut matrix = vec![0.0; n * n];
    for point in points.chunks(n) {
        for (row, a) in matrix.chunks_mut(n).zip(point) {
            row.iter_mut().zip(point).for_each(|(entry, b)| *entry += a * b);
        }
    }
    matrix
}

/// The vector with length 1 and its largest entry positive.
fn oriented(vector: &[f64]) -> Vec<f64> {
    let largest =
        vector.iter().fold(0.0_f64, |largest, &x| if x.abs() > largest.abs() { x } else { largest });
    let length = norm(vector).copysign(largest);
    vector.iter().map(|x| x / length).collect()
}

/// The part at a right angle to u of the coordinate axis that u is farthest from.
fn farthest_axis(u: &[f64]) -> Option<Vec<f64>> {
    let (i, _) = u.iter().enumerate().min_by(|(_, a), (_, b)| a.abs().total_cmp(&b.abs()))?;
    let axis = unit(u.len(), i);
    Some(oriented(&add_scaled(&axis, -u[i], u)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fallline_autodiff::Expression;

    fn askew() -> Plane {
        Plane::new(vec![1.0, -2.0, 0.5, 3.0], vec![1.0, 2.0, 0.0, -1.0], vec![0.5, 0.0, 3.0, 1.0]).unwrap()
    }

    #[test]
    fn projecting_is_orthogonal_and_leaves_the_plane_alone() {
        let plane = askew();
        let there = plane.project(&plane.point([0.7, -1.2]));
        assert!((there[0] - 0.7).abs() < 1e-15 && (there[1] + 1.2).abs() < 1e-15);
        let theta = [4.0, 1.0, -1.0, 2.0];
        let r = difference(&theta, &plane.point(plane.project(&theta)));
        assert!(plane.directions().iter().all(|d| dot(d, &r).abs() < 1e-14));
        assert!((plane.distance(&theta) - norm(&r)).abs() < 1e-15 && norm(&r) > 1.0);
        assert!(!plane.is_orthonormal());
        assert!(Plane::coordinates(&theta, 3, 1).unwrap().is_orthonormal());
        assert_eq!(plane.shown(), None);
        assert!(plane.contains(&plane.point([0.3, 1e3])) && !plane.contains(&theta));
        let section = Plane::coordinates(&[0.0, 0.0, 0.0, 3.0], 0, 1).unwrap();
        assert_eq!(section.section_radius(&[1.0, 7.0, 0.0, 0.0], 5.0), Some(4.0));
        assert_eq!(section.section_radius(&[1.0, 7.0, 0.0, 0.0], 2.0), None);
        assert_eq!(plane.section_radius(&theta, 100.0), None);
        assert_eq!(Plane::coordinates(&theta, 3, 1).unwrap().shown(), Some([3, 1]));
    }

    /// A grid in the plane of both variables has the bits of the expression's own grid, and on any plane those
    /// of single points.
    #[test]
    fn grids_have_the_bits_of_single_values() {
        let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        let (x, y) = ([-1.3, 2.1], [0.2, 7.7]);
        let f = Expression::parse("exp(sin(x) y) - x/y").unwrap();
        let plane = Plane::coordinates(&[5.0, 6.0], 0, 1).unwrap();
        let found = plane.grid(x, y, 300, 5, |columns, row| f.program().evaluate(columns, 0, row)).unwrap();
        assert_eq!(bits(&found), bits(&f.grid(x, y, 300, 5).unwrap()));

        let f = Expression::parse("exp(sin(a) b) - c/d").unwrap();
        let plane = askew();
        let found = plane.grid(x, y, 4, 3, |columns, row| f.program().evaluate(columns, 0, row)).unwrap();
        let (s, t) = (uniform(x, 4).unwrap(), uniform(y, 3).unwrap());
        let single = |k: usize| f.value(&plane.point([s[k % 4], t[k / 4]])).unwrap()[0];
        assert_eq!(bits(&found), bits(&(0..12).map(single).collect::<Vec<_>>()));
        let none = |_: &[&[f64]], _: &mut [f64]| {};
        assert!(plane.grid(x, y, 0, 3, none).unwrap().is_empty());
        assert_eq!(plane.grid(x, y, 1 << 20, 1 << 20, none).unwrap_err().kind, ErrorKind::Limit);
        assert_eq!(plane.grid(x, [0.0, f64::NAN], 2, 2, none).unwrap_err().kind, ErrorKind::Parameter);
    }

    /// Of a quadratic function the restriction is the function.
    #[test]
    fn a_restricted_quadratic_is_the_quadratic_on_the_plane() {
        let c = Expression::parse("a^2 - a b + 3 b^2 + 2 c d - d^2 + c - 4 a + 1").unwrap();
        let (plane, theta) = (askew(), [4.0, 1.0, -1.0, 2.0]);
        let (value, gradient) = (c.value(&theta).unwrap()[0], c.gradient(&theta).unwrap());
        let q = plane.restrict(&theta, value, &gradient, &c.hessian(&theta).unwrap());
        for at in [[0.0, 0.0], [1.5, -0.5], [-3.0, 2.0]] {
            let [s, t] = [at[0] - q.point[0], at[1] - q.point[1]];
            let [[a, b], [_, d]] = q.matrix;
            let model =
                q.value + q.gradient[0] * s + q.gradient[1] * t + 0.5 * (a * s * s + d * t * t) + b * s * t;
            let expected = c.value(&plane.point(at)).unwrap()[0];
            assert!((model - expected).abs() < 1e-12 * expected.abs(), "{model} is not {expected}");
        }
    }

    #[test]
    fn few_and_dependent_points_have_a_plane_too() {
        for (points, explained) in [
            (vec![1.0, 2.0, 3.0], [0.0, 0.0]),
            ([1.0, 2.0, 3.0].repeat(7), [0.0, 0.0]),
            (vec![1.0, 2.0, 3.0, 2.0, 4.0, 6.0], [1.0, 0.0]),
            (vec![0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 0.0, 0.0, 4.0, 0.0, 0.0, 8.0], [1.0, 0.0]),
        ] {
            let found = principal_plane(&points, 3).unwrap();
            assert!(found.plane.is_orthonormal());
            let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-15;
            assert!(found.explained.iter().zip(&explained).all(close), "{found:?}");
            assert!(points.chunks(3).all(|point| found.plane.distance(point) < 1e-14));
        }
    }

    #[test]
    fn what_has_no_principal_plane_is_refused() {
        let kind = |points: &[f64], n| principal_plane(points, n).unwrap_err().kind;
        assert_eq!(kind(&[], 2), ErrorKind::Parameter);
        assert_eq!(kind(&[1.0, 2.0, 3.0], 2), ErrorKind::Parameter);
        assert_eq!(kind(&[1.0], 1), ErrorKind::Parameter);
        assert_eq!(kind(&[1.0], 0), ErrorKind::Parameter);
        assert_eq!(kind(&[1.0, f64::INFINITY], 2), ErrorKind::Parameter);
        assert_eq!(kind(&vec![0.5; 501 * 501], 501), ErrorKind::Limit);
        assert!(principal_plane(&vec![0.5; 3 * 501], 501).is_ok());
    }
}
