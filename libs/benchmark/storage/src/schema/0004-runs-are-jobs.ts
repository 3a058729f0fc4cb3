import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';
import { emptySchema } from './empty-schema.ts';

export const runsAreJobs: SchemaMigration = {
  async up(db) {
    // Nobody owned them, and what was asked for is not known to the letter: a repeated request is refused, not answered.
    await sql`
      INSERT INTO job (id, kind, owner, as_operator, request_id, digest, spec, state, state_reason, max_calls,
                       max_cost_usd, generation, created_at, started_at, ended_at)
      SELECT id, 'runs', '', true, request_id, '', settings - 'maxCalls' - 'maxCostUsd', state, state_reason,
             (settings ->> 'maxCalls')::bigint, (settings ->> 'maxCostUsd')::float8, generation, created_at,
             started_at, ended_at
        FROM run ORDER BY created_at, id`.execute(db);
    await sql`
      ALTER TABLE run DROP COLUMN request_id, DROP COLUMN settings, DROP COLUMN state, DROP COLUMN state_reason,
        DROP COLUMN generation, DROP COLUMN created_at, DROP COLUMN started_at, DROP COLUMN ended_at,
        ADD FOREIGN KEY (id) REFERENCES job ON DELETE CASCADE`.execute(db);
    for (const table of ['run_scenario', 'run_chunk', 'run_fact', 'answer', 'outcome']) {
      await sql`
        ALTER TABLE ${sql.table(table)} DROP CONSTRAINT ${sql.id(`${table}_run_id_fkey`)},
          ADD FOREIGN KEY (run_id) REFERENCES run ON DELETE CASCADE`.execute(db);
    }
    await sql`CREATE INDEX run_chunk_open ON run_chunk (run_id) WHERE NOT done`.execute(db);
    // Its queue had another shape; what runs at work have left is sent to the new one.
    await emptySchema(db, 'benchmark_queue');
  },
};
