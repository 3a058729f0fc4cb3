import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { SCENARIOS } from './scenarios/index.ts';

const PAGE = new URL('../../docs/reliability.md', import.meta.url);

it('the page has each scenario in the words of its help', () => {
  const [first = ''] = readFileSync(PAGE, 'utf8').split('\n## ');
  const rows = first.matchAll(/^\| `([\w-]+)`\s*\| (.*?)\s*\|$/gm);
  expect([...rows].map(([, name, says]) => ({ name, says }))).toEqual(
    SCENARIOS.map(({ name, says }) => ({ name, says })),
  );
});
