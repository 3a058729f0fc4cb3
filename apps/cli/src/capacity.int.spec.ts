import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const ROOT = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/capacity.md', ROOT), 'utf8');

/** Each block of the page that begins with the command, and what stands below it. */
const blocks = page.split(/\n(?=\S)/).flatMap((part) => {
  const shown = part.replace(/^\S.*\n/, '').trimEnd();
  const [, words, output] = /^ {4}npx rookery (capacity .+)\n\n([^]*)$/.exec(shown.replace(/^\n+/, '')) ?? [];
  return words === undefined || output === undefined
    ? []
    : [{ words, output: output.replaceAll(/^ {4}/gm, '') }];
});

describe('the page of capacity', () => {
  it('shows the paper, ten times and a thousand times as much', () => {
    expect(blocks.map(({ words }) => /--times (\d+)/.exec(words)?.[1])).toEqual([undefined, '10', '1000']);
  });

  it.each(blocks)('shows what the command says: $words', async ({ words, output }) => {
    const { stdout } = await run(process.execPath, ['apps/cli/src/main.ts', ...words.split(' ')], {
      cwd: ROOT,
    });
    expect(stdout.trimEnd()).toBe(output);
  });

  it('names the field of a plan that is wrong', async () => {
    const wrong = run(process.execPath, ['apps/cli/src/main.ts', 'capacity', 'package.json'], { cwd: ROOT });
    await expect(wrong).rejects.toMatchObject({
      stderr: expect.stringMatching(/^INVALID_ARGUMENT: plan\./) as unknown,
    });
  });
});
