import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';
import { PLAIN } from '../contents/plain.ts';

export const sealedContents: SchemaMigration = {
  async up(db) {
    await sql`
      ALTER TABLE scenario ADD COLUMN sealed bytea, ADD COLUMN asked text, ADD COLUMN query_length int,
        ADD COLUMN profile_length int`.execute(db);
    // Null: from before it was noted.
    await sql`
      ALTER TABLE answer ADD COLUMN sealed bytea, ADD COLUMN scenario_id text COLLATE "C", ADD COLUMN refers boolean`.execute(
      db,
    );
    await sql`ALTER TABLE given_answer ADD COLUMN sealed bytea, ADD COLUMN refers boolean`.execute(db);
    await sql`ALTER TABLE outcome ADD COLUMN sealed bytea`.execute(db);
    await sql`ALTER TABLE rating ADD COLUMN sealed bytea, ADD COLUMN scenario_id text COLLATE "C"`.execute(
      db,
    );
    await sql`ALTER TABLE synthesis_profile ADD COLUMN sealed bytea`.execute(db);
    await sql`
      ALTER TABLE synthesis_query ADD COLUMN sealed bytea, ADD COLUMN scenario_id text COLLATE "C"`.execute(
      db,
    );
    // What is to be sealed still is found without a look at everything.
    await sql`CREATE INDEX scenario_plain ON scenario (profile_key) WHERE sealed IS NULL`.execute(db);
    await sql`CREATE INDEX answer_plain ON answer (run_id, sample) WHERE ${PLAIN.answer}`.execute(db);
    await sql`CREATE INDEX outcome_plain ON outcome (run_id, sample) WHERE ${PLAIN.outcome}`.execute(db);
    await sql`CREATE INDEX given_answer_plain ON given_answer (scenario_id) WHERE sealed IS NULL`.execute(db);
    await sql`CREATE INDEX rating_plain ON rating (run_id, sample) WHERE ${PLAIN.rating}`.execute(db);
    await sql`CREATE INDEX synthesis_profile_plain ON synthesis_profile (job, piece) WHERE sealed IS NULL`.execute(
      db,
    );
    // A key goes with what it opens, however that goes.
    await sql`
      CREATE FUNCTION benchmark.forget_scenario_keys() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM benchmark.content_key WHERE id IN (SELECT id FROM gone);
        RETURN NULL;
      END $$`.execute(db);
    await sql`
      CREATE FUNCTION benchmark.forget_person_keys() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM benchmark.content_key WHERE id IN (SELECT job || '/' || piece FROM gone);
        RETURN NULL;
      END $$`.execute(db);
    await sql`
      CREATE TRIGGER scenario_keys AFTER DELETE ON scenario REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION benchmark.forget_scenario_keys()`.execute(db);
    await sql`
      CREATE TRIGGER synthesis_profile_keys AFTER DELETE ON synthesis_profile REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION benchmark.forget_person_keys()`.execute(db);
  },
};
