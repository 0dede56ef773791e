import type { RunPath } from "../crate/web/types.js";
import type { Session } from "./session.js";
import { arrowLabel } from "./unfold.js";

/** The selected run's path with what the tabs have on the landscape: the arrow of a step's line, the Hessian. */
export function detailed(path: RunPath, session: Session): RunPath {
  const { line, shownStep } = session;
  const { eigenvectors, hessianModel } = session.state;
  const { next, gradient, ...rest } = path;
  // A line's arrow takes the place of those of the coming step.
  const shown: RunPath = line === null ? { ...path } : rest;
  const { name = null, arrow } = (line === null ? null : shownStep?.lines[line]) ?? {};
  if (arrow) shown.arrow = { from: arrow.from, vector: arrow.vector, label: arrowLabel(arrow.role, name) };
  if (eigenvectors === "hidden" && hessianModel === "hidden") return shown;
  const report = session.curvature();
  if (!report?.hessian?.matrix || report.gradient.length !== session.dimension) return shown;
  const { hessian, theta: point, value, gradient: slopes } = report;
  const { eigenvalues, matrix } = hessian;
  if (hessianModel === "shown" && matrix !== null) {
    shown.hessian = { kind: "quadratic", point, value, gradient: slopes, matrix };
  }
  if (eigenvectors === "shown" && point.length > 1) {
    shown.axes = (hessian.eigenvectors ?? []).map((vector, i) => ({ vector, value: eigenvalues[i] ?? NaN }));
  }
  return shown;
}
