import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const ratings: SchemaMigration = {
  async up(db) {
    await sql`
      CREATE TABLE rating_draw (
        run_id text COLLATE "C" PRIMARY KEY REFERENCES run ON DELETE CASCADE,
        seed bigint NOT NULL,
        stratified boolean NOT NULL
      )`.execute(db);
    await sql`
      CREATE TABLE drawn_answer (
        run_id text COLLATE "C" NOT NULL REFERENCES run ON DELETE CASCADE,
        sample bigint NOT NULL,
        item text COLLATE "C" NOT NULL,
        probability float8 NOT NULL,
        PRIMARY KEY (run_id, sample),
        UNIQUE (run_id, item)
      )`.execute(db);
    await sql`
      CREATE TABLE rating (
        run_id text COLLATE "C" NOT NULL REFERENCES run ON DELETE CASCADE,
        sample bigint NOT NULL,
        annotator text NOT NULL,
        risk_sensitivity smallint,
        emotional_empathy smallint,
        user_alignment smallint,
        note text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (run_id, sample, annotator)
      )`.execute(db);
  },
};
