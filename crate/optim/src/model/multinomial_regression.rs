use super::ModelInfo;
use crate::expression::Reduce;
use crate::objective::{ObjectiveInfo, View, minimum};
use crate::parameter::{DefaultValue, Domain, Parameter};

pub(super) static INFO: ModelInfo = ModelInfo {
    data: "iris",
    objective: ObjectiveInfo {
        id: "multinomial-regression",
        name: "Multinomial regression",
        formula: "u = sepal_length - 5.8; v = sepal_width - 3; z1 = w11*u + w12*v + b1; z2 = w21*u + w22*v + b2; z3 = w31*u + w32*v + b3; logsumexp(z1, z2, z3) - species_setosa*z1 - species_versicolor*z2 - species_virginica*z3 + lambda/2*(w11^2 + w12^2 + b1^2 + w21^2 + w22^2 + b2^2 + w31^2 + w32^2 + b3^2)",
        reduce: Some(Reduce::Mean),
        variables: &["w11", "w12", "b1", "w21", "w22", "b2", "w31", "w32", "b3"],
        parameters: &[Parameter {
            id: "lambda",
            tex: r"\lambda",
            help: "Weight decay. Without it the minimum is not a single point, and here it is infinitely far away.",
            domain: Domain::POSITIVE,
            default: DefaultValue::Number(0.01),
        }],
        view: View::section([0, 1], [-6.0, 2.0], [-2.0, 6.0]),
        starts: &[&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]],
        critical_points: &[minimum(&[
            -2.3230443021634235,
            1.9955538551206047,
            -0.5965678410791714,
            0.46579726496184976,
            -1.4228927903589348,
            0.5419856850259411,
            1.8572470372015737,
            -0.5726610647616698,
            0.054582156053230246,
        ])],
        note: "Which of three species an iris is, by its sepals: the cross entropy of the softmax through logsumexp, which does not overflow. Weight decay makes it strictly convex: the same number added to all biases changes no probability.",
        source: "MEDL 4.1, (4.8)",
    },
};
