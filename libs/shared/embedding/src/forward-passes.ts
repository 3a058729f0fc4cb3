/** Texts that go through the network together. */
export interface ForwardPass {
  /** Positions of the texts. */
  readonly rows: readonly number[];
  /** All are padded to this length. */
  readonly tokens: number;
}

/** Tokens of one pass, padding included: what attention needs of memory grows with it, 8 texts of 256 tokens at most. */
const MOST_TOKENS = 2048;
/** A text joins shorter ones no longer than by this factor: padding is computed like tokens are. */
const MOST_PADDING = 1.25;

/** Puts texts of like length together, so that little is computed for padding. */
export function forwardPasses(lengths: readonly number[]): ForwardPass[] {
  const order = lengths
    .map((length, text) => ({ length, text }))
    .sort((a, b) => a.length - b.length || a.text - b.text);
  const passes: { rows: number[]; shortest: number; tokens: number }[] = [];
  for (const { length, text } of order) {
    const last = passes.at(-1);
    if (
      last !== undefined &&
      length <= last.shortest * MOST_PADDING &&
      (last.rows.length + 1) * length <= MOST_TOKENS
    ) {
      last.rows.push(text);
      last.tokens = length;
    } else passes.push({ rows: [text], shortest: length, tokens: length });
  }
  return passes.map(({ rows, tokens }) => ({ rows, tokens }));
}
