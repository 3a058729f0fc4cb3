import { InvalidArgumentError, Option } from 'commander';
import { EXIT } from './terminal/exit-code.ts';

type Comparison = '>' | '>=' | '<' | '<=';

/** Something that fails a command: `failed > 5%`, `p99 > 200ms`. */
export interface Condition {
  /** As it was given. */
  readonly text: string;
  readonly name: string;
  readonly comparison: Comparison;
  /** A share of 0..1 where `isShare`; else a number, of durations in milliseconds. */
  readonly limit: number;
  readonly isShare: boolean;
}

/** A value that conditions are about. */
export interface Measured {
  readonly value: number;
  /** What a share is of. */
  readonly outOf?: number;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, '%': 0.01, ms: 1, s: 1000 };

/**
 * The flag `--fail-on`.
 * @param measures what its conditions may be about
 */
export function failOn(measures: readonly string[]): Option {
  return new Option(
    '--fail-on <conditions>',
    `exit with ${EXIT.failed} when one holds: ${measures.join(', ')}; e.g. "${measures[0] ?? ''} > 5"`,
  )
    .argParser(conditions(measures))
    .default([], 'none');
}

/**
 * A reader of such conditions, separated by commas; a name alone means more than none. The flag may be repeated.
 * @param names that there are
 */
export function conditions(names: readonly string[]): (text: string, before: Condition[]) => Condition[] {
  return (text, before) => [...before, ...text.split(',').map((one) => conditionOf(one.trim(), names))];
}

function conditionOf(text: string, names: readonly string[]): Condition {
  const [, name = '', comparison = '>', number = '0', unit = ''] =
    /^([a-z][a-z0-9.]*)(?:\s*(>=|>|<=|<)\s*(\d+(?:\.\d+)?)\s*(%|ms|s|))?$/.exec(text) ?? [];
  if (!names.includes(name)) {
    throw new InvalidArgumentError(
      `a condition is wanted, such as "${names[0] ?? ''} > 5"; there are ${names.join(', ')}`,
    );
  }
  return {
    text,
    name,
    comparison: comparison as Comparison,
    limit: Number(number) * (UNITS[unit] ?? 1),
    isShare: unit === '%',
  };
}

/**
 * Those conditions that hold, each in words with what was measured. What was not measured, or has no share, fails its condition:
 * a check that nobody can make must not pass.
 */
export function thoseThatHold(
  wanted: readonly Condition[],
  measured: Readonly<Record<string, Measured | undefined>>,
): string[] {
  return wanted.flatMap(({ text, name, comparison, limit, isShare }) => {
    const found = measured[name];
    const value = isShare ? shareOf(found) : found?.value;
    if (value === undefined || Number.isNaN(value)) return [`${text}: ${name} is not known`];
    if (!HOLDS[comparison](value, limit)) return [];
    return [`${text}: ${name} is ${inWords(found, isShare)}`];
  });
}

const HOLDS: Readonly<Record<Comparison, (value: number, limit: number) => boolean>> = {
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
};

function shareOf(found: Measured | undefined): number | undefined {
  if (found?.outOf === undefined) return undefined;
  return found.value / found.outOf;
}

function inWords(found: Measured | undefined, isShare: boolean): string {
  if (found === undefined) return 'not known';
  const { value, outOf } = found;
  const number = Number.isFinite(value) ? String(Math.round(value * 1000) / 1000) : 'infinite';
  if (outOf === undefined) return number;
  const share = `${(Math.round((value / outOf) * 10_000) / 100).toString()}%`;
  return isShare ? `${share} (${number} of ${outOf})` : `${number} of ${outOf}`;
}
