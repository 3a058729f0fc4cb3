import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';

const STATUS =
  'CANCELLED|INVALID_ARGUMENT|DEADLINE_EXCEEDED|NOT_FOUND|ALREADY_EXISTS|PERMISSION_DENIED|UNAUTHENTICATED|' +
  'RESOURCE_EXHAUSTED|FAILED_PRECONDITION|ABORTED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS';
const SAYS = `(?:${STATUS})(?:(?:, | or )(?:${STATUS}))*: \\S.*`;

const read = (file: string) => readFile(new URL(file, import.meta.url), 'utf8');
const namesIn = (text: string, name: RegExp): string[] =>
  [...text.matchAll(name)].map((found) => found[1] ?? '');

// That each reason which is used is one of these, the types hold.
describe('every reason is documented with its status', () => {
  it('of calls', async () => {
    const text = await read('../../contracts/src/generated/rookery/common/v1/error_reason.ts');
    const [body = ''] = /export const ErrorReason = \{[\s\S]*?\} as const/.exec(text) ?? [];
    const reasons = namesIn(body, /^ {2}([A-Z_]+): \d+,$/gm);
    expect(reasons.length).toBeGreaterThan(30);
    expect(namesIn(body, new RegExp(`/\\*\\* ([A-Z_]+) - ${SAYS} \\*/$`, 'gm'))).toEqual(reasons.slice(1));
  });

  it('of starts', async () => {
    const text = await read('./reason.ts');
    const reasons = namesIn(text, /^ {2}\| '([A-Z_]+)'/gm);
    expect(reasons.length).toBeGreaterThan(20);
    expect(namesIn(text, new RegExp(`/\\*\\* ${SAYS} \\*/\\n {2}\\| '([A-Z_]+)'`, 'g'))).toEqual(reasons);
  });
});
