//! Rules to begin with: methods of the list, and some that are only here.

use serde::Serialize;

/// A rule to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RuleExample {
    /// Its stable kebab-case name.
    pub id: &'static str,
    /// Its name for people, which is also its title.
    pub name: &'static str,
    /// The optimizer of the list that it is, where it is one.
    pub optimizer: Option<&'static str>,
    /// What that optimizer's switches must be for it; the other ones are parameters of the rule by the names that they
    /// have in the list, with `alpha` for `learningRate`.
    pub switches: &'static [Switch],
    /// The rule.
    pub text: &'static str,
}

/// A setting of a listed optimizer that is no number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Switch {
    /// Yes or no.
    Bool(&'static str, bool),
    /// A word.
    Text(&'static str, &'static str),
}

const OUTSIDE: Switch = Switch::Bool("epsilonInside", false);
const CORRECTED: Switch = Switch::Bool("biasCorrection", true);

/// Rules to begin with, in the order in which they are best read.
pub static RULES: &[RuleExample] = &[
    RuleExample {
        id: "gradient-descent",
        name: "Gradient descent",
        optimizer: Some("gradient-descent"),
        switches: &[],
        text: "\
# Gradient descent
param alpha = 0.001 from 1e-5 to 10 log
theta = theta - alpha*g",
    },
    RuleExample {
        id: "momentum",
        name: "Momentum",
        optimizer: Some("momentum"),
        switches: &[Switch::Text("form", "ema")],
        text: "\
# Momentum
param alpha = 0.01 from 1e-5 to 10 log
param beta = 0.9 from 0 to 1  # momentum
v = beta*v + (1 - beta)*g
theta = theta - alpha*v",
    },
    RuleExample {
        id: "heavy-ball",
        name: "Heavy ball",
        optimizer: Some("momentum"),
        switches: &[Switch::Text("form", "heavy-ball")],
        text: "\
# Heavy ball
param alpha = 0.001 from 1e-5 to 10 log
param beta = 0.9 from 0 to 1  # momentum
v = beta*v + g
theta = theta - alpha*v",
    },
    RuleExample {
        id: "nesterov",
        name: "Nesterov momentum",
        optimizer: Some("nesterov"),
        switches: &[],
        text: "\
# Nesterov momentum
param alpha = 0.01 from 1e-5 to 10 log
param beta = 0.9 from 0 to 1  # momentum
theta_tilde = theta - alpha*beta*v
g = grad(theta_tilde)
v = beta*v + (1 - beta)*g
theta = theta - alpha*v",
    },
    RuleExample {
        id: "adagrad",
        name: "Adagrad",
        optimizer: Some("adagrad"),
        switches: &[OUTSIDE],
        text: "\
# Adagrad
param alpha = 0.5 from 1e-5 to 10 log
param epsilon = 1e-8 from 1e-12 to 1 log
s = s + g*g
d = g/(sqrt(s) + epsilon)
theta = theta - alpha*d",
    },
    RuleExample {
        id: "rmsprop",
        name: "RMSprop",
        optimizer: Some("rmsprop"),
        switches: &[OUTSIDE],
        text: "\
# RMSprop
param alpha = 0.01 from 1e-5 to 10 log
param gamma = 0.99 from 0 to 1 # memory
param epsilon = 1e-8 from 1e-12 to 1 log
s = gamma*s + (1 - gamma)*(g*g)
d = g/(sqrt(s) + epsilon)
theta = theta - alpha*d",
    },
    RuleExample {
        id: "adam",
        name: "Adam",
        optimizer: Some("adam"),
        switches: &[CORRECTED, OUTSIDE],
        text: "\
# Adam
param alpha = 0.05 from 1e-5 to 10 log
param beta = 0.9 from 0 to 1  # momentum
param gamma = 0.999 from 0 to 1 # memory
param epsilon = 1e-8 from 1e-12 to 1 log
v = beta*v + (1 - beta)*g
s = gamma*s + (1 - gamma)*(g*g)
v_hat = v/(1 - beta^t)
s_hat = s/(1 - gamma^t)
d = v_hat/(sqrt(s_hat) + epsilon)
theta = theta - alpha*d",
    },
    RuleExample {
        id: "amsgrad",
        name: "AMSGrad",
        optimizer: Some("amsgrad"),
        switches: &[CORRECTED, OUTSIDE],
        text: "\
# AMSGrad
param alpha = 0.05 from 1e-5 to 10 log
param beta = 0.9 from 0 to 1  # momentum
param gamma = 0.999 from 0 to 1 # memory
param epsilon = 1e-8 from 1e-12 to 1 log
v = beta*v + (1 - beta)*g
s = gamma*s + (1 - gamma)*(g*g)
m = max(m, s)  # never falls
v_hat = v/(1 - beta^t)
m_hat = m/(1 - gamma^t)
d = v_hat/(sqrt(m_hat) + epsilon)
theta = theta - alpha*d",
    },
    RuleExample {
        id: "sign-descent",
        name: "Sign descent",
        optimizer: Some("sign-descent"),
        switches: &[],
        text: "\
# Sign descent
param alpha = 0.01 from 1e-5 to 10 log
theta = theta - alpha*sign(g)",
    },
    RuleExample {
        id: "newton",
        name: "Newton",
        optimizer: Some("newton"),
        switches: &[],
        text: "\
# Newton
theta = theta - hinv(g)",
    },
    RuleExample {
        id: "barzilai-borwein",
        name: "Barzilai-Borwein",
        optimizer: None,
        switches: &[],
        text: "\
# Barzilai-Borwein
param alpha = 0.001 from 1e-5 to 10 log
init theta_old = theta
init g_old = g
d = theta - theta_old
y = g - g_old
a = where(t<2, alpha, dot(d,d)/dot(d,y))
theta_old = theta
g_old = g
theta = theta - a*g",
    },
    RuleExample {
        id: "lion",
        name: "Lion",
        optimizer: None,
        switches: &[],
        text: "\
# Lion
param alpha = 0.01 from 1e-5 to 10 log
param beta = 0.9 from 0 to 1  # momentum
param gamma = 0.99 from 0 to 1 # memory
param lambda = 0 from 0 to 1  # decay
c = beta*m + (1 - beta)*g
m = gamma*m + (1 - gamma)*g
theta = theta - alpha*(sign(c) + lambda*theta)",
    },
    RuleExample {
        id: "rprop",
        name: "Rprop",
        optimizer: None,
        switches: &[],
        text: "\
# Rprop
param alpha = 0.01 from 1e-5 to 1 log
init d = alpha
same = sign(g*g_old)
d = where(same > 0, min(1.2*d, 1), d)
d = where(same < 0, max(0.5*d, 1e-6), d)
g_old = where(same < 0, 0, g)
theta = theta - d*sign(g_old)",
    },
    RuleExample {
        id: "polyak",
        name: "Polyak step",
        optimizer: None,
        switches: &[],
        text: "\
# Polyak step
param low = 0 from -10 to 10  # least C
theta = theta - (C - low)/dot(g, g)*g",
    },
];
