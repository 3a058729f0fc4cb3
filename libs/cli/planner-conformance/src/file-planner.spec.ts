import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CheckResult } from './check.ts';
import { coreNames } from './core-planner.ts';
import { verifyPlanner } from './verify-planner.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-verify-'));
});
afterAll(() => rm(folder, { recursive: true }));

const CAPABILITIES = '{ maxAttributes: 64, maxDepth: 64, distinctSubsets: false }';

/** A planner that evaluates each attribute alone and asks in their order, as the text of a module, with these departures. */
function module({
  name = 'plain',
  outside = '',
  ask = '',
  path = 'free.slice(0, problem.depth)',
  start = '',
}: Readonly<Partial<Record<'name' | 'outside' | 'ask' | 'path' | 'start', string>>>): string {
  return `
    ${outside}
    export const planner = {
      info: { name: '${name}', title: 'p', description: 'evaluates each alone', parameters: [], presets: [],
        weighsCosts: false, learnsFromLibraries: false },
      capabilities: ${CAPABILITIES},
      start(problem, parameters) {
        ${start}
        const bit = (attribute) => 1n << BigInt(attribute);
        const all = Array.from({ length: problem.attributes }, (_, attribute) => attribute);
        const free = all.filter((attribute) => (bit(attribute) & (problem.known | problem.forbidden)) === 0n);
        let asked = 0;
        return {
          ask(max) {
            ${ask}
            const some = free.slice(asked, Math.min(asked + max, problem.budget));
            asked += some.length;
            return some.map((attribute) => ({ kind: 'evaluate', id: attribute, subset: problem.known | bit(attribute) }));
          },
          tell() {},
          bestPath: () => ({ steps: (${path}).map((attribute) => ({ attribute, mean: undefined, visits: 0 })) }),
        };
      },
    };`;
}

async function verify(text: string): Promise<CheckResult[]> {
  // A module is loaded once for each path.
  const file = join(folder, `${crypto.randomUUID()}.mjs`);
  await writeFile(file, text);
  return verifyNamed(file);
}

function verifyNamed(planner: string): Promise<CheckResult[]> {
  const options = { patienceMs: 5_000, signal: new AbortController().signal };
  return Array.fromAsync(verifyPlanner(planner, options));
}

const failures = (results: readonly CheckResult[]) =>
  results.filter(({ outcome }) => outcome === 'failed').map(({ name, detail }) => `${name}: ${detail}`);

const REFUSES = "if (Object.keys(parameters).length > 0) throw new Error('no parameters');";

describe('verifyPlanner of a file', () => {
  it('tells of a planner that takes parameters it does not know, and of nothing else', async () => {
    const results = await verify(module({}));
    expect(failures(results)).toEqual([
      'refuses unknown parameters (INVALID_ARGUMENT): no_such_parameter: was accepted',
    ]);
    expect(results.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^gives the thread back/));
    expect(results.map(({ name }) => name).join()).not.toMatch(/stream|version/);
  });

  it.each<[string, Parameters<typeof module>[0], RegExp]>([
    ['a name that requests cannot have', { name: 'My Planner' }, /^describes itself.*name is not 1 to 100/],
    ['an error of its own', { ask: "throw new Error('out of luck');" }, /threw an error: out of luck/],
    ['a refusal without a kind', { start: REFUSES }, /^refuses unknown.*was INTERNAL, not INVALID_ARGUMENT/],
    ['forbidden attributes', { path: 'all.slice(0, 1)' }, /^keeps what is known in.*(known|forbidden)/],
    [
      'searches that share their state',
      {
        outside: 'let shared = 0;',
        path: '(shared += 1) % 7 === 0 ? free.slice(-problem.depth) : free.slice(0, problem.depth)',
      },
      /^asks and finds the same.*best path/,
    ],
    [
      'calls that hold the thread',
      {
        ask: 'if (problem.attributes === 64 && asked === 0) { const end = Date.now() + 1200; while (Date.now() < end); }',
      },
      /^gives the thread back.*ask took 1[0-9]{3} ms/,
    ],
  ])('tells of %s', async (_, departure, complaint) => {
    expect(failures(await verify(module(departure)))).toContainEqual(expect.stringMatching(complaint));
  });

  it('refuses what is no planner, and says what is wanted', async () => {
    await expect(verify('export const answer = 42;')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('exports no planner; one, made by typescriptPlanner, is wanted'),
    });
    await expect(verify(`${module({})} export const other = planner;`)).rejects.toThrow('exports 2 planners');
    await expect(verify('export const = 1;')).rejects.toThrow('cannot be loaded: ');
    await expect(verifyNamed(join(folder, 'none.ts'))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(verifyNamed('oracle')).rejects.toThrow(
      /oracle is neither HOST:PORT, nor a file, nor a planner of the core \(.*uct/,
    );
  });
});

describe('verifyPlanner of the core', () => {
  it.each(coreNames())('finds nothing wrong with %s', async (name) => {
    const results = await verifyNamed(name);
    expect(failures(results)).toEqual([]);
  });
});
