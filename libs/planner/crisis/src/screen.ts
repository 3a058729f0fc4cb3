import { EXPLICIT, WORRYING } from './english-patterns.ts';

/** `crisis`: the writer says that they are in danger or want to die. `concern`: it may be so; a second look decides. */
export type CrisisLevel = 'none' | 'concern' | 'crisis';

/** What the screen saw in a message. */
export interface Screening {
  readonly level: CrisisLevel;
  /** Names of the patterns that matched, for traces and measurements; never words of the message. */
  readonly matches: readonly string[];
}

/**
 * Looks for expressed intent of self-harm or danger (design decision 11). Deterministic, and a matter of microseconds: it
 * runs on every message before anything else does.
 */
export function screen(text: string): Screening {
  const plain = plainly(text);
  const explicit = EXPLICIT.filter(({ pattern }) => pattern.test(plain));
  const worrying = WORRYING.filter(({ pattern }) => pattern.test(plain));
  const matches = [...explicit, ...worrying].map(({ name }) => name);
  if (explicit.length > 0) return { level: 'crisis', matches };
  return { level: worrying.length > 0 ? 'concern' : 'none', matches };
}

// One spelling for what phones and keyboards spell in many ways.
function plainly(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’‛`´]/gu, "'")
    .replace(/\s+/gu, ' ');
}
