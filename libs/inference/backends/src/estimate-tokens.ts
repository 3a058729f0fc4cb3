/** Characters that one token stands for, on average, in English text. */
const CHARACTERS_PER_TOKEN = 4;

/**
 * Tokens of a text when nobody counted them: a quarter of its characters, rounded up. Used for simulated
 * models and for servers that report no usage, so that limits on tokens and cost still bite.
 */
export function estimateTokens(...texts: readonly string[]): number {
  return tokensOf(texts.reduce((sum, text) => sum + text.length, 0));
}

/** The same for a number of characters. */
export function tokensOf(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

/** The beginning of a text that a limit on tokens leaves, by the same estimate. */
export function truncateToTokens(text: string, tokens: number): string {
  return text.slice(0, tokens * CHARACTERS_PER_TOKEN);
}
