import type { FallLineError } from "../crate/web/types.js";

/** Errors of the module are told to the user; everything else, a panic for instance, goes on its way. */
export function asFallLineError(error: unknown): FallLineError {
  if (error instanceof Error && "kind" in error && typeof error.kind === "string") return error as FallLineError;
  throw error;
}

/** What a function gives, or nothing where the module refuses. */
export function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    asFallLineError(error);
    return null;
  }
}

/** The sentence of an error without the picture that follows it. */
export function headline(error: Pick<FallLineError, "message">): string {
  return error.message.split("\n", 1)[0] ?? "";
}
