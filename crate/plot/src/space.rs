//! Space on a picture: from where a surface is looked at, and what of it is seen from there.
//!
//! Everything lies in a box of −1..1 by −1..1 on the floor and −[`RISE`]..[`RISE`] upwards.

use crate::grid::Grid;
use fallline_autodiff::{Error, ErrorKind, math};

/// Half the height of the box.
pub(crate) const RISE: f64 = 0.55;

/// From where a surface is looked at, infinitely far away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewpoint {
    azimuth: f64,
    elevation: f64,
}

impl Viewpoint {
    /// The lowest elevation: below it the floor is no more than a line.
    pub const LOWEST: f64 = 5.0;
    /// Straight from above.
    pub const HIGHEST: f64 = 90.0;

    /// The viewpoint at an azimuth, seen from above counter-clockwise from the first axis, and an elevation above the
    /// floor, both in degrees. At −90° and 90° it shows what the map shows. Azimuths that differ by whole turns are the
    /// same, and elevations beyond [`Viewpoint::LOWEST`] and [`Viewpoint::HIGHEST`] are those.
    ///
    /// # Errors
    /// `Parameter` where an angle is not finite.
    ///
    /// ```
    /// use fallline_plot::Viewpoint;
    /// assert_eq!(Viewpoint::new(300.0, 120.0)?, Viewpoint::new(-60.0, 90.0)?);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn new(azimuth: f64, elevation: f64) -> Result<Self, Error> {
        if !azimuth.is_finite() || !elevation.is_finite() {
            let message = format!("a viewpoint at the azimuth {azimuth} and the elevation {elevation}");
            return Err(Error::new(ErrorKind::Parameter, message));
        }
        let azimuth = (azimuth % 360.0 + 540.0) % 360.0 - 180.0;
        Ok(Self { azimuth, elevation: elevation.clamp(Self::LOWEST, Self::HIGHEST) })
    }

    /// The azimuth in degrees, from −180 to less than 180.
    #[must_use]
    pub fn azimuth(self) -> f64 {
        self.azimuth
    }

    /// The elevation in degrees.
    #[must_use]
    pub fn elevation(self) -> f64 {
        self.elevation
    }
}

/// The picture plane of a viewpoint.
#[derive(Clone, Copy)]
pub(crate) struct Projection {
    right: [f64; 3],
    up: [f64; 3],
    /// Towards the eye.
    pub(crate) towards: [f64; 3],
    /// The sine and the cosine of the elevation.
    pub(crate) lift: [f64; 2],
}

impl Projection {
    pub(crate) fn new(from: Viewpoint) -> Self {
        let radians = |degrees: f64| degrees * (math::PI / 180.0);
        let (a, e) = (radians(from.azimuth), radians(from.elevation));
        let (sin, cos) = (math::sin(a), math::cos(a));
        // Straight from above nothing upright is seen, whatever the rounding of a right angle's cosine.
        let (high, flat) = (math::sin(e), if from.elevation == 90.0 { 0.0 } else { math::cos(e) });
        Self {
            right: [-sin, cos, 0.0],
            up: [-high * cos, -high * sin, flat],
            towards: [flat * cos, flat * sin, high],
            lift: [high, flat],
        }
    }

    /// Where a point of the box is seen.
    pub(crate) fn at(&self, point: [f64; 3]) -> [f64; 2] {
        [dot(self.right, point), dot(self.up, point)]
    }

    /// How far the box reaches upwards from the middle of the picture, however it is turned about the vertical.
    pub(crate) fn reach(&self) -> f64 {
        std::f64::consts::SQRT_2 * self.lift[0] + RISE * self.lift[1]
    }

    /// How bright a surface with this slope is, 0..=1: the light comes over the viewer's left shoulder.
    pub(crate) fn brightness(&self, slope: [f64; 2]) -> f64 {
        let light: [f64; 3] =
            std::array::from_fn(|i| 0.45 * self.towards[i] - 0.5 * self.right[i] + [0.0, 0.0, 0.75][i]);
        let normal = [-slope[0], -slope[1], 1.0];
        let cosine = dot(light, normal) / (dot(light, light) * dot(normal, normal)).sqrt();
        0.5 + 0.5 * cosine
    }
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// The height of a relief over a point of the square, NaN where it has none.
pub(crate) fn height(relief: &Grid, [x, y]: [f64; 2]) -> f64 {
    let place = |t: f64, n: usize| (t + 1.0) * 0.5 * (n - 1) as f64;
    relief.interpolate(place(x, relief.nx()), place(y, relief.ny()))
}

/// The slope of a relief along both axes, where it is defined on both sides of the point.
fn slope(relief: &Grid, at: [f64; 2], cell: f64) -> Option<[f64; 2]> {
    let along = |axis: usize| {
        let to = |by: f64| [0, 1].map(|i| (at[i] + if i == axis { by } else { 0.0 }).clamp(-1.0, 1.0));
        let [low, high] = [to(-0.3 * cell), to(0.3 * cell)];
        (height(relief, high) - height(relief, low)) / (high[axis] - low[axis])
    };
    let slope = [along(0), along(1)];
    slope.iter().all(|s| s.is_finite()).then_some(slope)
}

/// Whether nothing of the relief's upper side lies between a point on it and the eye; its lower side is not drawn and
/// hides nothing. The way to the eye is looked at once a grid cell, from a little off the point, so that the relief does
/// not hide what lies on it.
pub(crate) fn is_seen(relief: &Grid, point: [f64; 3], view: &Projection) -> bool {
    /// What the relief may rise above the way by: rounding, and what its facets differ by from it.
    const SLACK: f64 = 0.012;
    let cell = 2.0 / (relief.nx().max(relief.ny()) - 1) as f64;
    let [_, flat] = view.lift;
    if flat == 0.0 || point.iter().any(|c| !c.is_finite()) {
        return flat == 0.0;
    }
    if slope(relief, [point[0], point[1]], cell).is_some_and(|[x, y]| dot([-x, -y, 1.0], view.towards) <= 0.0)
    {
        return false;
    }
    let way = view.towards.map(|d| d / flat * cell * 0.8);
    let mut at = point;
    let mut is_below = false;
    loop {
        at = [0, 1, 2].map(|i| at[i] + way[i]);
        if at[0].abs() > 1.0 || at[1].abs() > 1.0 {
            return true;
        }
        let above = at[2] <= RISE && height(relief, [at[0], at[1]]) > at[2] + SLACK;
        if is_below && !above {
            return false;
        }
        if at[2] > RISE {
            return true;
        }
        is_below = above;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::View;

    fn relief(f: impl Fn(f64, f64) -> f64) -> Grid {
        Grid::sample(View::new([-1.0, 1.0], [-1.0, 1.0]).unwrap(), 41, 41, f).unwrap()
    }

    #[test]
    fn from_above_the_picture_is_the_map() {
        let view = Projection::new(Viewpoint::new(-90.0, 90.0).unwrap());
        for point in [[0.3, -0.7, 0.2], [-1.0, 1.0, -0.5]] {
            let [u, v] = view.at(point);
            assert!((u - point[0]).abs() < 1e-15 && (v - point[1]).abs() < 1e-15);
        }
        let bowl = relief(|x, y| 0.5 * (x * x + y * y) - 0.5);
        assert!(is_seen(&bowl, [0.0, 0.0, -0.5], &view));
    }

    #[test]
    fn a_ridge_hides_what_lies_behind_it() {
        // A ridge along x = 0, looked at from the right.
        let ridge = relief(|x, _| 0.5 - x.abs());
        let view = Projection::new(Viewpoint::new(0.0, 10.0).unwrap());
        for y in [-0.8, 0.0, 0.8] {
            assert!(is_seen(&ridge, [0.5, y, 0.0], &view), "in front of the ridge");
            assert!(is_seen(&ridge, [0.0, y, 0.5], &view), "on top of it");
            assert!(!is_seen(&ridge, [-0.5, y, 0.0], &view), "behind it");
        }
        let high = Projection::new(Viewpoint::new(0.0, 60.0).unwrap());
        assert!(is_seen(&ridge, [-0.5, 0.0, 0.0], &high), "from high above both sides are seen");
    }

    #[test]
    fn a_rim_seen_from_below_hides_nothing_and_is_not_seen() {
        // Level ground that rises towards the viewer, up to the edge.
        let rim = relief(|x, _| 0.8 * (x - 0.4).max(0.0));
        let view = Projection::new(Viewpoint::new(0.0, 10.0).unwrap());
        assert!(is_seen(&rim, [-0.5, 0.0, 0.0], &view));
        assert!(!is_seen(&rim, [0.7, 0.0, 0.24], &view));
    }

    #[test]
    fn light_tells_slopes_apart() {
        let view = Projection::new(Viewpoint::new(-60.0, 30.0).unwrap());
        let lit: Vec<f64> =
            [[0.0, 0.0], [3.0, 0.0], [-3.0, 0.0], [0.0, 3.0]].map(|s| view.brightness(s)).to_vec();
        assert!(lit.iter().all(|b| (0.0..=1.0).contains(b)));
        assert!(lit[0] > lit[1] && lit[0] > lit[2] && (lit[1] - lit[2]).abs() > 0.1);
    }

    #[test]
    fn viewpoints_have_limits() {
        assert_eq!(Viewpoint::new(f64::NAN, 0.0).unwrap_err().kind, ErrorKind::Parameter);
        assert_eq!(Viewpoint::new(0.0, f64::INFINITY).unwrap_err().kind, ErrorKind::Parameter);
        let low = Viewpoint::new(-180.0, -40.0).unwrap();
        assert_eq!((low.azimuth(), low.elevation()), (-180.0, Viewpoint::LOWEST));
        assert!(Viewpoint::new(1e300, 45.0).unwrap().azimuth().abs() <= 180.0);
    }
}
