import type { Activation, NetworkSpec } from "../../crate/web/types.js";
import { assign, type Field, type Fields, type Lists, option, readInteger, readNumber, standardChoice, writeFields } from "../fields.js";
import { type Method, specOf, standardMethod } from "../method.js";

export const ACTIVATIONS = ["sigmoid", "tanh", "relu", "softplus"] as const satisfies readonly Activation[];
export const LOSSES = ["cross-entropy", "squared"] as const;
export const INITIALIZATIONS = ["xavier-uniform", "xavier-normal", "kaiming-uniform", "kaiming-normal", "zero"] as const;
export const SECTIONS = ["components", "random"] as const;

/** The images have 64 pixels and show ten digits. */
export const PIXELS = 64;
export const DIGITS = 10;
/** Images kept for validation, the last of the file; training gets none of them. */
export const VALIDATION = 500;
export const MOST_SAMPLES = 1297;
/** Limits for what an address may ask for. */
export const MOST_EPOCHS = 100_000;
const MOST_LAYERS = 8;
const WIDEST = 512;
export const LARGEST_SEED = 2 ** 32 - 1;

/** The network, how it is trained, and what the page shows of it. */
export interface NetworkChoice {
  /** Neurons of each hidden layer. */
  widths: readonly number[];
  activation: (typeof ACTIVATIONS)[number];
  loss: (typeof LOSSES)[number];
  initialization: (typeof INITIALIZATIONS)[number];
  weightSeed: number;
  trainingSamples: number;
  /** Training ends when so many epochs have brought no better one; null where it goes on. */
  patience: number | null;
  /** How far training is. */
  epochs: number;
  /** Which plane the landscape of the loss is on. */
  section: (typeof SECTIONS)[number];
  /** The seed of the plane's random directions. */
  sectionSeed: number;
}

function readBetween(text: string, low: number, high: number): number | undefined {
  const value = readNumber(text);
  return value !== undefined && Number.isInteger(value) && value >= low && value <= high ? value : undefined;
}

function integer(key: string, low: number, high: number): Field<number> {
  return { key, write: String, read: (text) => readBetween(text, low, high) };
}

type Shown = Pick<NetworkChoice, "epochs" | "section" | "sectionSeed">;
/** What makes another network or another training; the address has these as deliberate choices. */
type Design = Omit<NetworkChoice, keyof Shown>;

const DESIGN: Fields<Design> = {
  widths: { key: "widths", write: (widths) => widths.join(","), read: readWidths },
  activation: option("activation", ACTIVATIONS),
  loss: option("loss", LOSSES),
  initialization: option("initialization", INITIALIZATIONS),
  weightSeed: integer("weightSeed", 0, LARGEST_SEED),
  trainingSamples: integer("samples", DIGITS, MOST_SAMPLES),
  patience: {
    key: "patience",
    write: (epochs) => (epochs === null ? "off" : String(epochs)),
    read: (text) => (text === "off" ? null : readBetween(text, 1, MOST_EPOCHS)),
  },
};

/** What may change on the way. */
const PROGRESS: Fields<Shown> = {
  epochs: { key: "epochs", write: String, read: (text) => readInteger(text, MOST_EPOCHS) },
  section: option("section", SECTIONS),
  sectionSeed: integer("sectionSeed", 0, LARGEST_SEED),
};

export const STANDARD: Readonly<NetworkChoice> = {
  widths: [32, 32],
  activation: "relu",
  loss: "cross-entropy",
  initialization: "xavier-uniform",
  weightSeed: 0,
  trainingSamples: 1000,
  patience: 10,
  epochs: 0,
  section: "components",
  sectionSeed: 0,
};

/** The parts of the address that say what network is trained. */
export function writeDesign(choice: NetworkChoice, lists: Lists): string[] {
  return writeFields<Design>(DESIGN, choice, STANDARD, lists, () => false);
}

/** The parts of the address that say how far it is and what is shown of it. */
export function writeProgress(choice: NetworkChoice, lists: Lists): string[] {
  return writeFields<Shown>(PROGRESS, choice, STANDARD, lists, () => false);
}

/** Takes up a part of an address; false where it is not about the network, and where the text stands for nothing. */
export function assignNetwork(into: NetworkChoice, name: string, text: string, lists: Lists): boolean {
  return assign<Design>(DESIGN, into, name, text, lists) || assign<Shown>(PROGRESS, into, name, text, lists);
}

/** The numbers of hidden neurons in a text such as "32, 32"; none for no hidden layer. */
export function readWidths(text: string): number[] | undefined {
  if (text.trim() === "") return [];
  const widths = text.split(",").map((width) => readBetween(width, 1, WIDEST));
  return widths.length <= MOST_LAYERS && widths.every((width) => width !== undefined) ? widths : undefined;
}

/** All widths, from the pixels to the digits. */
export function layerWidths({ widths }: Pick<NetworkChoice, "widths">): number[] {
  return [PIXELS, ...widths, DIGITS];
}

/** The number of weights, biases included. */
export function weightCount(choice: Pick<NetworkChoice, "widths">): number {
  const widths = layerWidths(choice);
  return widths.slice(1).reduce((sum, width, layer) => sum + ((widths[layer] ?? 0) + 1) * width, 0);
}

/** The most weights for which a method may keep a matrix. */
const LARGEST_MATRIX = 100;

/** What the training of a network lacks that a method needs; nothing where they fit. */
export function lacksForNetwork(needs: readonly string[], choice: NetworkChoice): string | undefined {
  const has = (need: string): boolean =>
    need === "finite-sum" || (need === "matrix" && weightCount(choice) <= LARGEST_MATRIX);
  return needs.find((need) => !has(need));
}

/** With a larger rate Adam jumps about in a network's loss. */
const RATE = 0.005;

/** The method that networks are trained with where nothing else is said: Adam on mini-batches of 10. */
export function standardNetworkRuns(lists: Lists): Method[] {
  const optimizer = lists.optimizers.find(({ id }) => id === "adam") ?? lists.optimizers[0];
  const gradient = lists.gradients.find(({ id }) => id === "mini-batch");
  if (optimizer === undefined) return [];
  const method = standardMethod({ ...standardChoice(optimizer), learningRate: RATE }, 0, lists);
  return [gradient === undefined ? method : { ...method, gradient: { ...standardChoice(gradient), batch: 10 } }];
}

/** The specification of the training. */
export function networkSpec(choice: NetworkChoice, method: Method, lists: Lists): NetworkSpec {
  const { activation, initialization, loss, patience, weightSeed } = choice;
  return {
    widths: layerWidths(choice),
    activation,
    loss,
    initialization: { kind: initialization, seed: weightSeed },
    ...specOf(method, lists),
    ...(patience === null ? {} : { patience }),
  };
}
