import type { HeldPerson } from '@rookery/shared-contracts';
import type { QueryExecutorProvider, RawBuilder } from 'kysely';

/** A person, by all that services know them by. */
export type Person = Readonly<HeldPerson>;

/** A table that may hold something of a person: erased from and shown by the same few lines. */
export interface PersonalPlace {
  /** Schema and table: `agent.session`. */
  readonly table: string;
  /** What of a person is in it. */
  readonly holds: string;
  /** A query of the rows that are theirs, with one column `row`, JSON, as it is shown. */
  readonly rows: (person: Person) => RawBuilder<{ readonly row: unknown }>;
  /** The statement that removes them, or takes the person out of them; not set: they go with those of another place. */
  readonly erase?: (person: Person) => RawBuilder<unknown>;
  /** Where one statement does not do: how many rows it was. */
  readonly eraseBy?: (db: QueryExecutorProvider, person: Person) => Promise<number>;
  /** A row as it is shown, where that is not how it is stored. */
  readonly shown?: (row: unknown) => Promise<unknown>;
}

/** A table that holds nothing of a person. */
export interface OtherPlace {
  readonly table: string;
  /** Why not. */
  readonly holdsNothing: string;
}

/** Every table of a schema has its line: a test holds that. */
export type Place = PersonalPlace | OtherPlace;

export function isPersonal(place: Place): place is PersonalPlace {
  return 'holds' in place;
}
