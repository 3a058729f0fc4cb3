import type { SchemaMigration } from '@rookery/shared-database';
import { sql } from 'kysely';

export const reasonsInOneVocabulary: SchemaMigration = {
  async up(db) {
    await sql`ALTER TABLE outcome ALTER COLUMN reason DROP NOT NULL`.execute(db);
    await sql`
      UPDATE outcome SET reason = CASE
        WHEN reason = '' THEN NULL
        WHEN reason = 'UNSCORED_REASON_JUDGE_UNAVAILABLE' THEN 'judge_unavailable'
        WHEN reason = 'UNSCORED_REASON_UNSPECIFIED' THEN 'verdict_unreadable'
        WHEN starts_with(reason, 'UNSCORED_REASON_') THEN 'verdict_' || lower(substr(reason, 17))
        ELSE lower(reason) END`.execute(db);
  },
};
