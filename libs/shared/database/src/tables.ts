import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '@rookery/shared-concurrency';
import { Kysely, PostgresDialect, type TransactionBuilder, WithSchemaPlugin } from 'kysely';
import type pg from 'pg';
import { isConflict, isReadOnly, sorted } from './sorted-error.ts';

const MOST_ATTEMPTS = 4;
const PAUSE = { firstMs: 20, mostMs: 500 };

/**
 * The tables of one schema. A transaction that the database undid because of others (a deadlock), or because its connection
 * takes no writes, runs again from its beginning, four times at most; what it does outside of the database has to bear that.
 */
export function schemaTables(pool: pg.Pool, schema: string): Kysely<unknown> {
  return new Tables({ dialect: new PostgresDialect({ pool }), plugins: [new WithSchemaPlugin(schema)] });
}

class Tables extends Kysely<unknown> {
  override transaction(): TransactionBuilder<unknown> {
    const builder = super.transaction();
    const execute: TransactionBuilder<unknown>['execute'] = builder.execute.bind(builder);
    builder.execute = (work) => repeated(() => execute(work));
    return builder;
  }
}

async function repeated<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (caught) {
      const undone = isConflict(caught) || isReadOnly(caught);
      if (!undone || attempt === MOST_ATTEMPTS) throw sorted(caught);
      await sleep(backoffMs(PAUSE, attempt, Math.random()));
    }
  }
}
