import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROUTER_PACKAGES } from './router.ts';
import { SETS } from './runs.ts';
import { TINY_MODEL_PACKAGES } from './tiny-model.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/model-servers.md'), 'utf8');
const section = page.slice(page.indexOf('\n## Real servers'));

describe('the page on real servers', () => {
  it('names every test that runs on some, and no other', () => {
    const named = [...section.matchAll(/`([\w-]+\.int\.spec\.ts)`/g)].map(([, name]) => name);
    const there = readdirSync(import.meta.dirname).filter(
      (name) =>
        name.endsWith('.int.spec.ts') &&
        readFileSync(join(import.meta.dirname, name), 'utf8').includes('ROOKERY_TEST_ENGINE'),
    );
    expect(named.sort()).toEqual(there.sort());
  });

  it('says how many rows a run has, and what is fetched', () => {
    const { whole, short } = SETS;
    expect(section).toContain(
      `a run of ${whole.rows} rows in ${whole.statuses.length} statuses (\`short\`: ${short.rows} in ${short.statuses.length})`,
    );
    for (const { what } of [TINY_MODEL_PACKAGES, ROUTER_PACKAGES]) {
      expect(section).toContain(/\d+ MB/.exec(what)?.[0]);
    }
  });
});
