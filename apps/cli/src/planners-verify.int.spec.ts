import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Command, type Finished } from './testing/command.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TEMPLATE = `${ROOT}tools/examples/typescript-planner/contrast.ts`;
const ONE_AT_A_TIME = `${ROOT}libs/planner/planners/src/one-at-a-time.ts`;

function verify(...words: string[]): Promise<Finished> {
  return new Command(['planners', 'verify', ...words], {}).finished();
}

describe('rookery planners verify', () => {
  it.each([TEMPLATE, ONE_AT_A_TIME])(
    'tests a planner in TypeScript by its file, without a platform: %s',
    async (file) => {
      const { exit, stdout, stderr } = await verify(file);
      expect(stdout).not.toMatch(/^FAIL/m);
      expect(stdout).toMatch(/1[4-9] passed, 0 failed/);
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    },
    120_000,
  );

  it('says what it can test', async () => {
    const { exit, stderr } = await verify('oracle');
    expect({ exit, stderr }).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('nor a file') as unknown,
    });
  }, 60_000);
});
