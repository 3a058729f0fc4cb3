import { readFile } from 'node:fs/promises';
import { RookeryError } from '@rookery/shared-errors';
import { z } from 'zod';

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** What a request in a batch costs, as a share of the price of one alone. */
export const BATCH_PRICE = 0.5;

/** Prices by model id. */
export type PriceList = ReadonlyMap<string, Price>;

const schema = z.record(
  z.string(),
  z.strictObject({ input: z.number().nonnegative(), output: z.number().nonnegative() }),
);

/**
 * Reads a price list: JSON written out (`{"gpt-4o": {"input": 2.5, "output": 10}}`, US dollars per million
 * tokens) or the path of a file that holds it; empty: no prices. FAILED_PRECONDITION when it cannot be read,
 * saying what is wrong.
 */
export async function readPrices(source: string): Promise<PriceList> {
  if (source.trim() === '') return new Map();
  const inline = source.trimStart().startsWith('{');
  const text = inline ? source : await readPriceFile(source);
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw unreadable(`${where === '' ? 'it' : where}: ${issue?.message ?? 'not a price list'}`);
  }
  return new Map(Object.entries(parsed.data));
}

/** Cost in US dollars; 0 for a model without a price. */
export function costUsd(price: Price | undefined, inputTokens: number, outputTokens: number): number {
  if (price === undefined) return 0;
  return (inputTokens * price.input + outputTokens * price.output) / 1e6;
}

async function readPriceFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (caught) {
    throw new RookeryError('FAILED_PRECONDITION', `price list ${path}: the file cannot be read`, {
      cause: caught,
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable('it is not JSON');
  }
}

function unreadable(what: string): RookeryError {
  return new RookeryError(
    'FAILED_PRECONDITION',
    `price list: ${what}; expected {"MODEL": {"input": USD, "output": USD}} per million tokens`,
  );
}
