import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EXIT } from './terminal/exit-code.ts';
import { Command } from './testing/command.ts';
import { RunningPlatform } from './testing/running-platform.ts';

let folder: string;
let platform: RunningPlatform;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-experiment-'));
  platform = await RunningPlatform.start();
}, 120_000);

afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
}, 60_000);

interface Point {
  readonly value: number;
  readonly samples: number;
}

const rookery = (...words: string[]) => new Command(words, { ROOKERY_ADDRESS: platform.address }).finished();

const experiment = (names: string, out: string, ...words: string[]) =>
  rookery(
    'experiment',
    names,
    '--limit',
    '7',
    '--budget',
    '8',
    '--depth',
    '2',
    '--out',
    join(folder, out),
    ...words,
  );

describe('rookery experiment', () => {
  it('lists the experiments there are', async () => {
    const { exit, stdout } = await rookery('experiment');
    expect(exit).toBe(EXIT.ok);
    for (const name of ['context-gap', 'main', 'rollouts', 'judges']) expect(stdout).toContain(name);
  }, 60_000);

  it('makes one with all that it needs, and writes a report that needs nothing else', async () => {
    const { exit, stdout, stderr } = await experiment('stepwise,context-gap,disclosure', 'first');
    expect({ exit, stderr }).toMatchObject({ exit: EXIT.ok });
    expect(stderr).toContain('0 of them there already');
    const page = await readFile(join(folder, 'first/report.html'), 'utf8');
    expect(page).not.toMatch(/<script|<link|<img|@import|url\((?!#)|https?:(?!\/\/www\.w3\.org)/);
    expect(page).not.toMatch(/NaN|Infinity|>undefined/);
    for (const text of [
      'SIMULATED',
      'id="stepwise"',
      'Figure 15',
      'id="settings"',
      'id="data"',
      'NeurIPS 2025',
    ])
      expect(page).toContain(text);
    const figures = await readdir(join(folder, 'first/figures'));
    expect(figures).toEqual(
      expect.arrayContaining(['stepwise-curve.svg', 'stepwise-curve.png', 'stepwise-curve-dark.png']),
    );
    expect(page.match(/<figure/g)?.length).toBe(figures.filter((file) => file.endsWith('.svg')).length);
    expect((await readFile(join(folder, 'first/samples.parquet'))).subarray(0, 4).toString()).toBe('PAR1');
    expect(stdout).toBe('');
  }, 300_000);

  it('makes nothing twice: what another experiment has made is taken as it is', async () => {
    const { exit, stderr } = await experiment('stepwise', 'second');
    expect({ exit, stderr }).toMatchObject({ exit: EXIT.ok });
    expect(stderr).toMatch(/4 of 4 steps, 3 of them there already, 0 model calls/);
    const values = async (out: string) => {
      const { results } = JSON.parse(await readFile(join(folder, out, 'result.json'), 'utf8')) as {
        results: { experiment: string; exhibits: object[] }[];
      };
      return results.find((one) => one.experiment === 'stepwise')?.exhibits;
    };
    expect(await values('second')).toEqual(await values('first'));
  }, 120_000);

  it('makes benign twins of the scenarios it takes, and pairs them', async () => {
    const { exit, stderr } = await experiment('over-caution', 'twins');
    expect({ exit, stderr }).toMatchObject({ exit: EXIT.ok });
    // Answers to the scenarios themselves are there from context-gap.
    expect(stderr).toMatch(/5 of 5 steps, 2 of them there already/);
    const {
      experiment: made,
      results,
      dataCard,
    } = JSON.parse(await readFile(join(folder, 'twins/result.json'), 'utf8')) as {
      experiment: { data: object; steps: { resource: string }[] };
      results: { complete: boolean; exhibits: { id: string; series: { points: Point[] }[] }[] }[];
      dataCard: { digest: string; scenarios: number };
    };
    expect(made.data).toEqual({ dataSet: 'dataSets/own', digest: dataCard.digest, scenarios: 70 });
    expect(results[0]?.complete).toBe(true);
    const points = results[0]?.exhibits.flatMap(({ series }) => series.flatMap((one) => one.points)) ?? [];
    expect(points.length).toBe(12);
    for (const { value, samples } of points) expect([Number.isFinite(value), samples]).toEqual([true, 7]);
    const twins = made.steps.find(({ resource }) => resource.startsWith('dataSets/'))?.resource ?? '';
    const card = await rookery('data-sets', 'card', twins, '--json');
    expect(JSON.parse(card.stdout)).toMatchObject({ scenarios: 7, twins: 7 });
    // The runs say that they are of it; those of the data set itself are of that.
    const listed = await rookery('runs', '--json');
    expect(listed.stdout).toContain(twins);
    expect(listed.stdout).toContain(dataCard.digest);
  }, 300_000);

  it('stops at a limit, says so, and goes on from there', async () => {
    const { exit, stderr } = await experiment('abstention', 'third', '--max-calls', '40');
    expect({ exit, stderr }).toMatchObject({ exit: EXIT.incomplete });
    expect(stderr).toMatch(/stopped|of 40/);
    const [name = ''] = /experiments\/[\w-]+/.exec(stderr) ?? [];
    const resumed = await rookery(
      'experiment',
      '--resume',
      name,
      '--max-calls',
      '100000',
      '--out',
      join(folder, 'third'),
    );
    expect(resumed).toMatchObject({ exit: EXIT.ok });
    const { results } = JSON.parse(await readFile(join(folder, 'third/result.json'), 'utf8')) as {
      results: { complete: boolean }[];
    };
    expect(results.map(({ complete }) => complete)).toEqual([true]);
  }, 180_000);

  it('goes on where its process died', async () => {
    const command = new Command(
      ['experiment', 'selection', '--limit', '7', '--seed', '9', '--out', join(folder, 'killed')],
      { ROOKERY_ADDRESS: platform.address },
    );
    while (!command.stderr.includes('gpt-4o, vanilla') && command.process.exitCode === null) await pause(20);
    platform.kill('benchmark');
    const { exit, stderr } = await command.finished();
    expect({ exit, stderr }).toMatchObject({ exit: EXIT.ok });
    const { results } = JSON.parse(await readFile(join(folder, 'killed/result.json'), 'utf8')) as {
      results: { complete: boolean; exhibits: { series: { points: { samples: string }[] }[] }[] }[];
    };
    expect(results[0]?.complete).toBe(true);
    const [series] = results[0]?.exhibits[0]?.series ?? [];
    expect(series?.points.map(({ samples }) => Number(samples))).toEqual([7, 7, 7, 7, 7]);
  }, 240_000);

  it('is listed and erased; what it made stays', async () => {
    const listed = await rookery('experiments');
    const names = [...listed.stdout.matchAll(/experiments\/[\w-]+/g)].map(([name]) => name);
    expect(names).toHaveLength(5);
    expect((await rookery('experiments', 'delete', ...names)).exit).toBe(EXIT.ok);
    expect((await rookery('experiments')).stdout).toContain('no experiments yet');
    expect((await rookery('runs')).stdout).toContain('runs/');
  }, 120_000);

  it('refuses what it does not know, by name', async () => {
    for (const [words, said] of [
      [['figure-99'], 'context-gap'],
      [['main', '--models', 'nobody'], 'nobody'],
      [['main', '--preset', 'mine'], 'paper'],
    ] as const) {
      const { exit, stderr } = await rookery('experiment', ...words);
      expect(exit).not.toBe(EXIT.ok);
      expect(stderr).toContain(said);
    }
  }, 120_000);
});
