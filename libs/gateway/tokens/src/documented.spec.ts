import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { MOST_BYTES } from './bounded-fetch.ts';
import { ISSUER_TIMES } from './issuer-keys.ts';
import { KEPT_MS, MOST_AT_ONCE } from './tokens.ts';

const page = readFileSync(new URL('../../../../docs/keys.md', import.meta.url), 'utf8').replace(/\s+/g, ' ');

/** As the page writes them. */
const WORDS: Readonly<Record<number, string>> = { 1: 'a', 5: 'five', 10: 'ten' };
const seconds = (ms: number): string => `${WORDS[ms / 1000]} seconds`;
const minutes = (ms: number): string => (ms === 60_000 ? 'a minute' : `${WORDS[ms / 60_000]} minutes`);

describe('docs/keys.md', () => {
  it.each([
    `again after ${minutes(ISSUER_TIMES.keptMs)}`,
    `at most every ${seconds(ISSUER_TIMES.cooldownMs)} for a key that is not among them`,
    `An answer of more than ${MOST_BYTES / 1024} KiB, after more than ${seconds(ISSUER_TIMES.timeoutMs)}`,
    `the issuer is left alone for ${seconds(ISSUER_TIMES.awayMs)}`,
    `What was checked is known for ${minutes(KEPT_MS)}`,
    `more than ${MOST_AT_ONCE} unknown tokens at a time`,
  ])('says what holds: %s', (sentence) => expect(page).toContain(sentence));
});
