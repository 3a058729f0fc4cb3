import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const ROOKERY = new URL('../bin/rookery.js', import.meta.url).pathname;

/** Says at its end which packages were imported. */
const WATCH = `
import { registerHooks } from 'node:module';
const packages = new Set();
registerHooks({
  load(url, context, next) {
    packages.add(/.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]);
    return next(url, context);
  },
});
process.on('exit', () => process.stderr.write(JSON.stringify([...packages].filter(Boolean))));
`;

function importedBy(...words: string[]): string[] {
  const { stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(WATCH)}`, ROOKERY, ...words],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  return JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as string[];
}

/** Each is needed by a few commands, and takes longer to import than all that every command needs. */
const OF_SOME_COMMANDS = ['compromise', 'echarts', 'hyparquet', 'kysely', 'pg', 'prom-client', 'yaml'];

describe('the start of a command', () => {
  it('imports nothing that only other commands need', () => {
    expect(importedBy('--help')).toContain('commander');
    expect(importedBy('--help').filter((name) => OF_SOME_COMMANDS.includes(name))).toEqual([]);
  });
});
