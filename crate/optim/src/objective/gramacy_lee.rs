use super::{ObjectiveInfo, View, maximum, minimum};

/// Waves that fade along a rising curve.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "gramacy-lee",
    name: "Gramacy-Lee",
    formula: "sin(10*pi*t)/(2*t) + (t - 1)^4",
    reduce: None,
    variables: &["t"],
    parameters: &[],
    view: View::line(0.5, 2.5),
    starts: &[&[1.5], &[0.7], &[2.2]],
    critical_points: &[
        minimum(&[0.5485634445276052]),
        minimum(&[0.7487437781430085]),
        minimum(&[0.9489336866904862]),
        minimum(&[1.1490876188021966]),
        minimum(&[1.348785167362593]),
        minimum(&[1.5472883271844393]),
        minimum(&[1.7435767404694347]),
        minimum(&[1.9362196625299228]),
        minimum(&[2.121899166052543]),
        maximum(&[0.6482096871882319]),
        maximum(&[0.848783063224031]),
        maximum(&[1.049035447451949]),
        maximum(&[1.2493461246338589]),
        maximum(&[1.4503754479592186]),
        maximum(&[1.6531283824041174]),
        maximum(&[1.8591605421834452]),
        maximum(&[2.0720340395406835]),
    ],
    note: "A row of minima of which one is lowest: a small learning rate stays in the first, a large one jumps between them.",
    source: "Gramacy and Lee, Cases for the nugget in modeling computer experiments (2012)",
};
