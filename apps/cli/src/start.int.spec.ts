import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { CHECK_VARIABLES } from '@rookery/shared-server';

const ROOKERY = new URL('../bin/rookery.js', import.meta.url).pathname;
const serviceMain = (name: string): string => new URL(`../../${name}/src/main.ts`, import.meta.url).pathname;

/** Says at its end which packages were loaded, and which modules of Node were imported; those that are only required cost less. */
const WATCH = `
import { registerHooks } from 'node:module';
const packages = new Set();
registerHooks({
  resolve(specifier, context, next) {
    const { url, ...found } = next(specifier, context);
    if (url.startsWith('node:') && context.conditions.includes('import')) packages.add(url);
    return { url, ...found };
  },
  load(url, context, next) {
    packages.add(/.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]);
    return next(url, context);
  },
});
process.on('exit', () => process.stderr.write(JSON.stringify([...packages].filter(Boolean))));
`;

function importedBy(program: string, ...words: string[]): string[] {
  const { stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(WATCH)}`, program, ...words],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  return JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as string[];
}

/** Each is needed by a few commands, and takes longer to import than all that every command needs. */
const OF_SOME_COMMANDS = [
  'compromise',
  'echarts',
  'hyparquet',
  'kysely',
  'node:http',
  'pg',
  'prom-client',
  'yaml',
];

describe('the start of a command', () => {
  it('imports nothing that only other commands need', () => {
    const imported = importedBy(ROOKERY, '--help');
    expect(imported).toContain('commander');
    expect(imported.filter((name) => OF_SOME_COMMANDS.includes(name))).toEqual([]);
  });
});

/** A process may need these once, and seldom does; each takes a tenth of its start. An import of node:http loads all of fetch. */
const OF_SOME_CALLS = ['google-protobuf', 'nice-grpc-server-reflection', 'node:http', 'pg-boss', 'tinyld'];

describe('the start of a service', () => {
  it.each(['gateway', 'benchmark'])('imports nothing that only some of its calls need: %s', (name) => {
    const imported = importedBy(serviceMain(name), CHECK_VARIABLES);
    expect(imported).toContain('nice-grpc');
    expect(imported.filter((one) => OF_SOME_CALLS.includes(one))).toEqual([]);
  });
});
