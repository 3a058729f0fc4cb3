import type { Message } from '@rookery/shared-contracts';

/** Which wording of which prompt a result was made with. */
export interface PromptVersion {
  /** Lower-case letters and dashes, e.g. `judge-rubric`. */
  readonly name: string;
  /** Counts up from 1 with every change of the wording; two wordings never share a version. */
  readonly version: number;
}

/** A prompt of the platform: a version, and what it says for an input. Rendering is pure. */
export interface Prompt<Input> extends PromptVersion {
  readonly render: (input: Input) => Message[];
}

/** The version as runs, paths and verdicts record it: `judge-rubric@1`. */
export function promptLabel({ name, version }: PromptVersion): string {
  return `${name}@${version}`;
}
