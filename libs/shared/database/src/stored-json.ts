import { RookeryError } from '@rookery/shared-errors';
import type { z } from 'zod';

/** What a column of JSON holds. */
export interface StoredJsonFormat<Value> {
  /** Table and column, for messages: `benchmark.job.spec`. */
  readonly column: string;
  /** Of what is written now, 1 or more. */
  readonly version: number;
  /** What the present version looks like; a codec where the value is not what is stored, a message of a contract for example. */
  readonly schema: z.ZodType<Value, object>;
  /** How to make the next version of an earlier one, by the earlier one's number; one entry for each version but the present. */
  readonly upgrade?: Readonly<Record<number, (earlier: Record<string, unknown>) => Record<string, unknown>>>;
}

/** JSON that is stored and read again, perhaps by another version of this code. */
export interface StoredJson<Value> {
  readonly column: string;
  readonly version: number;
  /** What to store: `{"version": n, ...}`. */
  encode(value: Value): object;
  /** The same as text. */
  write(value: Value): string;
  /**
   * The value of what was stored, whatever its version; without one it is version 1.
   * @param id of the row, for messages
   * @throws RookeryError DATA_LOSS for what no version stores, FAILED_PRECONDITION when a newer version of this code stored it;
   *   the message names column, row and path, never a value
   */
  read(stored: unknown, id: string): Value;
}

/**
 * Describes a column of JSON. A change of its form gets the next version, an `upgrade` from the one before, and in a test one
 * stored example of each version that must still be read.
 */
export function storedJson<Value>({
  column,
  version,
  schema,
  upgrade = {},
}: StoredJsonFormat<Value>): StoredJson<Value> {
  const encode = (value: Value): object => ({ version, ...schema.encode(value) });
  return {
    column,
    version,
    encode,
    write: (value) => JSON.stringify(encode(value)),
    read(stored, id) {
      if (!isRecord(stored)) throw unreadable(column, id, 'it is no object');
      const { version: storedVersion = 1, ...content } = stored;
      if (typeof storedVersion !== 'number' || !Number.isInteger(storedVersion) || storedVersion < 1) {
        throw unreadable(column, id, 'version: is no positive whole number');
      }
      if (storedVersion > version) throw tooNew(column, id, storedVersion, version);
      let present: Record<string, unknown> = content;
      for (let from = storedVersion; from < version; from += 1) {
        const step = upgrade[from];
        if (step === undefined) throw unreadable(column, id, `version ${from} is read no more`);
        present = step(present);
      }
      const parsed = schema.safeParse(present);
      if (parsed.success) return parsed.data;
      const [first] = parsed.error.issues;
      throw unreadable(column, id, `${first?.path.join('.') ?? ''}: ${first?.code ?? 'is wrong'}`);
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(column: string, id: string, what: string): RookeryError {
  return new RookeryError('DATA_LOSS', `${column} of ${id} cannot be read: ${what}`);
}

function tooNew(column: string, id: string, stored: number, known: number): RookeryError {
  return new RookeryError(
    'FAILED_PRECONDITION',
    `${column} of ${id} has version ${stored}, this code knows ${known}: it was written by a newer Rookery; upgrade`,
    { reason: 'SCHEMA_TOO_NEW' },
  );
}
