// The package that `npm run build` makes, in Node: every name of its API, with numbers of the notes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import * as fallline from "../../../pkg/fallline.js";

const folder = new URL("../../../pkg/", import.meta.url);
fallline.initSync({ module: readFileSync(new URL("fallline_bg.wasm", folder)) });
const { Expression, Network, Run } = fallline;

const rosenbrock = "(1 - x)^2 + 100*(y - x^2)^2";
const example = "sin(t1*t2) + exp(t2 + t3) - 2*t3";
const theta = [Math.PI / 6, 2, 5];
const e7 = Math.exp(7);

const close = (found, expected, tolerance = 1e-14) => {
  assert.equal(found.length, expected.length);
  for (const [i, value] of expected.entries()) {
    const message = `${found[i]} is not ${value}`;
    assert.ok(Math.abs(found[i] - value) <= tolerance * Math.max(1, Math.abs(value)), message);
  }
};
const rows = (table) => table.iterations.flatMap((iteration) => iteration.rows);
const values = (table) => Object.fromEntries(rows(table).map((row) => [row.symbol, row.value]));
const thrown = (action) => {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, "FallLineError");
    return error;
  }
  return assert.fail("nothing was thrown");
};

test("a run can be taken along as a program", () => {
  const run = new Run({ objective: { id: "rosenbrock" }, optimizer: { id: "adam" }, start: [-1.2, 1] });
  assert.match(run.toPython("numpy", 7), /islice\(method\(path\[0\]\), 7\)/);
  assert.match(run.toPython("pytorch", 7), /torch\.optim\.Adam\(\[theta\]/);
  assert.match(run.toRust(7), /run\.step_many\(7\)/);
  const newton = new Run({ objective: { id: "rosenbrock" }, optimizer: { id: "newton" }, start: [-1.2, 1] });
  assert.throws(() => newton.toPython("pytorch", 7), { kind: "parameter", message: /PyTorch has no optimizer/ });
});

test("parameters change within a run, and what was reached stays known", () => {
  const adam = (learningRate) => ({ id: "adam", learningRate });
  const spec = { objective: { id: "rosenbrock" }, optimizer: adam(0.05), start: [-1.2, 1] };
  const run = new Run(spec);
  run.stepMany(20);
  const plain = run.trajectory();
  run.setChanges([{ iteration: 10, optimizer: adam(0.2) }]);
  assert.deepEqual([run.iteration, run.reached, run.end], [10, 10, undefined]);
  assert.deepEqual(run.trajectory(), plain.slice(0, 22));
  const next = run.peek();
  assert.deepEqual([run.iteration, next.iteration, next.held.optimizer.learningRate], [10, 10, 0.2]);
  assert.deepEqual(run.step(), next);
  run.back();
  assert.deepEqual([run.iteration, run.reached], [10, 11]);
  const fresh = new Run({ ...spec, changes: [{ iteration: 10, optimizer: adam(0.2) }] });
  fresh.stepMany(20);
  run.goTo(20);
  assert.deepEqual(run.trajectory(), fresh.trajectory());
  assert.deepEqual(JSON.parse(run.toJson()), JSON.parse(fresh.toJson()));
  const error = thrown(() => run.setChanges([{ iteration: 3, optimizer: { id: "momentum" } }]));
  assert.equal(error.kind, "parameter");
  assert.deepEqual(run.trajectory(), fresh.trajectory());
});

test("steps within a budget, and the iterates that reach a bound", () => {
  const run = new Run({ objective: { id: "rosenbrock" }, optimizer: { id: "newton" }, start: [-1.2, 1] });
  run.stepWithin(100, 40, Float64Array.of(1, 2, 8, 4, 0, 0));
  assert.equal(run.iteration, 4);
  assert.deepEqual([...run.countsAt(4)], [...run.counts().slice(24)]);
  const values = [...run.values()];
  assert.equal(run.least, Math.min(...values));
  assert.equal(run.firstValue(values[3]), values.findIndex((value) => value <= values[3]));
  const norms = [...run.gradientNorms()];
  assert.equal(run.gradientNorm, norms.at(-1));
  assert.equal(run.firstGradientNorm(norms[1]), norms.findIndex((norm) => norm <= norms[1]));
  assert.deepEqual([run.firstValue(-1), run.firstGradientNorm(0)], [undefined, undefined]);
});

test("a typed rule is read, and steps as the optimizer that it stands for", () => {
  const rule = "# Mine\nparam alpha = 0.002 from 1e-4 to 1 log\nv = 0.9*v + (1 - 0.9)*g; theta = theta - alpha*v";
  const { title, parameters, state, lines, needs } = fallline.readRule(rule);
  assert.equal(title, "Mine");
  assert.deepEqual(parameters.map(({ id, default: value }) => [id, value]), [["alpha", 0.002]]);
  assert.deepEqual(state, [{ name: "v", tex: "v", shape: "vector", init: "0" }]);
  assert.equal(lines.length, 3);
  assert.deepEqual(needs, []);
  const spec = { objective: { id: "rosenbrock" }, start: [-1.2, 1] };
  const own = new Run({ ...spec, optimizer: { id: "own", rule, alpha: 0.001 } });
  const listed = new Run({ ...spec, optimizer: { id: "momentum", learningRate: 0.001 } });
  assert.deepEqual(own.stepMany(50).nextTheta, listed.stepMany(50).nextTheta);
  assert.deepEqual(Run.fromJson(own.toJson()).step().nextTheta, [-1.2 + 0.001 * (1 - 0.9) * 215.6, 1 + 0.001 * (1 - 0.9) * 88]);
  // UTF-16 code units of the rule.
  for (const text of ["# 𝛼 é\ntheta = dott(g, g)"]) {
    const at = text.indexOf("dott");
    for (const error of [
      thrown(() => fallline.readRule(text)),
      thrown(() => new Run({ ...spec, optimizer: { id: "own", rule: text } })),
    ]) {
      assert.deepEqual([error.kind, error.span], ["parse", [at, at + 4]]);
    }
  }
  assert.ok(fallline.rules().every(({ text }) => fallline.readRule(text).lines.length > 0));
});

test("the module and the package have the same version", () => {
  const manifest = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
  assert.equal(fallline.version(), manifest.version);
  assert.equal(manifest.name, "fallline");
});

describe("Expression", () => {
  test("values and derivatives", () => {
    const f = new Expression(rosenbrock);
    assert.deepEqual(f.variables, ["x", "y"]);
    assert.equal(f.outputs, 1);
    assert.match(f.tex(), /\(1 - x\)\^\{2\}/);
    const at = new Float64Array([0.5, 0]);
    assert.deepEqual([...f.value(at)], [6.5]);
    assert.deepEqual([...f.gradient(at)], [49, -50]);
    assert.deepEqual([...f.hessian(at)], [302, -200, -200, 200]);
    assert.deepEqual([...f.hessianVector(at, new Float64Array([1, 1]))], [102, 0]);
    assert.ok(f.gradient(at) instanceof Float64Array);
  });

  test("programming of MEDL 4.4", () => {
    const g = new Expression("g(t1, t2, t3) = (t1 - 7*t2 + 5*t3, t2*t3)");
    const at = new Float64Array([2.5, 2.1, 1.4]);
    assert.equal(g.partialDerivative(at, 1, 2), 2.1);
    close(g.jvp(at, new Float64Array([0, 1, 0])), [-7, 1.4]);
    close(g.vjp(at, new Float64Array([1, 0])), [1, -7, 5]);
    close(g.jacobian(at), [1, -7, 5, 0, 1.4, 2.1]);
  });

  test("graph and tables of MEDL 4.4", () => {
    const c = new Expression(example);
    const graph = c.graph();
    assert.deepEqual(
      graph.nodes.map(({ id, op, operands, iteration }) => [id, op, operands, iteration]),
      [
        [1, "product", [-1, -2], 1],
        [2, "sum", [-2, -3], 1],
        [3, "product", [-3], 1],
        [4, "sin", [1], 2],
        [5, "exp", [2], 2],
        [6, "sum", [4, 5, 3], 3],
      ],
    );
    assert.deepEqual(graph.outputs, [6]);
    assert.deepEqual(graph.inputs.map(({ id, name }) => [id, name]), [[-1, "t1"], [-2, "t2"], [-3, "t3"]]);
    const at = new Float64Array(theta);
    close([values(c.primalTable(at)).a_6], [Math.sqrt(3) / 2 + e7 - 10]);
    const forward = c.forwardTable(at, new Float64Array([0, 1, 0]));
    close(forward.result, [Math.PI / 12 + e7]);
    close([rows(forward).find((row) => row.symbol === "a_4").derivative], [Math.PI / 12]);
    const backward = c.backwardTable(at, new Float64Array([1]));
    close(backward.result, [1, Math.PI / 12 + e7, e7 - 2]);
    assert.deepEqual(
      backward.iterations.map((iteration) => iteration.rows.map((row) => row.symbol)),
      [["zeta_6"], ["zeta_4", "zeta_5", "zeta_3"], ["zeta_1", "zeta_2"], ["dC/dt1", "dC/dt2", "dC/dt3"]],
    );
    assert.equal("derivative" in rows(backward)[0], false);
  });

  test("the linearized graph has the partial derivatives on its edges", () => {
    const nodes = new Expression(example).linearize(new Float64Array(theta));
    assert.deepEqual(nodes.map(({ edges }) => edges.map(({ operand }) => operand)), [[-1, -2], [-2, -3], [-3], [1], [2], [4, 5, 3]]);
    close(nodes.flatMap(({ edges }) => edges.map(({ value }) => value)), [2, Math.PI / 6, 1, 1, -2, 1 / 2, e7, 1, 1, 1]);
    assert.equal(nodes[3].edges[0].tex, "\\cos(a_{1})");
    assert.equal(nodes[3].numbers, "\\sin(1.0472)");
  });

  test("sweeps are counted", () => {
    const c = new Expression(example);
    const { operations, total } = c.costs(new Float64Array([0, 1, 0]), new Float64Array([1]));
    assert.deepEqual(operations.map(({ op, nodes }) => [op, nodes]), [["sum", 2], ["product", 2], ["sin", 1], ["exp", 1]]);
    assert.deepEqual(total.value, { additions: 3, multiplications: 2, divisions: 0, functions: 2, total: 7 });
    assert.deepEqual([total.tangent.total, total.adjoint.total], [3, 5]);
    assert.deepEqual(c.jacobianCosts("copies")[1], { variables: 6, value: 15, forward: 102, backward: 25 });
    assert.deepEqual(c.jacobianCosts("product").at(-1), { variables: 128, value: 127, forward: 24383, backward: 379 });
    assert.equal(thrown(() => c.jacobianCosts("sums")).kind, "parameter");
  });

  test("differences and their errors", () => {
    const found = new Expression("(x^2, x^3)").differenceErrors(new Float64Array([1]), 0, new Float64Array([0.5, 0.25]), 1);
    assert.equal(found.exact, 3);
    assert.deepEqual(found.rows[0], { step: 0.5, forward: 4.75, central: 3.25, forwardError: 1.75, centralError: 0.25 });
    assert.equal(found.forwardStep, 2 ** -26);
    assert.equal(thrown(() => new Expression("x").differenceErrors(new Float64Array([1]), 0, new Float64Array([0]))).kind, "parameter");
  });

  test("derivatives are formulas with a size", () => {
    const derivative = new Expression(example).derivative(1);
    assert.equal(derivative.text, "cos(t1*t2)*t1 + exp(t2 + t3)");
    assert.deepEqual([derivative.nodes, derivative.sharedNodes], [11, 9]);
    assert.deepEqual(derivative.function, { nodes: 13, sharedNodes: 11 });
    assert.equal("text" in new Expression(Array.from({ length: 999 }, (_, k) => `sin(${k}x)`).join("+")).derivative(0), false);
    assert.equal(thrown(() => new Expression("x").derivative(1)).kind, "parameter");
  });

  test("a grid has x along its rows and includes the ends", () => {
    const f = new Expression("x + 10*y");
    assert.deepEqual([...f.grid({ x: [0, 2], y: [0, 1] }, 3, 2)], [0, 1, 2, 10, 11, 12]);
  });

  test("names may be listed, and be parameters", () => {
    assert.deepEqual([...new Expression("a - b", ["b", "a"]).value(new Float64Array([1, 3]))], [2]);
    const f = new Expression("a*x", undefined, { a: 3 });
    assert.deepEqual(f.variables, ["x"]);
    assert.deepEqual([...f.value(new Float64Array([2]))], [6]);
    assert.deepEqual(f.graph().inputs.map((input) => input.name), ["x", "a"]);
  });

  test("an objective's function can be asked for, a tuple reduced to one output", () => {
    const squares = Expression.ofObjective({ expression: "(1 - x, 10*(y - x^2))", reduce: "squares" });
    assert.equal(squares.outputs, 1);
    assert.deepEqual([...squares.gradient(new Float64Array([0.5, 0]))], [49, -50]);
    assert.deepEqual(Expression.ofObjective({ id: "ill-conditioned-bowl", parameters: { gamma: 4 } }).variables, ["x", "y"]);
    assert.equal(thrown(() => Expression.ofObjective({ expression: "(x, y)" })).kind, "parameter");
    assert.deepEqual(thrown(() => Expression.ofObjective({ expression: "2 +" })).span, [3, 3]);
  });

  test("errors have a kind, and a span in UTF-16", () => {
    const misspelt = thrown(() => new Expression("θ1 + 2 sni(θ1)"));
    assert.equal(misspelt.kind, "parse");
    assert.deepEqual(misspelt.span, [7, 10]);
    assert.match(misspelt.message, /did you mean `sin`/);
    assert.match(misspelt.message, /\n {9}\^\^\^$/);
    assert.deepEqual(thrown(() => new Expression("𝛼 + #")).span, [5, 6]);
    const log = new Expression("ln(x)");
    const outside = thrown(() => log.value(new Float64Array([-1])));
    assert.equal(outside.kind, "evaluate");
    assert.deepEqual(outside.span, [0, 5]);
    assert.equal(thrown(() => log.value(new Float64Array([1, 2]))).kind, "parameter");
    assert.equal(thrown(() => new Expression("(".repeat(1000))).kind, "limit");
    assert.equal(thrown(() => new Expression("x", undefined, { a: "one" })).kind, "parameter");
    assert.equal(thrown(() => log.grid({ x: [0, 1] }, 2, 2)).kind, "parameter");
  });
});

describe("Run", () => {
  const newton = { objective: { expression: "(t - 3)^2 * (t + 3)" }, optimizer: { id: "newton" }, start: [1.5] };

  test("Newton overshoots and converges, MEDL (4.52)", () => {
    const run = new Run(newton);
    assert.equal(run.iteration, 0);
    const record = run.step();
    assert.deepEqual([record.theta, record.nextTheta], [[1.5], [5.25]]);
    assert.deepEqual([record.value, record.nextValue], [10.125, 41.765625]);
    assert.deepEqual(record.counts, { value: 0, gradient: 1, hessian: 1, hessianVector: 0, term: 0, jacobian: 0 });
    run.stepMany(5);
    assert.equal(run.iteration, 6);
    assert.ok(Math.abs(run.theta[0] - 3) < 1e-13);
    assert.equal(run.status.kind, "minimum");
    close(run.trajectory().subarray(0, 5), [1.5, 5.25, 3.5956, 3.0683, 3.0011], 5e-5);
    assert.equal(run.trajectory().length, 7);
    run.back();
    assert.equal(run.iteration, 5);
    run.goTo(1);
    assert.deepEqual([...run.theta], [5.25]);
    assert.equal(run.value, 41.765625);
    run.reset();
    assert.deepEqual([...run.theta], [1.5]);
  });

  test("counts are told for each iterate in the order of the record's", () => {
    const specs = [
      newton,
      { ...newton, optimizer: { id: "newton-cg" }, objective: { id: "rosenbrock" }, start: [-1, 1] },
      { ...newton, optimizer: { id: "levenberg-marquardt" }, objective: { id: "rosenbrock-residuals" }, start: [-1, 1] },
      { ...newton, optimizer: { id: "adam" }, objective: { id: "finite-sum" }, start: [1, 1], gradient: { kind: "sample", seed: 1 } },
    ];
    const order = ["value", "gradient", "hessian", "hessianVector", "term", "jacobian"];
    const asked = new Set();
    for (const spec of specs) {
      const run = new Run(spec);
      const [first, second] = [run.step(), run.step()].map(({ counts }) => order.map((kind) => counts[kind]));
      assert.deepEqual([...run.counts()], [0, 0, 0, 0, 0, 0, ...first, ...second]);
      second.forEach((count, k) => count > 0 && asked.add(order[k]));
    }
    assert.deepEqual([...asked].sort(), [...order].sort());
  });

  test("a run is written and read as JSON, and its iterates as CSV", () => {
    const run = new Run({ ...newton, stop: { gradientNorm: 1e-9 } });
    run.stepMany(100);
    assert.ok(run.iteration < 10);
    const again = Run.fromJson(run.toJson());
    again.stepMany(100);
    assert.deepEqual(again.trajectory(), run.trajectory());
    const lines = run.toCsv().trim().split("\n");
    assert.equal(lines.length, run.iteration + 2);
    assert.match(lines[0], /^iteration,t,/);
  });

  test("every optimizer of the list takes a step on a catalogue objective that it fits", () => {
    const all = fallline.objectives();
    const fitting = { "one-variable": "quartic", "finite-sum": "finite-sum", "least-squares": "rosenbrock-residuals" };
    for (const optimizer of fallline.optimizers()) {
      const wanted = fitting[optimizer.needs[0]] ?? "rosenbrock";
      const objective = all.find((o) => o.id === wanted);
      const run = new Run({ objective: { id: objective.id }, optimizer: { id: optimizer.id }, start: objective.starts[0] });
      const record = run.step();
      assert.equal(run.iteration, 1, `${optimizer.id}: ${record.status.message}`);
      assert.ok(Number.isFinite(record.nextValue));
      assert.deepEqual(record.lines.map((line) => line.tex).length > 0, true);
    }
  });

  test("what does not fit is refused by name", () => {
    const refusal = (spec) => thrown(() => new Run(spec));
    assert.equal(refusal({ ...newton, optimizer: { id: "newtom" } }).kind, "parameter");
    assert.match(refusal({ ...newton, optimizer: { id: "newtom" } }).message, /newton/);
    assert.equal(refusal({ ...newton, start: [1, 2] }).kind, "parameter");
    assert.equal(refusal({ ...newton, start: [Number.NaN] }).kind, "parameter");
    assert.equal(refusal({ ...newton, objective: { expression: "2 +" } }).kind, "parse");
    assert.deepEqual(refusal({ ...newton, objective: { expression: "2 +" } }).span, [3, 3]);
    const rate = { ...newton, optimizer: { id: "gradient-descent", learningRate: -1 } };
    assert.match(refusal(rate).message, /learningRate|learning rate/);
    assert.equal(thrown(() => new Run(undefined)).kind, "parameter");
    assert.equal(thrown(() => Run.fromJson("{")).kind, "parse");
    assert.equal(thrown(() => new Run(newton).goTo(-1)).kind, "parameter");
  });
});

test("the lists have ids, formulas and domains", () => {
  for (const list of [fallline.optimizers(), fallline.searches(), fallline.schedules()]) {
    assert.ok(list.length >= 2);
    for (const entry of list) {
      assert.match(entry.id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.ok(entry.name && entry.source);
      for (const parameter of entry.parameters) {
        assert.match(parameter.id, /^[a-z][A-Za-z0-9]*$/);
        assert.ok(["real", "int", "choice", "bool"].includes(parameter.domain.kind));
        assert.ok(parameter.help.length > 0);
      }
    }
  }
  for (const objective of fallline.objectives()) {
    const parameters = Object.fromEntries(objective.parameters.map(({ id, default: value }) => [id, value]));
    const f = Expression.ofObjective({ id: objective.id });
    const typed = new Expression(objective.formula, objective.variables, parameters);
    assert.equal(typed.outputs === 1, objective.reduce === undefined, objective.id);
    for (const point of objective.criticalPoints.filter(({ nature }) => nature !== "nonsmooth")) {
      const norm = Math.hypot(...f.gradient(new Float64Array(point.theta)));
      assert.ok(norm < 1e-6, `${objective.id} at ${point.theta}: ${norm}`);
    }
  }
});

test("gradients, what is done to them and the looks of runs are lists too", () => {
  assert.deepEqual(
    fallline.gradients().map(({ id, needs }) => [id, needs.length]),
    [["full", 0], ["sample", 1], ["mini-batch", 1]],
  );
  const chain = Object.fromEntries(fallline.gradientChain().map(({ id, default: value }) => [id, value]));
  assert.deepEqual(chain, { clip: null, clipValue: null, weightDecay: 0 });
  for (const theme of ["light", "dark"]) {
    const styles = fallline.runStyles(theme);
    assert.equal(styles.length, 8);
    assert.equal(new Set(styles.map(({ colour }) => colour)).size, 8);
    assert.equal(new Set(styles.map(({ marker }) => marker)).size, 8);
    assert.ok(styles.every(({ colour, dash }) => /^rgb\(\d+ \d+ \d+\)$/.test(colour) && dash.length % 2 === 0));
  }
  assert.equal(thrown(() => fallline.runStyles("pink")).kind, "parameter");
});

describe("data", () => {
  const csv = "hours;passed\n0,5;no\n1,5;no\n2,5;yes\n3,5;no\n4,5;yes\n5,5;yes\n";
  const expression = "p = sigmoid(w*hours + b); -passed*ln(p) - (1 - passed)*ln(1 - p)";

  test("a table tells its columns, and a bad cell its place", () => {
    const table = fallline.readData({ csv });
    assert.deepEqual([table.rows, table.names], [6, ["hours", "passed", "passed_no", "passed_yes"]]);
    assert.deepEqual(table.columns[1], { name: "passed", kind: "classes", labels: ["no", "yes"] });
    const bad = fallline.readData({ csv: "größe,y\n1,2\n3,O\n" });
    const [cell] = bad.columns.filter(({ kind }) => kind === "unusable");
    assert.deepEqual(cell.span, [14, 15]);
    assert.equal(cell.problem, "row 3 of column `y` holds `O`, which is not a number");
    assert.deepEqual(bad.names, ["größe"]);
    const ragged = thrown(() => fallline.readData({ csv: "größe,y\n1,2\n3\n" }));
    assert.deepEqual([ragged.kind, ragged.span], ["parse", [12, 13]]);
    assert.match(ragged.message, /^row 3 of the table has 1 cell, but the first row has 2/);
    assert.equal(thrown(() => fallline.readData({ csv, id: "iris" })).kind, "parameter");
    assert.equal(thrown(() => fallline.readData({ id: "none" })).kind, "parameter");
    assert.deepEqual(fallline.readData({ columns: { x: [1, 2] } }).columns, [{ name: "x", kind: "numbers" }]);
  });

  test("data sets and models are lists", () => {
    const sets = fallline.dataSets();
    const iris = sets.find(({ id }) => id === "iris");
    assert.deepEqual([iris.rows, iris.columns.length, iris.licence, "csv" in iris], [150, 5, "CC BY 4.0", false]);
    for (const set of sets) assert.ok(set.name && set.note && set.source && set.licence);
    for (const model of fallline.models()) {
      assert.ok(sets.some(({ id }) => id === model.data));
      const typed = { expression: model.formula, variables: model.variables, reduce: model.reduce, data: { id: model.data } };
      const parameters = Object.fromEntries(model.parameters.map(({ id, default: value }) => [id, value]));
      const start = model.starts[0];
      const spec = { optimizer: { id: "gradient-descent" }, start };
      const named = new Run({ ...spec, objective: { id: model.id } });
      const written = new Run({ ...spec, objective: { ...typed, parameters } });
      assert.equal(named.value, written.value, model.id);
    }
  });

  test("samples are summed, drawn and differentiated one by one", () => {
    const objective = { expression, variables: ["w", "b"], data: { csv } };
    const run = new Run({ objective, optimizer: { id: "newton" }, start: [0, 0] });
    close([run.value], [Math.LN2]);
    run.stepMany(20);
    assert.equal(run.status.kind, "minimum");
    const again = Run.fromJson(run.toJson());
    again.stepMany(20);
    assert.deepEqual(again.trajectory(), run.trajectory());
    const sampled = new Run({
      objective,
      optimizer: { id: "gradient-descent", learningRate: 0.1 },
      gradient: { kind: "mini-batch", batch: 2, seed: 1 },
      start: [0, 0],
    });
    assert.equal(sampled.step().terms.length, 2);
    const term = Expression.ofObjective(objective, 2);
    assert.deepEqual(term.variables, ["w", "b"]);
    assert.deepEqual(term.graph().inputs.map(({ name }) => name), ["w", "b", "hours", "passed"]);
    assert.equal(term.graph().nodes.find(({ op }) => op === "sigmoid").name, "p");
    close(term.gradient(new Float64Array([0, 0])), [-0.5 * 2.5, -0.5]);
    close(Expression.ofObjective(objective).gradient(new Float64Array([0, 0])), [0.25, 0.5]);
    assert.equal(thrown(() => Expression.ofObjective(objective, 6)).kind, "parameter");
    assert.deepEqual(thrown(() => Expression.ofObjective({ ...objective, expression: "hours +" })).span, [7, 7]);
  });

  test("least squares fit what NIST certifies", () => {
    const objective = { expression: "y - b1*(1 - exp(-b2*x))", reduce: "squares", data: { id: "misra1a" } };
    const run = new Run({ objective, optimizer: { id: "gauss-newton" }, start: [500, 1e-4] });
    run.stepMany(20);
    close(run.theta, [2.3894212918e2, 5.5015643181e-4], 1e-10);
  });

  test("a section is the function along a step, with what its search tried", () => {
    const spec = { id: "rosenbrock" };
    const run = new Run({ objective: spec, optimizer: { id: "gradient-descent" }, search: { id: "backtracking" }, start: [-1.2, 1] });
    const step = run.step();
    const objective = new fallline.Objective(spec);
    const options = { slot: 0, armijo: 1e-4, curvature: 0.9 };
    const section = new fallline.Section(objective, step, options);
    const { range, start, probes, step: end, newtonStep, modelMinimum, radius, intervals } = section.numbers;
    assert.deepEqual(range, [-0.2, 2]);
    close([start.value, start.slope], [24.2, -54227.36], 1e-11);
    assert.deepEqual(probes.map(({ stepSize, value, armijo }) => ({ stepSize, value, armijo })),
      step.probes.map(({ stepSize, value, armijo }) => ({ stepSize, value, armijo })));
    assert.deepEqual([end.stepSize, end.value], [step.stepSize, step.nextValue]);
    // (d'd) / (d'Hd) with H = ((1330, 480), (480, 200)).
    close([newtonStep.stepSize], [54227.36 / (1330 * 215.6 ** 2 + 960 * 215.6 * 88 + 200 * 88 ** 2)], 1e-15);
    assert.equal(modelMinimum.stepSize, step.stepSize);
    assert.equal(radius, null);
    const holds = (found, alpha) => found.some(([low, high]) => low <= alpha && alpha <= high);
    for (const { stepSize, armijo, curvature, strong } of probes) {
      assert.equal(holds(intervals.armijo, stepSize), armijo);
      assert.equal(holds(intervals.curvature, stepSize), curvature);
      assert.equal(holds(intervals.wolfe, stepSize), armijo && curvature);
      assert.equal(holds(intervals.strongWolfe, stepSize), armijo && strong);
    }
    assert.match(section.toSvg(500, 400, "light"), /^<svg[^]*strong Wolfe/);
    assert.match(section.caption, /10 broke Armijo, 1 accepted/);
    assert.deepEqual(new fallline.Section(objective, step, { ...options, magnification: 4 }).numbers.range, [-0.05, 0.5]);
    const decayed = new fallline.Section(objective, step, { ...options, weightDecay: 2 }).numbers.start.value;
    close([decayed], [24.2 + 1.44 + 1]);
    assert.equal(thrown(() => new fallline.Section(objective, { ...step, direction: [1] }, options)).kind, "parameter");
    assert.equal(thrown(() => new fallline.Section(objective, step, {})).kind, "parameter");
  });

  test("a landscape is made at once or row by row", () => {
    const view = { x: [-2, 4], y: [-8, 4] };
    const objective = { id: "logistic-regression" };
    const side = 21;
    const sampler = new fallline.LandscapeSampler(objective, { view, side });
    const values = new Float64Array(side * side);
    for (let row = 0; row < side; row += 4) values.set(sampler.rows(row, 4), row * side);
    const at = (i, j) => new Run({ objective, optimizer: { id: "adam" }, start: [-2 + (6 * i) / 20, -8 + (12 * j) / 20] }).value;
    close([values[0], values[5 * side + 10], values[side * side - 1]], [at(0, 0), at(10, 5), at(20, 20)]);
    assert.equal(sampler.rows(side, 3).length, 0);
    const options = { view, levels: { kind: "logarithmic", count: 7 } };
    const pieced = new fallline.Landscape(objective, { ...options, grid: { side, values } });
    const whole = new fallline.Landscape(objective, options);
    assert.equal(pieced.levels.length, 7);
    assert.ok(Math.abs(pieced.range[0] / whole.range[0] - 1) < 0.1);
    assert.match(whole.toSvg([], { width: 400, height: 300 }, "light"), /^<svg/);
    assert.equal(thrown(() => new fallline.Landscape(objective, { ...options, grid: { side: 20, values } })).kind, "parameter");
    // Of three variables a plane is shown.
    const plane = fallline.coordinatePlane(new Float64Array([0, 0, 0.5]), 0, 1);
    const section = new fallline.Landscape({ id: "logistic-regression-2" }, { view, plane });
    assert.ok(section.range[0] > 0);
    const curve = new fallline.Curve({ expression: "(y - w*x)^2", data: { id: "norris" } }, { x: [0, 2] });
    assert.match(curve.toSvg([], { width: 400, height: 300 }, "dark"), /^<svg/);
  });
});

test("an objective has values and derivatives, whatever it is made of", () => {
  const { Objective } = fallline;
  const plain = new Objective({ expression: "x^2*y" });
  assert.deepEqual([plain.variables, plain.terms], [["x", "y"], undefined]);
  assert.equal(plain.value(new Float64Array([3, 2])), 18);
  assert.deepEqual([...plain.gradient(new Float64Array([3, 2]))], [12, 9]);
  assert.deepEqual([...plain.hessian(new Float64Array([3, 2]))], [4, 6, 6, 0]);
  const sum = new Objective({ expression: "(y - w*x)^2", data: { csv: "x,y\n1,2\n2,3\n" } });
  assert.deepEqual([sum.variables, sum.terms], [["w"], 2]);
  assert.equal(sum.value(new Float64Array([1])), 1);
  assert.deepEqual([...sum.gradient(new Float64Array([1]))], [-3]);
  assert.equal(new Objective({ expression: "(x, y)", reduce: "mean" }).terms, 2);
  assert.equal(thrown(() => new Objective({ expression: "ln(x)" }).value(new Float64Array([0]))).kind, "evaluate");
  assert.deepEqual(thrown(() => new Objective({ expression: "2 +" })).span, [3, 3]);
  for (const freed of [plain, sum]) freed.free();
});

test("pictures are drawn as SVG without a document", () => {
  const landscape = new fallline.Landscape({ expression: rosenbrock }, { view: { x: [-2, 2], y: [-1, 3] } });
  const path = { slot: 0, label: "path", points: new Float64Array([-1.5, 2, 0, 0, 1, 1]) };
  const svg = landscape.toSvg([path], { width: 640, height: 480 }, "light");
  assert.match(svg, /^<svg [^>]*>/);
  const model = { kind: "quadratic", point: [1, 1], value: 0, gradient: [2, 0], matrix: [[2, 0], [0, 8]], radius: 0.5 };
  const probes = [{ at: [0.5, 1], accepted: true, armijo: true, curvature: null }];
  const guided = landscape.toSvg([{ ...path, model, probes }], { width: 640, height: 480 }, "light");
  for (const name of ["local model", "trust radius", "accepted"]) {
    assert.ok(guided.includes(name) && !svg.includes(name), name);
  }
  assert.match(guided, /ellipses around its minimum at \(0, 1\)/);
  assert.match(svg, /<\/svg>\s*$/);
  assert.ok(landscape.levels.length > 3);
  assert.ok(landscape.range[0] >= 0 && landscape.range[1] > 100);
  const curve = new fallline.Curve({ expression: "t^2" }, { x: [-1, 1] });
  assert.match(curve.toSvg([], { width: 640, height: 480 }, "dark"), /^<svg /);
  const surface = landscape.toSvg([path], { width: 640, height: 480, surface: { azimuth: -60, elevation: 40 } }, "light");
  assert.match(surface, /<title>Surface of .* seen from the azimuth −60° and the elevation 40°/);
  assert.ok(/>\s*path\s*</.test(surface) && surface.length < 400_000);
  const turned = landscape.toSvg([path], { width: 640, height: 480, surface: { azimuth: 30, elevation: 40, height: "value" } }, "light");
  assert.match(turned, /linear scale of heights/);
  const shown = landscape.toSvg([], { width: 640, height: 480, labels: true, field: true }, "light");
  assert.match(shown, /arrows show the direction of steepest descent/);
  assert.ok(/>\s*−∇C\s*</.test(shown) && !svg.includes("−∇C"));
  const texts = (picture) => picture.match(/<text/g).length;
  assert.ok(texts(shown) > texts(svg) && texts(shown) < texts(svg) + 15);
  const bent = new fallline.Curve({ expression: "t^3 - t" }, { x: [-1, 1] }, { derivatives: 2 });
  const bentSvg = bent.toSvg([], { width: 640, height: 480 }, "dark");
  assert.match(bentSvg, /C″\(t\)/);
  assert.match(bentSvg, /It is zero at −0\.5774 and 0\.5774\./);
  const alone = new fallline.Curve({ expression: "1/t" }, { x: [-1, 1] }, { derivatives: 0 });
  assert.doesNotMatch(alone.toSvg([], { width: 640, height: 480 }, "dark"), /C′/);
  assert.equal(thrown(() => landscape.toSvg([], { width: 640, height: 480, surface: { azimuth: Number.NaN, elevation: 4 } }, "light")).kind, "parameter");
  const series = [{ slot: 0, label: "C", values: new Float64Array([100, 1, 0.01, 0]) }];
  const options = { quantity: "C", logarithmic: true };
  assert.match(fallline.convergenceSvg(series, options, 640, 480, "light"), /^<svg /);
  assert.ok(fallline.colourMaps().some((map) => map.id === "viridis"));
  assert.equal(thrown(() => new fallline.Landscape({ expression: "x" }, { view: { x: [0, 1], y: [0, 1] } })).kind, "parameter");
  assert.equal(thrown(() => new fallline.Landscape({ expression: rosenbrock }, { view: { x: [1, 0], y: [0, 1] } })).kind, "parameter");
});

test("gradients on a landscape are those of the function, seen on its plane", () => {
  const points = new Float64Array([0.5, -1, -1.2, 1]);
  const gradient = ([x, y]) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)];
  const map = new fallline.Landscape({ expression: rosenbrock }, { view: { x: [-2, 2], y: [-1, 3] } });
  close(map.gradients(points), [...gradient([0.5, -1]), ...gradient([-1.2, 1])], 1e-13);
  // On the plane (t, 2 s, s) the gradient (2 x, 2 y, 2 z) of the squares is 2 (s, t) again, as (0, 2, 1) is 5 long squared.
  const plane = { origin: [0, 0, 0], u: [0, 2, 1], v: [1, 0, 0] };
  const squares = new fallline.Landscape({ expression: "x^2 + y^2 + z^2" }, { view: { x: [-1, 1], y: [-1, 1] }, plane });
  close(squares.gradients(new Float64Array([0.25, -0.5])), [0.5, -1]);
  const grid = { view: { x: [0, 1], y: [0, 1] }, side: 2, values: new Float64Array(4), labels: ["s", "t"], name: "" };
  assert.ok(fallline.Landscape.ofGrid(grid).gradients(new Float64Array([0, 0])).every(Number.isNaN));
  const undefinedThere = new fallline.Landscape({ expression: "ln(x) + y" }, { view: { x: [-1, 1], y: [0, 1] } });
  assert.ok(undefinedThere.gradients(new Float64Array([-1, 0])).every(Number.isNaN));
});

test("values on a grid make a landscape of their own", () => {
  const view = { x: [-1, 1], y: [0, 2] };
  const values = new Float64Array(Array.from({ length: 25 }, (_, i) => (i % 5) + 10 * Math.floor(i / 5)));
  const options = { view, side: 5, values, labels: ["s", "t"], name: "The loss", levels: { kind: "linear", count: 4 } };
  const landscape = fallline.Landscape.ofGrid(options);
  assert.deepEqual(landscape.range, [0, 44]);
  assert.equal(landscape.levels.length, 4);
  assert.match(landscape.caption, /The loss for s from −1 to 1 and t from 0 to 2/);
  assert.deepEqual([...landscape.thetaAt(0.5, 1)], [0.5, 1]);
  const path = { slot: 0, label: "the path", points: new Float64Array([-0.5, 0.5, 0.5, 1.5]) };
  assert.match(landscape.toSvg([path], { width: 400, height: 300 }, "light"), /the path/);
  for (const wrong of [{ side: 4 }, { view: { x: [1, 1], y: [0, 2] } }, { levels: { kind: "odd" } }]) {
    assert.equal(thrown(() => fallline.Landscape.ofGrid({ ...options, ...wrong })).kind, "parameter");
  }
});

describe("planes", () => {
  const wood = { id: "wood" };
  const view = { x: [-3, 3], y: [-2, 4] };
  const run = new Run({ objective: wood, optimizer: { id: "bfgs" }, start: [-3, -1, -3, -1] });
  run.stepMany(30);

  test("a plane of two coordinates has the values of the variables", () => {
    const plane = fallline.coordinatePlane(run.theta, 2, 0);
    assert.deepEqual(plane.u, [0, 0, 1, 0]);
    assert.deepEqual(plane.v, [1, 0, 0, 0]);
    assert.deepEqual(plane.origin, [0, run.theta[1], 0, run.theta[3]]);
    assert.deepEqual([...fallline.projectOntoPlane(plane, run.theta)], [run.theta[2], run.theta[0]]);
    const landscape = new fallline.Landscape(wood, { view, plane });
    assert.deepEqual([...landscape.thetaAt(0.5, -1)], [-1, run.theta[1], 0.5, run.theta[3]]);
    assert.match(landscape.caption, /Wood on a plane in 4 dimensions for x3 from −3 to 3 and x1 from −2 to 4/);
    assert.equal(thrown(() => fallline.coordinatePlane(run.theta, 1, 1)).kind, "parameter");
    assert.equal(thrown(() => fallline.coordinatePlane(run.theta, 1, 4)).kind, "parameter");
  });

  test("lines unfold with numbers, and the curvature and an arrow can be drawn", () => {
    const lines = run.unfolded();
    assert.equal(lines.length, run.record.lines.length);
    for (const [index, line] of lines.entries()) assert.deepEqual(line.value, run.record.lines[index].value);
    const [gradient] = lines;
    assert.deepEqual(gradient.at, run.record.theta);
    assert.equal(gradient.arrow.role, "gradient");
    const { hessian, own } = run.curvature(Float64Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0)));
    assert.deepEqual(own.spectrum.eigenvalues, [1, 1, 1, 1]);
    const plane = fallline.coordinatePlane(run.theta, 0, 1);
    const landscape = new fallline.Landscape(wood, { view: { x: [-4, 4], y: [-4, 4] }, plane });
    const path = { slot: 0, label: "BFGS", points: run.trajectory() };
    const axes = hessian.eigenvectors.map((vector, i) => ({ vector, value: hessian.eigenvalues[i] }));
    const svg = landscape.toSvg([{ ...path, axes, arrow: { ...gradient.arrow, label: "downhill" } }], { width: 640, height: 480 }, "light");
    assert.match(svg, /downhill/);
    assert.match(svg, /λ = /);
    assert.doesNotMatch(landscape.toSvg([path], { width: 640, height: 480 }, "light"), /λ = |downhill/);
  });

  test("the principal plane of a trajectory shows the trajectory", () => {
    const { explained, ...plane } = fallline.principalPlane(run.trajectory(), 4);
    assert.ok(explained[0] >= explained[1] && explained[0] + explained[1] > 0.7 && explained[0] + explained[1] <= 1);
    assert.deepEqual(Object.keys(plane).sort(), ["origin", "u", "v"]);
    const seen = fallline.projectOntoPlane(plane, run.trajectory());
    assert.equal(seen.length, 62);
    const record = run.record;
    const path = {
      slot: 0,
      label: "BFGS",
      points: run.trajectory(),
      next: record.nextTheta,
      gradient: record.gradient,
      probes: record.probes.map(({ stepSize, ...rest }) => ({
        at: record.theta.map((x, i) => x + stepSize * record.direction[i]),
        ...rest,
      })),
      model: record.model,
    };
    const landscape = new fallline.Landscape(wood, { view: { x: [-6, 6], y: [-6, 6] }, plane });
    const svg = landscape.toSvg([path], { width: 640, height: 480 }, "light");
    assert.match(svg, /local model/);
    const short = landscape.toSvg([{ ...path, points: run.trajectory().subarray(0, 40), model: null }], { width: 640, height: 480 }, "light");
    assert.ok(short.length < svg.length);
    // The same as a typed array.
    const typed = { origin: Float64Array.from(plane.origin), u: Float64Array.from(plane.u), v: Float64Array.from(plane.v) };
    assert.equal(new fallline.Landscape(wood, { view: { x: [-6, 6], y: [-6, 6] }, plane: typed }).toSvg([path], { width: 640, height: 480 }, "light"), svg);
  });

  test("what is no plane of the function is refused", () => {
    const refusal = (plane) => thrown(() => new fallline.Landscape(wood, { view, plane }));
    assert.match(refusal(undefined).message, /4 variables/);
    assert.match(refusal({ origin: [0, 0], u: [1, 0], v: [0, 1] }).message, /2 variables/);
    assert.match(refusal({ origin: [0, 0, 0, 0], u: [1, 0, 0, 0], v: [2, 0, 0, 0] }).message, /parallel/);
    assert.match(refusal({ origin: [0, 0, 0, 0], u: [1, 0, 0, 0], v: [0, Number.NaN, 0, 0] }).message, /finite/);
    assert.equal(thrown(() => fallline.principalPlane(new Float64Array(), 4)).kind, "parameter");
    assert.equal(thrown(() => fallline.principalPlane(new Float64Array(3), 4)).kind, "parameter");
    assert.equal(thrown(() => fallline.projectOntoPlane({ origin: [0] }, new Float64Array(3))).kind, "parameter");
  });
});

describe("Network", () => {
  const { features, labels } = fallline.unpackDigits(readFileSync(new URL("../../../www/data/digits.bin", import.meta.url)));
  const part = (from, count) => [features.slice(64 * from, 64 * (from + count)), labels.slice(from, from + count)];
  const spec = {
    widths: [64, 16, 10],
    activation: "tanh",
    loss: "cross-entropy",
    initialization: { kind: "kaiming-normal", seed: 1 },
    optimizer: { id: "adam", learningRate: 0.002 },
    gradient: { kind: "mini-batch", batch: 10, seed: 3 },
  };
  const made = (change = {}) => new Network({ ...spec, ...change }, ...part(0, 400), ...part(1000, 200));

  test("the digits", () => {
    assert.equal(labels.length, 1797);
    assert.deepEqual([...labels.slice(0, 4)], [0, 1, 2, 3]);
    assert.deepEqual([...features.slice(0, 6)].map((x) => 16 * x), [0, 0, 5, 13, 9, 1]);
    assert.equal(thrown(() => fallline.unpackDigits(new Uint8Array(5))).kind, "parse");
  });

  // The same weights as natively: crate/optim/tests/network.rs has the same number.
  test("training has the recorded bits", () => {
    const network = made();
    assert.deepEqual([network.stepsPerEpoch, network.record.epoch, network.record.status.kind], [40, 0, "ready"]);
    network.trainEpoch();
    assert.equal(network.trainSteps(13), null);
    assert.equal(network.trainSteps(1000).epoch, 2);
    let hash = 0xcbf29ce484222325n;
    for (const byte of new Uint8Array(network.weights.buffer)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    assert.equal(hash.toString(16), "42e904a8fbbc0932");
    assert.equal(network.steps, 80);
    network.free();
  });

  test("early stopping keeps the best weights", () => {
    const network = made({ activation: "relu", patience: 3 });
    while (!network.isEnded) network.trainEpoch();
    const errors = network.records().map((record) => record.validationError);
    const { bestEpoch, epoch, status } = network.record;
    assert.deepEqual([status.kind, epoch], ["stopped", bestEpoch + 3]);
    assert.equal(errors.indexOf(Math.min(...errors)), bestEpoch);
    const [held, truth] = part(1000, 200);
    const p = network.predict(held, network.bestWeights);
    const wrong = [...truth].filter((label, i) => p.slice(10 * i, 10 * i + 10).some((x) => x > p[10 * i + label]));
    assert.equal(wrong.length / 200, errors[bestEpoch]);
    const path = network.path();
    assert.equal(path.weights.length, path.epochs.length * network.weights.length);
  });

  test("gradient norms and the landscape", () => {
    const network = made();
    const centre = network.weights;
    assert.equal(network.gradientNorms().length, 2);
    const directions = network.filterDirections(centre, 4);
    assert.equal(directions.length, 2 * centre.length);
    const [s, t] = [new Float64Array([-1, 0, 1]), new Float64Array([0, 0.5])];
    const values = network.lossOnPlane(centre, directions, s, t);
    assert.equal(values[1], network.record.loss);
    // In rows it is the same.
    assert.deepEqual(network.lossOnPlane(centre, directions, s, t.slice(1)), values.slice(3));
    const fewer = network.lossOnPlane(centre, directions, s, t, 50);
    assert.notEqual(fewer[1], values[1]);
    close(network.planeCoordinates(centre, directions, directions.slice(0, centre.length).map((d, i) => centre[i] + 2 * d)), [2, 0], 1e-12);
  });

  test("what does not fit is thrown", () => {
    const refused = (change, ...data) => thrown(() => new Network({ ...spec, ...change }, ...(data.length > 0 ? data : part(0, 400))));
    assert.match(refused({ optimizer: { id: "newton" } }).message, /at most 100 variables; this objective has 1210/);
    assert.match(refused({ activation: "step" }).message, /this does not describe a network/);
    assert.match(refused({}, features.slice(0, 65), labels.slice(0, 1)).message, /no whole number of samples/);
    assert.match(refused({}, ...part(0, 2), features.slice(0, 64)).message, /features and labels/);
    assert.equal(refused({ widths: [64, 1e6, 10] }).kind, "limit");
    assert.equal(thrown(() => made().trainSteps(-1)).kind, "parameter");
  });
});

describe("maps", () => {
  const spec = {
    objective: { id: "himmelblau" },
    optimizer: { id: "newton" },
    start: [0, 0],
    stop: { gradientNorm: 1e-8 },
  };
  const options = { view: { x: [-5, 5], y: [-5, 5] }, side: 16, maxIterations: 50 };

  test("a cell of a map of starts is a run", () => {
    const map = new fallline.BasinMap(spec, options);
    assert.equal(map.cells, 256);
    const ends = map.rows(0, 16);
    const run = Run.fromJson(JSON.stringify({ ...spec, start: [...map.start(37)] }));
    run.stepMany(50);
    const [code, iterations, ...end] = ends.slice(37 * 4, 38 * 4);
    assert.deepEqual([fallline.statusKinds()[code], iterations, end], [run.status.kind, run.iteration, [...run.theta]]);
    assert.deepEqual(map.ends(Uint32Array.of(37)), ends.slice(37 * 4, 38 * 4));
    assert.equal(thrown(() => map.ends(Uint32Array.of(256))).kind, "parameter");
    const picture = fallline.MapPicture.ofBasins(spec, options, ends, { caption: "Basins <of> Newton" });
    assert.match(picture.svg(300, 280, "light"), /^<svg[^]*<title>Basins &lt;of&gt; Newton<[^]*<\/svg>\s*$/);
    const classes = picture.classes("dark");
    assert.equal(classes.reduce((sum, { cells }) => sum + cells, 0), 256);
    const found = classes[picture.classOf(37)];
    close(found.theta, end, 1e-6);
    assert.ok(found.isKnown && found.kind === "end" && /^rgb\(\d+, \d+, \d+\)$/.test(found.colour));
    assert.equal(thrown(() => fallline.MapPicture.ofBasins(spec, options, ends.slice(1), {})).kind, "parameter");
  });

  test("an unfinished map shows what is near", () => {
    const map = new fallline.BasinMap(spec, { ...options, side: 64 });
    const [coarse, ...rest] = fallline.mapPasses(64, 2);
    assert.equal(rest.reduce((sum, pass) => sum + pass.length, coarse.length), map.cells);
    const ends = new Float64Array(4 * map.cells).fill(NaN);
    const known = map.ends(coarse);
    coarse.forEach((cell, i) => ends.set(known.subarray(4 * i, 4 * i + 4), 4 * cell));
    const picture = fallline.MapPicture.ofBasins(spec, { ...options, side: 64 }, ends, {});
    assert.equal(picture.classes("light").reduce((sum, { cells }) => sum + cells, 0), map.cells);
    assert.equal(picture.classOf(0), -1);
    assert.equal(thrown(() => fallline.mapPasses(5000, 2)).kind, "parameter");
  });

  test("a map over parameters finds the best", () => {
    const descent = { ...spec, objective: { expression: "x^2 + y^2" }, optimizer: { id: "gradient-descent" }, start: [1, 2] };
    const axes = [{ of: "optimizer", id: "learningRate", range: [0, 2] }];
    const over = { axes, side: 8, maxIterations: 100 };
    const map = new fallline.ParameterMap(descent, over);
    const picture = fallline.MapPicture.ofParameters(descent, over, map.rows(0, 1), { labels: ["rate"] });
    // 0.375 and 0.625 are as near to 1/2, which goes to the minimum in one step.
    assert.deepEqual([picture.best, [...map.values(picture.best)]], [1, [0.375]]);
    assert.deepEqual(picture.classes("light").map(({ kind, cells }) => [kind, cells]), [
      ["reached", 4],
      // (2α - 1)^100 is beyond 1e30 for the last two.
      ["max-iterations", 2],
      ["diverged", 2],
    ]);
    const low = new fallline.ParameterMap(descent, { ...over, value: 5 });
    assert.deepEqual([...low.rows(0, 1)].filter((_, i) => i % 4 === 1), Array(8).fill(0));
    assert.equal(thrown(() => new fallline.ParameterMap(descent, { ...over, axes: [] })).kind, "parameter");
  });
});
