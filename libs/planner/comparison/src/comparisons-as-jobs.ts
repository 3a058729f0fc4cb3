import { ComparisonSpec } from '@rookery/shared-contracts';
import type { SchemaMigration } from '@rookery/shared-database';
import { sql, type Kysely } from 'kysely';
import { insertPieces } from './lay-pieces.ts';
import { piecesOf } from './pieces.ts';

interface FormerComparison {
  readonly id: string;
  readonly spec: unknown;
  /** Queries that it was to be played on. */
  readonly queries: number;
}

/**
 * Comparisons become jobs, and their pieces are laid from the start. Former ones belong to the platform, and their request ids
 * are free again, because the requests were not kept. One that was at work goes on, unless it asked for stored queries: those
 * were read from another service and never kept here, so it fails.
 */
export const COMPARISONS_AS_JOBS: SchemaMigration = {
  async up(db) {
    await sql`ALTER TABLE comparison RENAME TO former_comparison`.execute(db);
    await sql`ALTER TABLE piece RENAME TO former_piece`.execute(db);
    await makeTables(db);
    await sql`
      INSERT INTO job (id, kind, owner, as_operator, digest, spec, state, state_reason, created_at, started_at, ended_at)
      SELECT id, 'comparisons', '', true, '', spec, state, state_reason, created_at, created_at, ended_at
        FROM former_comparison ORDER BY sequence`.execute(db);
    await sql`
      INSERT INTO comparison (job, simulated, queries, searches, searches_done, cpu_us, result)
      SELECT id, simulated, cardinality(scenarios), searches, coalesce(played.done, 0), coalesce(played.cpu_us, 0), result
        FROM former_comparison
        LEFT JOIN (SELECT comparison, sum(searches)::int AS done, sum(cpu_us) AS cpu_us
                     FROM former_piece GROUP BY comparison) AS played ON played.comparison = id`.execute(db);
    const { rows } = await sql<FormerComparison>`
      SELECT id, spec, cardinality(scenarios) AS queries FROM former_comparison`.execute(db);
    for (const { id, spec, queries } of rows) {
      await insertPieces(db, id, piecesOf(ComparisonSpec.fromJSON(spec), queries));
    }
    await sql`
      UPDATE piece SET played_at = former.played_at, rows = former.rows, cpu_us = former.cpu_us, failed = former.failed,
             lesson = former.lesson
        FROM former_piece AS former
       WHERE former.comparison = piece.job AND former.cell = piece.cell AND former.contender = piece.contender
         AND former.first = piece.first`.execute(db);
    await sql`DROP TABLE former_piece, former_comparison`.execute(db);
    // The queue of comparisons, and of library builds, which are no jobs of this service any more.
    await sql`DROP SCHEMA IF EXISTS planner_queue CASCADE`.execute(db);
  },
};

async function makeTables(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE comparison (
      job text COLLATE "C" PRIMARY KEY REFERENCES job ON DELETE CASCADE,
      simulated boolean NOT NULL,
      queries integer NOT NULL,
      searches integer NOT NULL,
      searches_done integer NOT NULL DEFAULT 0,
      cpu_us double precision NOT NULL DEFAULT 0,
      result jsonb
    )`.execute(db);
  await sql`
    CREATE TABLE query (
      job text COLLATE "C" REFERENCES job ON DELETE CASCADE,
      number integer,
      content jsonb NOT NULL,
      PRIMARY KEY (job, number)
    )`.execute(db);
  await sql`
    CREATE TABLE piece (
      job text COLLATE "C" REFERENCES job ON DELETE CASCADE,
      number integer,
      cell integer NOT NULL,
      contender integer NOT NULL,
      first integer NOT NULL,
      problems integer NOT NULL,
      searches integer NOT NULL,
      played_at timestamptz,
      rows bytea,
      cpu_us double precision,
      failed integer,
      lesson text,
      PRIMARY KEY (job, number)
    )`.execute(db);
  await sql`CREATE INDEX piece_open ON piece (job, number) WHERE played_at IS NULL`.execute(db);
  await sql`CREATE INDEX piece_lately ON piece (played_at)`.execute(db);
  await sql`CREATE INDEX piece_of_cell ON piece (job, cell, contender, first)`.execute(db);
}
