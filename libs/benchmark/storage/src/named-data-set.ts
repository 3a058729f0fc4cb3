import { isReaders, mayRead, type Reader } from '@rookery/shared-database';
import { sql, type RawBuilder } from 'kysely';

/**
 * The id of the data set that a reader means by a name, as a part of a statement; NULL: there is none that it may see. Each tenant has names
 * of its own; an operator means its own, and else the oldest of that name.
 */
export function namedDataSet(reader: Reader, name: string | null): RawBuilder<number> {
  return sql<number>`(
    SELECT named.id FROM benchmark.data_set AS named
     WHERE named.name = ${name} AND ${mayRead(reader, 'named.owner')}
     ORDER BY ${isReaders(reader, 'named.owner')} DESC, named.id LIMIT 1)`;
}
