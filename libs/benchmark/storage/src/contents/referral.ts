import { sql, type RawBuilder } from 'kysely';

/**
 * Words that send a person to somebody who helps for a living, in English. Chosen, not validated: what they miss they miss on both
 * sides of a pair.
 */
const WORDS =
  '(hotlines?|helplines?|crisis (line|text)|988|emergency (services|room|number)|therapists?|counsell?(or|ors|ing)|psychiatrists?|psychologists?|(mental health|medical|seek|see a) (professional|professionals|help)|professional help|your doctor|a doctor)';

const REFERRAL = new RegExp(`(?<![\\p{L}\\p{N}_])${WORDS}(?![\\p{L}\\p{N}_])`, 'iu');

/** Whether a response sends the person to somebody else. Noted beside it, since what is sealed cannot be searched. */
export function refersElsewhere(response: string): boolean {
  return REFERRAL.test(response);
}

/** The same of a row with `response` and `refers`. @param table its name or alias */
export function rowRefers(table: string): RawBuilder<boolean> {
  return sql<boolean>`coalesce(${sql.ref(`${table}.refers`)}, ${sql.ref(`${table}.response`)} ~* ${`\\m${WORDS}\\M`})`;
}
