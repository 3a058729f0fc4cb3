import type { SentSettings } from '@rookery/shared-contracts';

/** An answer as the model wrote it. */
export interface WrittenAnswer {
  readonly text: string;
  /** It ran into its limit of tokens: the text breaks off. */
  readonly cut: boolean;
  /** What was really sent to the model; undefined when no model wrote the text. */
  readonly sent: SentSettings | undefined;
}
