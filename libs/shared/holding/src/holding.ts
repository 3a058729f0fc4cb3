import type {
  EraseHeldResponse,
  ExportHeldResponse,
  FindHeldResponse,
  HeldPlace,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { sql, type Transaction } from 'kysely';
import { isPersonal, type Person, type PersonalPlace, type Place } from './place.ts';

/** By what else a person is known. */
export type Known = Pick<FindHeldResponse, 'queries' | 'sessions'>;

export interface HoldingParts {
  readonly database: Database;
  /** In the order of erasure: what is found by way of another place comes before it. */
  readonly places: readonly Place[];
  /** What else they are known by, as it is found here. */
  readonly learn?: (person: Person) => Promise<Known>;
  /** After rows were removed: what lies outside of the tables. @returns whether the keys of what was erased are destroyed */
  readonly afterwards?: () => Promise<boolean>;
}

/** Most rows of a place that are shown. */
const MOST_SHOWN = 10_000;
/** Rows of one query. */
const PAGE = 200;

/** What one process holds about people: found, shown and erased by one list of places. */
export class Holding {
  readonly #parts: HoldingParts;
  readonly #places: readonly PersonalPlace[];

  constructor(parts: HoldingParts) {
    this.#parts = parts;
    this.#places = parts.places.filter(isPersonal);
  }

  async find(person: Person): Promise<FindHeldResponse> {
    const known = (await this.#parts.learn?.(person)) ?? { queries: [], sessions: [] };
    const all = { ...person, ...merged(person, known) };
    const places: HeldPlace[] = [];
    for (const place of this.#places) {
      places.push({ place: place.table, rows: await this.#count(place, all), note: '' });
    }
    return { places, ...known };
  }

  /** All places or none. */
  async erase(person: Person): Promise<EraseHeldResponse> {
    const places = await this.#db.transaction().execute(async (transaction) => {
      const removed: HeldPlace[] = [];
      for (const place of this.#places)
        removed.push({ place: place.table, rows: await this.#erase(transaction, place, person), note: '' });
      return removed;
    });
    return { places, keysDestroyed: (await this.#parts.afterwards?.()) ?? false };
  }

  async *export(person: Person): AsyncGenerator<ExportHeldResponse, void, undefined> {
    for (const place of this.#places) {
      for (let shown = 0; ; shown += PAGE) {
        const { rows } = await sql<{ row: unknown }>`
          SELECT row FROM (${place.rows(person)}) AS theirs ORDER BY row::text OFFSET ${shown} LIMIT ${PAGE}`.execute(
          this.#db,
        );
        for (const { row } of rows) {
          yield { place: place.table, json: JSON.stringify((await place.shown?.(row)) ?? row) };
        }
        if (rows.length < PAGE) break;
        if (shown + PAGE >= MOST_SHOWN) {
          yield { place: place.table, json: '' };
          break;
        }
      }
    }
  }

  get #db() {
    return this.#parts.database.tables<unknown>('public').withoutPlugins();
  }

  async #count({ rows: theirs }: PersonalPlace, person: Person): Promise<number> {
    const { rows } = await sql<{ count: string }>`
      SELECT count(*) FROM (${theirs(person)}) AS theirs`.execute(this.#db);
    return Number(rows[0]?.count ?? 0);
  }

  async #erase(
    transaction: Transaction<unknown>,
    { rows, erase, eraseBy }: PersonalPlace,
    person: Person,
  ): Promise<number> {
    if (eraseBy !== undefined) return eraseBy(transaction, person);
    if (erase !== undefined) return Number((await erase(person).execute(transaction)).numAffectedRows ?? 0n);
    // They go with those of another place, which comes later.
    const { rows: counted } = await sql<{ count: string }>`
      SELECT count(*) FROM (${rows(person)}) AS theirs`.execute(transaction);
    return Number(counted[0]?.count ?? 0);
  }
}

/** What is known of a person from two sides. */
export function merged(person: Known, more: Known): Known {
  return {
    queries: [...new Set([...person.queries, ...more.queries])],
    sessions: [...new Set([...person.sessions, ...more.sessions])],
  };
}
