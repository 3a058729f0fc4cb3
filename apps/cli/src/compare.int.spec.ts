import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from './testing/command.ts';
import { processesMentioning } from './testing/processes.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-compare-'));
});
afterAll(() => rm(folder, { recursive: true }));

const compare = (...words: string[]): Command => new Command(['compare', ...words], { ROOKERY_DATA: folder });

interface ShownResult {
  readonly simulated: boolean;
  readonly cells: readonly {
    readonly label: string;
    readonly contenders: readonly { readonly label: string }[];
  }[];
}

describe('rookery compare', () => {
  it('says what is wrong before it starts anything', async () => {
    const misspelt = join(folder, 'misspelt.json');
    await writeFile(misspelt, '{"contenders":[{"planner":"uct","parameter":""}],"checkpoints":[5]}');
    for (const [words, says] of [
      [['--priors', 'lucky'], '--priors: lucky is not one of good, poor, misleading'],
      [['--parameters', 'uct={}'], '--parameters: uct is not one of --planners'],
      [['--spec', misspelt], 'has contenders.0.parameter, which no comparison has'],
      [['--spec', join(folder, 'none.json')], 'there is no readable file'],
      [['--budgets', '5,x'], 'a whole number from 0 to 1000000 is wanted'],
    ] as const) {
      const { exit, stderr } = await compare(...words).finished();
      expect({ exit, stderr }).toMatchObject({ exit: 2, stderr: expect.stringContaining(says) as unknown });
      expect(stderr).not.toContain('starting the platform');
    }
  }, 120_000);

  it('compares, stops at Ctrl-C, goes on, and draws what came of it', async () => {
    const worlds = join(folder, 'worlds.json');
    await writeFile(worlds, '{"plain":{},"loud":{"noise":2}}');
    const flags = ['--worlds', worlds, '--priors', 'good', '--depths', '4', '--budgets', '10,40'];
    const size = [
      '--problems',
      '400',
      '--planners',
      'random,path-kg',
      '--parameters',
      'path-kg={"tolerance":0}',
    ];
    const begun = compare(...flags, ...size);
    while (!/comparisons\/\S+: 1600 searches/.test(begun.stderr)) {
      expect(begun.process.exitCode).toBeNull();
      await wait(20);
    }
    begun.process.kill('SIGINT');
    const { exit, stderr } = await begun.finished();
    expect({ exit, stderr }).toMatchObject({ exit: 130 });
    const name = /go on with: npx rookery compare --resume (comparisons\/\S+)/.exec(stderr)?.[1] ?? '';

    const resumed = await compare('--resume', name, '--format', 'json').finished();
    expect({ exit: resumed.exit, stderr: resumed.stderr }).toMatchObject({ exit: 0 });
    const result = JSON.parse(resumed.stdout) as ShownResult;
    expect(result.simulated).toBe(true);
    expect(result.cells.map(({ label }) => label)).toEqual(['plain', 'loud']);
    expect(result.cells[0]?.contenders.map(({ label }) => label)).toEqual(['random', 'path-kg']);

    const chart = join(folder, 'chart.svg');
    const shown = await compare('--id', name, '--format', 'svg', '--out', chart).finished();
    expect({ exit: shown.exit, stdout: shown.stdout }).toEqual({ exit: 0, stdout: '' });
    expect(await readFile(chart, 'utf8')).toContain('SIMULATED comparison of planners');
    expect(processesMentioning(folder)).toEqual([]);
  }, 400_000);
});
