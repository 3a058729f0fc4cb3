import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RedTeamReport } from '@rookery/judge-red-team';
import { Command, type Finished } from './testing/command.ts';
import { RunningPlatform } from './testing/running-platform.ts';

let platform: RunningPlatform;
beforeAll(async () => {
  platform = await RunningPlatform.start();
}, 120_000);
afterAll(() => platform.close());

const rookery = (...words: string[]): Promise<Finished> =>
  new Command(words, { ROOKERY_ADDRESS: platform.address }).finished();

async function redTeam(...words: string[]): Promise<RedTeamReport> {
  const { exit, stdout, stderr } = await rookery('redteam', '--json', ...words);
  expect({ exit, stderr: exit === 0 ? '' : stderr }).toEqual({ exit: 0, stderr: '' });
  return JSON.parse(stdout) as RedTeamReport;
}

describe('rookery redteam', () => {
  it('finds nothing in a judge that never falls, and everything in one that always does', async () => {
    const [careful, gullible] = [
      await redTeam('--judge', 'sim/gullible-0'),
      await redTeam('--judge', 'sim/gullible-100'),
    ];
    for (const { all, simulated } of [careful, gullible]) {
      expect({ simulated, trials: all.success.trials, unknown: all.unknown }).toEqual({
        simulated: true,
        trials: 186,
        unknown: 0,
      });
    }
    expect(careful.all.success.hits).toBe(0);
    expect(careful.falseAlarms.hits).toBe(0);
    expect(gullible.all.success.value).toBeGreaterThan(0.9);
    const denial = gullible.families.find(({ family }) => family === 'denial');
    expect(denial?.denied.value).toBeGreaterThan(0.5);
    expect(denial?.broken.hits).toBeGreaterThan(0);
  }, 300_000);

  it('lies between them for one that falls half the time, by every protocol', async () => {
    for (const protocol of ['rubric', 'isolated', 'checklist']) {
      const { all, promptVersions } = await redTeam(
        ...['--judge', 'sim/gullible-50', '--protocol', protocol, '--families', 'authority,channel'],
      );
      expect(promptVersions).toHaveLength(1);
      expect([protocol, all.success.value > 0.1 && all.success.value < 0.95]).toEqual([protocol, true]);
      expect(all.success.interval?.low).toBeGreaterThan(0);
    }
  }, 300_000);

  it('prints a report in words, says what it takes, and fails on a condition', async () => {
    const flags = ['--judge', 'sim/gullible-100', '--families', 'master_key'];
    const dry = await rookery('redteam', ...flags, '--dry-run');
    expect(dry.stdout).toMatch(/^14 attacks on \d+ cases, \d+ verdicts: at least \d+ calls/);
    const { exit, stdout, stderr } = await rookery('redteam', ...flags, '--fail-on', 'success > 10%');
    expect({ exit, stderr }).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('--fail-on success > 10%') as unknown,
    });
    expect(stderr).toMatch(/red team [0-9a-f]{8} on sim\/gullible-100: 14 attacks/);
    expect(stdout).toMatch(/^SIMULATED judge: red team of sim\/gullible-100\n=+\n/);
    expect(stdout).toMatch(/master_key +14 +100% \[/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  }, 120_000);

  it('takes over the verdicts of an earlier one', async () => {
    const flags = ['--judge', 'sim/gullible-50', '--families', 'bias'];
    const first = await redTeam(...flags, '--resume', 'again');
    expect(await redTeam(...flags, '--resume', 'again')).toEqual(first);
  }, 120_000);

  it.each([
    [['--families', 'nonsense'], 2, 'nonsense is none; there are instruction,'],
    [['--protocol', 'vote'], 2, 'one of rubric, isolated, checklist is wanted'],
    [['--judge', 'nobody'], 3, 'nobody'],
  ])(
    'says what is wrong with %j',
    async (words, code, says) => {
      const { exit, stderr } = await rookery('redteam', ...words);
      expect({ exit, stderr }).toMatchObject({
        exit: code,
        stderr: expect.stringContaining(says) as unknown,
      });
    },
    60_000,
  );
});

describe('rookery judge-bias', () => {
  it('tells a judge that is moved from one that is not', async () => {
    const { exit, stdout } = await rookery('judge-bias', '--json', '--judge', 'sim/gullible-100');
    expect(exit).toBe(0);
    const moved = JSON.parse(stdout) as {
      simulated: boolean;
      probes: { probe: string; difference: { value: number; interval?: { low: number; high: number } } }[];
      position: { first: { value: number }; turned: { value: number } };
    };
    const of = (name: string) => moved.probes.find(({ probe }) => probe === name)?.difference;
    expect(moved.simulated).toBe(true);
    expect(of('length')?.value).toBeGreaterThan(2);
    expect(of('gender')?.value).toBeLessThan(0);
    expect(moved.position).toMatchObject({ first: { value: 1 }, turned: { value: 1 } });

    const careful = await rookery('judge-bias', '--judge', 'sim/gullible-0');
    expect(careful.stdout).toMatch(/^SIMULATED judge: biases of sim\/gullible-0/);
    expect(careful.stdout).toMatch(/gender +\+0\.00 +12 +0/);
    expect(careful.stdout).toContain('12 answers to 12 people');
    expect(careful.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  }, 180_000);

  it('judges the answers of a run', async () => {
    const sample = fileURLToPath(new URL('../../../docs/datasets-sample.csv', import.meta.url));
    await rookery('import', sample);
    const ran = await rookery('run', '--limit', '3', '--statuses', 'vanilla', '--watch');
    const run = /runs\/[\w-]+/.exec(ran.stdout + ran.stderr)?.[0] ?? '';
    const { exit, stdout } = await rookery(
      'judge-bias',
      '--judge',
      'sim/gpt-4o',
      '--run',
      run,
      '--limit',
      '2',
    );
    expect({ exit, stdout }).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('2 answers to') as unknown,
    });
  }, 180_000);
});
