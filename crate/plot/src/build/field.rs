//! A field of descent directions over a landscape.

use crate::axis::number;
use crate::raster::Raster;
use crate::scene::{FieldArrow, Layer, LegendEntry, Scene};
use crate::theme::Role;
use fallline_autodiff::math;

/// Lays the field of −∇C over a landscape: an arrow at each point, `gradients` long as `points`. Where a gradient is zero
/// or not finite there is none. Lengths grow with the logarithm of the gradient's, so that the flat parts of a steep
/// landscape show theirs too; the longest arrow is `room` CSS pixels long.
///
/// The legend's entry must be there when the scene is laid out, so it has a function of its own: [`Scene::name_field`].
#[must_use]
pub fn field(scene: Scene, points: &[[f64; 2]], gradients: &[[f64; 2]], room: f64) -> Scene {
    /// The shortest arrow, as a part of the longest: its direction is still seen.
    const SHORTEST: f64 = 0.35;
    /// Gradients shorter by this factor than the longest look alike.
    const SPAN: f64 = 1e4;
    let norm = |g: &[f64; 2]| math::hypot(g[0], g[1]);
    let usable = |g: &[f64; 2]| norm(g).is_finite() && norm(g) > 0.0;
    let longest = gradients.iter().filter(|g| usable(g)).map(norm).fold(0.0, f64::max);
    let shortest =
        gradients.iter().filter(|g| usable(g)).map(norm).fold(longest, f64::min).max(longest / SPAN);
    let span = math::ln(longest / shortest);
    let strength = |g: &[f64; 2]| {
        let part = if span > 0.0 { (math::ln(norm(g) / shortest) / span).max(0.0) } else { 1.0 };
        SHORTEST + (1.0 - SHORTEST) * part
    };
    let raster = scene.raster();
    let arrows: Vec<FieldArrow> = points
        .iter()
        .zip(gradients)
        .filter(|(_, g)| usable(g))
        .map(|(&at, g)| FieldArrow {
            at,
            vector: g.map(|d| -d),
            strength: strength(g),
            position: raster.map_or(0.5, |raster| raster.position_at(at)),
        })
        .collect();
    let on = raster.map(|raster: &Raster| raster.map);
    let mut scene = scene;
    scene.caption += &format!(
        " {} arrows show the direction of steepest descent, longer where the gradient is; its length is up to {}.",
        arrows.len(),
        number(longest, 3)
    );
    // Below the marks of stationary points, which are no part of the field.
    let above = scene.layers.iter().position(|layer| matches!(layer, Layer::Points { .. }));
    scene.layers.insert(above.unwrap_or(scene.layers.len()), Layer::Field { on, room, arrows });
    scene
}

impl Scene {
    /// Names the field of [`field`] in the legend.
    #[must_use]
    pub fn name_field(mut self) -> Self {
        self.legend.push(LegendEntry { role: Role::Field, label: "−∇C".to_owned() });
        self
    }
}
