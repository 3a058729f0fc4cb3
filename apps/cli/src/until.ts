import type { Until } from '@rookery/shared-contracts';
import { InvalidArgumentError, Option } from 'commander';

const RULE = /^\s*(ci|difference)\s*(?:<\s*(\d+(?:\.\d+)?)\s*)?$/;

/** The flag `--until`: when a run knows enough. */
export function untilOption(): Option {
  return new Option(
    '--until <rule>',
    'end when enough is known: "ci < 0.1" (every mean, to 0.1 either way), "difference" or "difference < 0.2" (each is better or worse, or they differ by less)',
  ).argParser(untilRule);
}

/** `ci < 0.05`, `difference`, `difference < 0.2`. */
export function untilRule(text: string): Until {
  const [, kind, limit] = RULE.exec(text) ?? [];
  if (kind === 'ci' && limit !== undefined) return { rule: { $case: 'interval', value: Number(limit) } };
  if (kind === 'difference') return { rule: { $case: 'difference', value: Number(limit ?? 0) } };
  throw new InvalidArgumentError('a rule such as "ci < 0.05", "difference" or "difference < 0.2" is wanted');
}
