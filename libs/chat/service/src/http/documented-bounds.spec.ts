import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { BODY_LIMITS } from './body-allowance.ts';
import { CHAT_LIMITS } from './limits.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const text = readFileSync(new URL('../../../../../docs/security.md', import.meta.url), 'utf8').replace(
  / +/g,
  ' ',
);

describe('docs/security.md', () => {
  it.each([
    `| ${CHAT_LIMITS.headerBytes / KIB} KiB, within ${CHAT_LIMITS.headersMs / 1000} seconds |`,
    `| ${BODY_LIMITS.largest / MIB} MiB; the whole request within ${CHAT_LIMITS.requestMs / 1000} seconds |`,
    `| ${BODY_LIMITS.ofKey / MIB} MiB of one key, ${BODY_LIMITS.ofAll / MIB} MiB of all |`,
    `| ${BODY_LIMITS.largestOfStranger / KIB} KiB each, ${BODY_LIMITS.ofStrangers / MIB} MiB together |`,
    `| ends after ${CHAT_LIMITS.unreadMs / 60_000} minutes |`,
  ])('says what holds: %s', (line) => expect(text).toContain(line));
});
