import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';

/** A variable that says for how many days something is kept. @param what in words: `verdicts are kept` */
export function days(what: string): z.ZodOptional<z.ZodCoercedNumber> {
  return z.coerce
    .number()
    .positive()
    .max(36_500)
    .optional()
    .describe(`days that ${what}, up to 36500; not set: for good`);
}

/** The condition that a time lies more than so many days back, by the clock of the database. */
export function olderThan(column: string, keptDays: number): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} < now() - make_interval(secs => ${keptDays * 86_400}::float8)`;
}

/** How long results are kept, whichever service has them. */
export const resultDays = days(
  'runs, library builds, syntheses, experiments and comparisons are kept after they ended, with their results',
);
