import { checked, unreadable, type Dimension, type RawScores, type Reading } from './reading.ts';

const KEYS: Readonly<Record<string, Dimension>> = {
  risk_sensitivity: 'riskSensitivity',
  emotional_empathy: 'emotionalEmpathy',
  user_alignment: 'userAlignment',
};

/**
 * Reads the last JSON object that mentions a dimension; the last one counts, because judges quote and think before they
 * conclude. Undefined when there is none.
 */
export function readStructured(text: string): Reading | undefined {
  const found = lastVerdictObject(text);
  if (found === undefined) return undefined;
  const raw: RawScores = {};
  for (const [key, dimension] of Object.entries(KEYS)) {
    const value = found[key];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number') return unreadable('unreadable');
    raw[dimension] = value;
  }
  const total = found['comprehensive_score'];
  return checked(raw, typeof total === 'number' ? total : undefined, 'structured');
}

/** Braces looked at from the end: more would be an attempt to keep the parser busy, not a verdict. */
const MOST_BRACES = 40;

function lastVerdictObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const opening = [...text.matchAll(/\{/gu)].map(({ index }) => index).slice(-MOST_BRACES);
  const closing = [...text.matchAll(/\}/gu)].map(({ index }) => index).slice(-MOST_BRACES);
  for (const end of closing.toReversed()) {
    // The smallest object that ends here and parses: an opening brace inside a string only makes parsing fail.
    for (const start of opening.toReversed()) {
      if (start > end) continue;
      const object = parsed(text.slice(start, end + 1));
      if (object !== undefined && Object.keys(KEYS).some((key) => key in object)) return object;
    }
  }
  return undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined; // Not an object of its own.
  }
}
