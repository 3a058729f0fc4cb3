import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { COLUMNS } from '@rookery/shared-scenario-rows';
import { Command } from 'commander';
import { chosenColumn, describeImport } from './import-options.ts';

describe('chosenColumn', () => {
  it('takes a column in any spelling, and a name with whatever is in it', () => {
    const once = chosenColumn('Query= What do you ask = now? ');
    expect([...chosenColumn('marital status=Status', once)]).toEqual([
      ['query', 'What do you ask = now?'],
      ['marital_status', 'Status'],
    ]);
  });

  it.each(['query', '=x', 'query=', 'Job=profession', 'id=Number'])(
    'refuses %j and names the columns',
    (text) => {
      expect(() => chosenColumn(text)).toThrow(/column=name is wanted.*query, queries.*emotional_state/);
    },
  );

  it('refuses a column twice', () => {
    expect(() => chosenColumn('query=b', chosenColumn('query=a'))).toThrow('query is given twice');
  });
});

describe('the page about files', () => {
  const page = readFileSync(new URL('../../../../docs/datasets.md', import.meta.url), 'utf8');

  it('has every column, every option and every exit code', () => {
    for (const column of COLUMNS) expect(page).toMatch(new RegExp(`^\\| .*\`${column}\``, 'm'));
    const command = describeImport(new Command('import'));
    for (const { long } of command.options.filter((option) => option.long !== '--help'))
      expect(page).toContain(long);
  });
});

describe('rookery import --help', () => {
  it('fits on a terminal of 80 columns', () => {
    let text = '';
    describeImport(new Command('import'))
      .configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 80 })
      .outputHelp();
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(text).toContain('--dry-run');
  });
});
