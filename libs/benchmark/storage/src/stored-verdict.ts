import { Verdict } from '@rookery/shared-contracts';
import { storedJson } from '@rookery/shared-database';
import { z } from 'zod';
import { storableText } from './storable-text.ts';

/**
 * A verdict as results keep it: in the JSON form of the contract, without what a result has in columns of its own (scores that follow
 * from a panel's stay) and without the words of a panel's members, whose justifications say the same.
 */
export const STORED_VERDICT = storedJson<Verdict>({
  column: 'benchmark.outcome.verdict',
  version: 1,
  schema: z.codec(z.looseObject({}), z.custom<Verdict>(), {
    decode: (json) => Verdict.fromJSON(json),
    encode: (verdict) => storable(Verdict.toJSON(withoutColumns(verdict))) as Record<string, unknown>,
  }),
});

function withoutColumns(verdict: Verdict): Verdict {
  return { ...verdict, words: '', attackSigns: [], members: verdict.members.map(withoutColumns) };
}

/** Escapes of JSON become characters when a judge's answer is read, also those that the database takes in no text. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, storable(part)]));
}
