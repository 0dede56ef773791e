import type { EpochRecord } from "../../crate/web/types.js";
import type { Fallline, Network } from "../api.js";
import file from "../data/digits.bin";
import { attempt } from "../errors.js";
import { fit } from "../view.js";
import { PIXELS, VALIDATION } from "./choice.js";
import type { Progress, Section, SectionJob, TrainJob } from "./jobs.js";

interface Samples {
  features: Float64Array;
  labels: Float64Array;
}

/** The network in training and what it is made from. */
interface Trained {
  key: string;
  network: Network;
  shown: Samples;
}

/** Images whose predictions are shown. */
const SHOWN = 20;
/** Milliseconds of work between two looks at whether the job is still wanted. */
const SLICE = 12;
/** Milliseconds between two reports. */
const REPORT = 60;
/** Points of a path that a plane is found from, and that are drawn. */
const LONGEST_PATH = 120;
/** Points a side of a landscape, coarse to fine; the finest is the last whose time is bearable. */
const SIDES = [13, 25, 49, 97];
const LONGEST = 12_000;

let digits: Promise<Samples> | null = null;
let trained: Trained | null = null;

/** Reports of a training; null in between, so that the job can be given up. */
export async function* train(api: Fallline, job: TrainJob): AsyncGenerator<Progress | null> {
  const samples = await (digits ??= load(api));
  // Given up while the images were loading?
  yield null;
  const { network, shown } = prepared(api, samples, job);
  let records: EpochRecord[] = network.records();
  let epoch = records.length - 1;
  let worked = 0;
  let made = 0;
  const report = (): Progress => ({
    first: records[0]?.epoch ?? 0,
    records: records.splice(0),
    isEnded: network.isEnded,
    stepsPerEpoch: network.stepsPerEpoch,
    milliseconds: worked / made,
    gradientNorms: attempt(() => network.gradientNorms()),
    images: { ...shown, outputs: network.predict(shown.features) },
  });
  yield report();
  let reported = performance.now();
  let steps = 1;
  while (!network.isEnded && epoch < (job.epochs ?? 0)) {
    const begin = performance.now();
    const record = network.trainSteps(steps);
    const now = performance.now();
    const fitting = Math.floor((steps * SLICE) / Math.max(now - begin, 0.01));
    steps = Math.max(1, Math.min(fitting, 2 * steps, network.stepsPerEpoch));
    worked += now - begin;
    if (record !== null) {
      epoch = record.epoch;
      made += 1;
      records.push(record);
    }
    const isDue = record !== null && now - reported > REPORT;
    yield isDue ? report() : null;
    if (isDue) reported = performance.now();
  }
  if (records.length > 0) yield report();
}

/** The network of a job: the one at work where it is the same and not too far, else a new one at its start. */
function prepared(api: Fallline, { features, labels }: Samples, { spec, samples, epochs }: TrainJob): Trained {
  const key = JSON.stringify([spec, samples]);
  if (trained?.key === key && isOnTheWay(trained.network, epochs)) return trained;
  const part = (from: number, to: number): [Float64Array, Float64Array] => [
    features.slice(from * PIXELS, to * PIXELS),
    labels.slice(from, to),
  ];
  const validation = labels.length - VALIDATION;
  const network = new api.Network(spec, ...part(0, samples), ...part(validation, labels.length));
  trained?.network.free();
  const [images, names] = part(validation, validation + SHOWN);
  trained = { key, network, shown: { features: images, labels: names } };
  return trained;
}

/** Whether training can go on from where it is. */
function isOnTheWay({ record, steps }: Network, epochs: number | null): boolean {
  return epochs === null || (epochs === 0 ? steps === 0 : record.epoch <= epochs);
}

async function load(api: Fallline): Promise<Samples> {
  try {
    const response = await fetch(new URL(file, import.meta.url));
    if (!response.ok) throw new Error(response.statusText);
    return api.unpackDigits(new Uint8Array(await response.arrayBuffer()));
  } catch (error) {
    // The next job tries again.
    digits = null;
    const reason = error instanceof Error ? error.message : String(error);
    throw Object.assign(new Error(`The images of the digits could not be loaded: ${reason}`), { kind: "limit" });
  }
}

/** The loss around the path of the network in training, coarse to fine; null in between. */
export function* section(api: Fallline, job: SectionJob): Generator<Section | null> {
  const current = trained;
  if (current === null) return;
  const { network } = current;
  const { epoch, points, n } = sparse(network.path());
  const { centre, directions, explained } = planeOf(api, network, points, n, job);
  const path = network.planeCoordinates(centre, directions, points);
  // Random directions hardly see the path, so that their scale decides; others show all of it.
  const seen = job.of === "random" ? Float64Array.of(...path, -0.8, -0.8, 0.8, 0.8) : path;
  const { x, y = x } = fit(seen, 2) ?? { x: [-1, 1] };
  const view = { x, y };
  let pace = 0;
  for (const side of SIDES) {
    if (side * side * pace > LONGEST) return;
    const at = ([low, high]: [number, number]): Float64Array =>
      Float64Array.from({ length: side }, (_, i) => low + ((high - low) * i) / (side - 1));
    const [s, t] = [at(x), at(y)];
    const values = new Float64Array(side * side);
    const begin = performance.now();
    // A few values at a time: a row of a fine grid may take longer than a slice.
    let count = 1;
    for (let place = 0; place < values.length; ) {
      const row = Math.floor(place / side);
      const column = place % side;
      const end = Math.min(column + count, side);
      const started = performance.now();
      // Freed when another network took its place.
      if (trained !== current) return;
      values.set(network.lossOnPlane(centre, directions, s.slice(column, end), t.slice(row, row + 1)), place);
      const took = Math.max(performance.now() - started, 0.01);
      place += end - column;
      count = Math.max(1, Math.min(2 * count, Math.floor(((end - column) * SLICE) / took)));
      yield null;
    }
    pace = (performance.now() - begin) / values.length;
    yield { epoch, view, side, values, path, explained };
  }
}

/** Evenly spread points of a path with its first and its last one. */
function sparse({ epochs, weights }: ReturnType<Network["path"]>): { epoch: number; points: Float64Array; n: number } {
  const n = weights.length / epochs.length;
  const count = Math.min(epochs.length, LONGEST_PATH);
  const points = new Float64Array(count * n);
  for (let i = 0; i < count; i += 1) {
    const from = Math.round((i * (epochs.length - 1)) / Math.max(1, count - 1));
    points.set(weights.subarray(from * n, (from + 1) * n), i * n);
  }
  return { epoch: epochs.at(-1) ?? 0, points, n };
}

function planeOf(
  api: Fallline,
  network: Network,
  points: Float64Array,
  n: number,
  { of, seed }: SectionJob,
): { centre: Float64Array; directions: Float64Array; explained: Section["explained"] } {
  const last = points.slice(points.length - n);
  if (of === "random") return { centre: last, directions: network.filterDirections(last, seed), explained: null };
  const { origin, u, v, explained } = api.principalPlane(points, n);
  return { centre: Float64Array.from(origin), directions: Float64Array.from([...u, ...v]), explained };
}
