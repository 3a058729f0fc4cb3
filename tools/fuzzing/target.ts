import type fc from 'fast-check';

/** Something that takes what others send, and what has to hold whatever they send. */
export interface Target<Input> {
  readonly name: string;
  /** In a line: what is tried, and on what. */
  readonly says: string;
  /** How many inputs unless it is told. */
  readonly times: number;
  /** Starts what is tried. */
  readonly open: () => Promise<OpenTarget<Input>>;
}

/** A target that takes inputs, one after the other. */
export interface OpenTarget<Input> extends AsyncDisposable {
  /** What is drawn: plain JSON, so that an input can be kept as a file. */
  readonly inputs: fc.Arbitrary<Input>;
  /** @returns what did not hold for this input, in a sentence that names it by what went wrong and not by the input; undefined: all held */
  readonly play: (input: Input) => Promise<string | undefined>;
  /** @returns what does not hold after many inputs, none of which can be named: memory, processes, logs */
  readonly after?: () => Promise<readonly string[]>;
}

/** A target whose kind of input is its own affair. */
export type AnyTarget = Target<unknown>;

/** Hides the kind of input: whoever plays a target hands inputs through and never looks into them. */
export function target<Input>(made: Target<Input>): AnyTarget {
  return made as unknown as AnyTarget;
}
