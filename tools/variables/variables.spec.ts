import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { variableFiles } from './variables.ts';

const root = new URL('../../', import.meta.url);

describe('the page of variables', () => {
  it('and the list of their names are current; else: npm run generate:variables', async () => {
    for (const [path, text] of Object.entries(await variableFiles())) {
      expect({ path, text: readFileSync(new URL(path, root), 'utf8') }).toEqual({ path, text });
    }
  });

  it('says of every variable what is allowed, and who reads it', async () => {
    const { 'docs/variables.md': page = '' } = await variableFiles();
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(45);
    for (const row of rows) {
      const [, , allowed = '', , readers = ''] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
      expect({ row, allowed: allowed !== '', readers: readers !== '' }).toMatchObject({
        allowed: true,
        readers: true,
      });
    }
  });
});
