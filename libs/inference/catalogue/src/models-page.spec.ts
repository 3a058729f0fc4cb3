import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entryForms } from './catalogue-form.ts';
import { type CatalogueEntry, openCatalogue, readCatalogue } from './index.ts';

let page: string;
let entries: readonly CatalogueEntry[];
beforeAll(async () => {
  page = await readFile(join(import.meta.dirname, '../../../../docs/models.md'), 'utf8');
  ({ entries } = await openCatalogue());
});

const rowsUnder = (head: string): string[][] => {
  const lines = page.slice(page.indexOf(head)).split('\n');
  return lines
    .slice(
      2,
      lines.findIndex((line) => line.trim() === ''),
    )
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
};

describe('docs/models.md', () => {
  it('lists the entries that ship', () => {
    const rows = entries.map(({ name, open, names, hosted }) => [
      `\`${name}\``,
      open === undefined ? `\`${names[0]}\` of ${hosted}` : `\`${open.hub}\``,
      open === undefined
        ? 'no GPU of yours'
        : `${open.gpu.count} x ${open.gpu.class}, ${open.gpu.memoryGib} GiB each`,
      open === undefined ? '-' : String(open.contextTokens),
    ]);
    expect(rowsUnder('| entry ')).toEqual(rows);
  });

  it('explains every field that an entry may have', () => {
    const fields = new Set(Object.values(entryForms).flatMap((form) => Object.keys(form.shape)));
    expect(new Set(rowsUnder('| field ').map(([cell = '']) => cell.replaceAll('`', '')))).toEqual(fields);
  });

  it('has an example that can be read, and the words of an error', async () => {
    const [, example = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];
    expect(readCatalogue(example, await openCatalogue()).entry('our-model')?.open?.hub).toBe('our/model-7b');
    const wrong = example.replace('class: any, count: 1', 'class: any, count: 65');
    const words = /`(models\.our-model\.gpu\.count [^`]*)`/.exec(page)?.[1]?.replace(/\s+/g, ' ');
    expect(() => readCatalogue(wrong)).toThrow(words);
  });
});
