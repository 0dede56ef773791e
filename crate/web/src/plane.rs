//! Planes through the space of many variables in JavaScript.

use fallline_optim::plane::{self, Plane};
use wasm_bindgen::prelude::*;

use crate::convert::{from_js, to_js};
use crate::error::thrown;

/// The plane of the variables `i` and `j`, from 0, with the others as in `point`. Its coordinates are the values of
/// the two.
///
/// @throws {FallLineError} where the point does not have both variables or they are the same
#[wasm_bindgen(js_name = coordinatePlane, unchecked_return_type = "Plane")]
pub fn coordinate_plane(point: &[f64], i: usize, j: usize) -> Result<JsValue, JsValue> {
    to_js(&Plane::coordinates(point, i, j).map_err(|error| thrown(&error, None))?)
}

/// The plane of the first two principal components of a trajectory with `n` numbers for each point.
///
/// @throws {FallLineError} where there is no point, n is less than 2, a number is not finite, or both n and the number
/// of points exceed 500
#[wasm_bindgen(js_name = principalPlane, unchecked_return_type = "PrincipalPlane")]
pub fn principal_plane(trajectory: &[f64], n: usize) -> Result<JsValue, JsValue> {
    to_js(&plane::principal_plane(trajectory, n).map_err(|error| thrown(&error, None))?)
}

/// Where points with n numbers each are seen on a plane: two coordinates for each.
///
/// @throws {FallLineError} where the plane is none
#[wasm_bindgen(js_name = projectOntoPlane)]
pub fn project_onto_plane(
    #[wasm_bindgen(unchecked_param_type = "Plane")] plane: JsValue,
    points: &[f64],
) -> Result<Vec<f64>, JsValue> {
    let plane: Plane = from_js(plane, "the plane")?;
    Ok(points.chunks_exact(plane.dim()).flat_map(|point| plane.project(point)).collect())
}
