import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { TARGETS } from './known-targets.ts';

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('the page has each target in the words of its help', () => {
  const [, section = ''] = text('docs/security.md').split('### What nobody should send\n');
  const rows = (section.split('\n#')[0] ?? '').matchAll(/^\| `([\w-]+)`\s*\| (.*?)\s*\|$/gm);
  expect([...rows].map(([, name, says]) => ({ name, says }))).toEqual(
    TARGETS.map(({ name, says }) => ({ name, says })),
  );
});

it('the commands that the pages show are those that there are', () => {
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
  expect(scripts['fuzz']).toBe('node tools/fuzzing/main.ts');
  const shown = [text('docs/security.md'), text('CONTRIBUTING.md')].flatMap((page) =>
    [...page.matchAll(/npm run fuzz -- (\w+)/g)].map(([, name]) => name),
  );
  expect(shown.length).toBeGreaterThan(1);
  const names = TARGETS.map(({ name }) => name);
  expect(shown.filter((name) => !names.includes(name ?? '') && name !== 'all')).toEqual([]);
});
