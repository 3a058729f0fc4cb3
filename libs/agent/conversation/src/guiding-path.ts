import type { ExamplePath } from '@rookery/agent-prompts';

/** A planned path of a similar query, as a conversation uses it. */
export interface GuidingPath extends ExamplePath {
  /** `libraries/{library}/paths/{path}`; empty: planned for this conversation. */
  readonly name: string;
  /** 0..1, as the index measures it. */
  readonly similarity: number;
  /** Estimated score before the first step, 1..5; undefined when never evaluated. */
  readonly startValue: number | undefined;
  /** Estimated score after each step, 1..5, in the order of the attributes; undefined when never evaluated. */
  readonly values: readonly (number | undefined)[];
}
