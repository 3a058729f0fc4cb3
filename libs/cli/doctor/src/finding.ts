/**
 * How one thing is. `off`: it does not run, and nothing says that it should; `unknown`: it could not be looked at, because of something
 * else that is said.
 */
export type FindingState = 'ok' | 'warning' | 'broken' | 'off' | 'unknown';

/** What was found out about one thing. */
export interface Finding {
  /** What was looked at: `database`, `judge`. */
  readonly check: string;
  readonly state: FindingState;
  /** One sentence: how it is, and why. */
  readonly says: string;
  /** What to do about it; empty: nothing. */
  readonly todo: string;
}

export const ok = (check: string, says: string): Finding => ({ check, state: 'ok', says, todo: '' });

export const off = (check: string, says: string, todo: string): Finding => ({
  check,
  state: 'off',
  says,
  todo,
});

export const unknown = (check: string, says: string): Finding => ({
  check,
  state: 'unknown',
  says,
  todo: '',
});

export const warning = (check: string, says: string, todo: string): Finding => ({
  check,
  state: 'warning',
  says: onOneLine(says),
  todo,
});

export const broken = (check: string, says: string, todo: string): Finding => ({
  check,
  state: 'broken',
  says: onOneLine(says),
  todo,
});

/** What services and servers say may have lines and any length; a finding is one line. */
const LONGEST = 400;

function onOneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}
