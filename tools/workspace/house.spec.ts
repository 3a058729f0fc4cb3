import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');

/** Tracked text files, without generated ones. */
const texts = execFileSync('git', ['ls-files', '*.md', '*.ts', '*.js', '*.rs', '*.proto', '*.py'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && !/\/generated\/|^planner-wasm\/pkg\//.test(file));

/** `file:line` of each place where one of the files has the pattern, which may run over a line of a comment. */
function places(pattern: RegExp, files: readonly string[]): string[] {
  return files.flatMap((file) => {
    const text = read(file);
    return [...text.matchAll(pattern)].map(
      (found) => `${file}:${text.slice(0, found.index).split('\n').length}`,
    );
  });
}

describe('the words of the house', () => {
  // Decisions show what was said at their time.
  const current = texts.filter((file) => !file.startsWith('docs/decisions/'));

  it('"cannot" is one word', () => {
    expect(places(/\bcan(?: |\n[ \t/*!#]*)not\b(?! only)/gi, current)).toEqual([]);
  });

  it('decisions are those of docs/decisions, by their number', () => {
    expect(places(/\bdesign[ ]decision/gi, texts)).toEqual([]);
  });
});

describe('reasons of errors', () => {
  const documented = new Map<string, string>();
  const contract = /\/\/ ([A-Z_, or]+): .*\n(?: {2}\/\/ .*\n)* {2}ERROR_REASON_([A-Z_]+) =/g;
  const ofStart = /\/\*\* ([A-Z_, or]+): .* \*\/\n {2}\| '([A-Z_]+)'/g;
  for (const [, status = '', reason = ''] of [
    ...read('proto/rookery/common/v1/error_reason.proto').matchAll(contract),
    ...read('libs/shared/errors/src/reason.ts').matchAll(ofStart),
  ]) {
    documented.set(reason, status);
  }

  // Where status and reason stand in one expression, which is nearly everywhere.
  it('come with the status that their documentation says', () => {
    const sources = texts.filter((file) => /^(?:libs|apps)\/.*(?<!\.spec)\.ts$/.test(file));
    let found = 0;
    const wrong = sources.flatMap((file) =>
      read(file)
        .split('new RookeryError(')
        .slice(1)
        .flatMap((made) => {
          const [, status, reason] = /^\s*'([A-Z_]+)',[^;]*?\breason: '([A-Z_]+)'/.exec(made) ?? [];
          if (status === undefined || reason === undefined) return [];
          found += 1;
          const right = documented
            .get(reason)
            ?.split(/, | or /)
            .includes(status);
          return right === true ? [] : [`${file}: ${reason} with ${status}`];
        }),
    );
    expect(found).toBeGreaterThan(30);
    expect(wrong).toEqual([]);
  });
});
