import type { EpochRecord, NetworkSpec, View } from "../../crate/web/types.js";
import type { NetworkChoice } from "./choice.js";

/** Training up to an epoch. The worker keeps the network, so that the next job goes on from there. */
export interface TrainJob {
  kind: "train";
  spec: NetworkSpec;
  /** Images to train with, the first of the file. */
  samples: number;
  /** Null where it is to stay where it is. */
  epochs: number | null;
}

/** Where training is. */
export interface Progress {
  /** Records from that of epoch `first` on; those before have not changed. */
  first: number;
  records: EpochRecord[];
  isEnded: boolean;
  stepsPerEpoch: number;
  /** That an epoch takes. */
  milliseconds: number;
  /** Of the whole gradient, layer by layer; null where it is not finite. */
  gradientNorms: Float64Array | null;
  /** Images of the validation samples, what they show, and what the network says of them. */
  images: { features: Float64Array; labels: Float64Array; outputs: Float64Array };
}

/** The loss on a plane through the weights of the network in training, coarse to fine. */
export interface SectionJob {
  kind: "section";
  of: NetworkChoice["section"];
  seed: number;
}

export interface Section {
  /** The last epoch of the path. */
  epoch: number;
  view: Required<View>;
  /** Points a side. */
  side: number;
  values: Float64Array;
  /** The path as it is seen on the plane, two numbers an epoch. */
  path: Float64Array;
  /** The shares of the path's variance along a plane of principal components; null of another one. */
  explained: [number, number] | null;
}
