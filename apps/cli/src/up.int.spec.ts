import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { childEnvironment } from '@rookery/shared-runtime';
import { Command, MAIN, type Finished } from './testing/command.ts';
import { processesMentioning } from './testing/processes.ts';

let folder: string;
let platform: Command;

const rookery = (words: readonly string[], input = ''): Promise<Finished> =>
  new Command(words, { ROOKERY_DATA: folder }, input).finished();

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-up-'));
  platform = new Command(['up', '--port', '0'], { ROOKERY_DATA: folder });
  await until(() => platform.stdout.includes('The platform serves at') || platform.process.exitCode !== null);
}, 120_000);

afterAll(async () => {
  platform.process.kill('SIGINT');
  const { exit } = await platform.finished();
  expect(exit).toBe(0);
  expect(processesMentioning(folder)).toEqual([]);
  await rm(folder, { recursive: true });
}, 120_000);

describe('rookery up, and commands on the same data folder', () => {
  it('is found by other commands, which start nothing of their own', async () => {
    const { exit, stdout, stderr } = await rookery(['models']);
    expect(exit).toBe(0);
    expect(stdout).toContain('sim/gpt-4o');
    expect(stderr).not.toContain('starting');
  });

  it('lists the catalogue with who serves what, and what is wrong with a file of one', async () => {
    const { exit, stdout } = await rookery(['models', '--catalogue']);
    expect(exit).toBe(0);
    expect(stdout).toMatch(
      /^qwq-32b@[0-9a-f]{12} +Qwen\/QwQ-32B +976055f8c83f +2 x H100, 79 GiB each .* nobody$/m,
    );
    expect(stdout).toMatch(/^gpt-4o@.* not pinned +no GPU of yours /m);
    const file = join(folder, 'models.yaml');
    await writeFile(file, 'form: 1\nmodels: {ours: {hub: x}}\n');
    const wrong = await new Command(['models', '--catalogue'], {
      ROOKERY_DATA: folder,
      ROOKERY_CATALOGUE: file,
    }).finished();
    expect(wrong.exit).not.toBe(0);
    expect(wrong.stderr).toContain('models.ours.hub is "x"; allowed is OWNER/NAME');
  }, 60_000);

  it('says which models it found', async () => {
    await until(() => platform.stderr.includes('models: '));
    expect(platform.stderr).toMatch(/^models: \d+ simulated \(sim\//m);
  });

  it('refuses a second platform on the same data', async () => {
    const { exit, stderr } = await rookery(['up', '--port', '0']);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/ALREADY_EXISTS: a platform runs on .* already/);
  });

  it('imports files in both shapes, counts what is wrong, and adds nothing twice', async () => {
    const file = join(folder, 'My rows.jsonl');
    const good = { source: 'real', scenario: 'career', query: 'Should I say no?', age: '28' };
    await writeFile(file, `${JSON.stringify(good)}\n${JSON.stringify({ ...good, query: '' })}\n{"sour`);
    const first = await rookery(['import', file, '--json']);
    expect(first.exit).toBe(5);
    expect(JSON.parse(first.stdout)).toMatchObject({ dataSet: 'my-rows', rows: 3, accepted: 1, rejected: 2 });
    const second = await rookery(['import', file]);
    expect(second.stdout).toContain('3 rows, 0 new, 1 there already, 2 rejected');
    expect(second.stdout).toMatch(/row 2, query: /);
    expect(second.stdout).not.toContain('say no');
  });

  it('runs, lists and reports', async () => {
    const ran = await rookery(['run', '--data-set', 'my-rows', '--statuses', 'vanilla,agent', '--watch']);
    expect({ exit: ran.exit, stderr: ran.stderr }).toMatchObject({ exit: 0 });
    const listed = await rookery(['runs', '--json']);
    const [run] = JSON.parse(listed.stdout) as { name: string; state: string }[];
    expect(run).toMatchObject({ state: 'JOB_STATE_SUCCEEDED' });
    const name = run?.name ?? '';
    const csv = await rookery(['report', name, '--format', 'csv']);
    expect(csv.stdout).toMatch(/sim\/gpt-4o/);
    const markdown = await rookery(['report', name.replace('runs/', ''), '--format', 'md']);
    expect(markdown.stdout).toMatch(/^# SIMULATED/);
  }, 120_000);

  it('shows single samples, and writes them to files', async () => {
    const [run] = JSON.parse((await rookery(['runs', '--json'])).stdout) as { name: string }[];
    const name = run?.name ?? '';
    const read = await rookery(['results', name, '--worst', '1']);
    expect({ exit: read.exit, stderr: read.stderr }).toMatchObject({ exit: 0 });
    expect(read.stdout).toMatch(/^question +Should I say no\?$/m);
    expect(read.stdout).toMatch(/^profile +age: 28$/m);
    expect(read.stdout).toMatch(/^verdict +\d\.\d\d of 5: /m);
    for (const line of read.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const [csv, html] = [join(folder, 'rows.csv'), join(folder, 'run.html')];
    const written = await rookery(['results', name, '--csv', csv, '--html', html]);
    expect(written.stdout).toBe(`${csv}: 2 samples\n${html}: 2 samples\n`);
    expect((await readFile(csv, 'utf8')).split('\r\n').filter((line) => /^runs\//.test(line))).toHaveLength(
      2,
    );
    expect(await readFile(html, 'utf8')).toContain('<details');
    const failed = await rookery(['results', name, '--failed', '--json']);
    expect(JSON.parse(failed.stdout)).toEqual([]);
  }, 120_000);

  it('fails a build when it is told to', async () => {
    const words = ['run', '--data-set', 'my-rows', '--statuses', 'vanilla'];
    const { exit, stderr } = await rookery([...words, '--fail-on', 'score < 5.1']);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^runs\/\S+ succeeded: 1 of 1 samples scored$/m);
    expect(stderr).toMatch(/^--fail-on score < 5\.1: score is \d/m);
    expect(stderr).not.toMatch(/\$0\.00/);
  }, 120_000);

  it('ends quietly when nobody reads on', async () => {
    const pipe = spawn('sh', ['-c', `"${process.execPath}" "${MAIN}" planners | head -1`], {
      env: childEnvironment({ ROOKERY_DATA: folder }),
    });
    let [said, complained] = ['', ''];
    pipe.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    pipe.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
    await once(pipe, 'close');
    expect(said.split('\n')).toHaveLength(2);
    expect(complained).toBe('');
  }, 60_000);

  it('names variables that have no effect, because the platform runs already', async () => {
    const variables = { ROOKERY_DATA: folder, OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' };
    const { stderr } = await new Command(['models'], variables).finished();
    expect(stderr).toMatch(/^without effect here: OPENAI_BASE_URL /m);
  }, 60_000);

  it('names variables that nothing reads, once, and does its work', async () => {
    const variables = { ROOKERY_DATA: folder, ROOKERY_DATABSE_URL: 'postgresql://canary' };
    const { exit, stdout, stderr } = await new Command(['models', '--json'], variables).finished();
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).not.toEqual([]);
    expect(stderr.match(/ROOKERY_DATABSE_URL/g)).toHaveLength(1);
    expect(stderr).toContain('did you mean DATABASE_URL?');
    expect(stderr).not.toContain('canary');
  }, 60_000);

  it('says what a run would take', async () => {
    const { exit, stdout } = await rookery(['run', '--data-set', 'my-rows', '--dry-run']);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^1 scenarios, 3 samples\n.*nothing to pay\n$/s);
  });

  it('erases a data set when nothing holds it any more', async () => {
    const listed = await rookery(['data-sets', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ name: 'dataSets/my-rows', scenarios: 1 }]);
    const held = await rookery(['data-sets', 'delete', 'my-rows']);
    expect(held.exit).not.toBe(0);
    expect(held.stderr).toMatch(/delete runs\/\S+ first/);
    const runs = JSON.parse((await rookery(['runs', '--json'])).stdout) as { name: string }[];
    for (const { name } of runs) {
      expect((await rookery(['runs', 'delete', name.replace('runs/', '')])).stdout).toBe(
        `${name} is erased\n`,
      );
    }
    expect((await rookery(['data-sets', 'delete', 'my-rows'])).exit).toBe(0);
    expect((await rookery(['data-sets'])).stdout).toContain('no data sets yet');
    expect((await rookery(['builds'])).stdout).toContain('no builds yet');
  }, 120_000);

  it('plans for a profile and shows the value of each step', async () => {
    const profile = join(folder, 'profile.json');
    await writeFile(profile, JSON.stringify({ age: '52', emotional_state: 'hopeless', gender: 'male' }));
    const words = ['plan', '--query', 'Should I quit?', '--profile', profile, '--budget', '20', '--json'];
    const [one, two] = [await rookery(words), await rookery(words)];
    expect(one.exit).toBe(0);
    const steps = ({ stdout }: Finished): unknown[] => (JSON.parse(stdout) as { steps: unknown[] }).steps;
    expect(steps(one)).toEqual(steps(two));
    // Questions cost something, so a path may leave out what is not worth asking.
    expect(steps(one).length).toBeGreaterThan(0);
    expect(steps(one).length).toBeLessThanOrEqual(3);
  }, 120_000);

  it('plans on a simulated problem, for which nobody need be described', async () => {
    const words = ['plan', '--world', '{"family": "threshold"}', '--problem', '3', '--budget', '20'];
    const { exit, stdout } = await rookery(words);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/SIMULATED.*20 evaluations/);
    const wrong = await rookery(['plan', '--world', '{"weather": "fine"}']);
    expect(wrong.exit).toBe(2);
    expect(wrong.stderr).toMatch(/world\.settings_json\.weather: is not known; known are: family/);
    expect((await rookery(['plan', '--query', 'Should I quit?'])).stderr).toMatch(/--profile: is required/);
  }, 120_000);

  it('holds a conversation over a pipe', async () => {
    const { exit, stdout, stderr } = await rookery(['ask', 'Should I quit?'], 'tired\n\nalone\n');
    expect(exit).toBe(0);
    expect(stderr).toMatch(/> /);
    expect(stdout).toMatch(/simulated/i);
  }, 120_000);

  it('finds the knee of planning, says how busy the platform was, and writes its page', async () => {
    const [page, csv] = [join(folder, 'knee.html'), join(folder, 'knee.csv')];
    // So few and small searches, with so much time, that the highest rate allowed passes on any machine.
    const { exit, stdout, stderr } = await rookery([
      ...['load', 'plan', '--find-knee', '--rate', '1', '--highest-rate', '2', '--budget', '5'],
      ...['--duration', '1.2', '--warm-up', '0', '--timeout', '30000', '--p99-limit', '30000'],
      ...['--html', page, '--csv', csv, '--json'],
    ]);
    expect({ exit, stderr }).toMatchObject({ exit: 0, stderr: expect.stringContaining(`page: ${page}`) });
    const { knee, result } = JSON.parse(stdout) as {
      knee: { end: string; rate: number };
      result: { server: { silent: string[]; processes: { name: string; cpuCores: number }[] } };
    };
    expect(knee).toMatchObject({ end: 'highest rate', rate: 2 });
    const { processes, silent } = result.server;
    expect(silent).toEqual([]);
    expect(processes.map(({ name }) => name.replace(/ \S*$/, ''))).toEqual(
      expect.arrayContaining(['gateway', 'benchmark', 'judge', 'planner', 'inference worker']),
    );
    expect(await readFile(page, 'utf8')).toContain('CPU of the processes behind the target');
    expect(await readFile(csv, 'utf8')).toContain('planner CPU cores');
  }, 120_000);

  it.each(['generate', 'judge', 'echo'])(
    'offers load: %s',
    async (what) => {
      const words = ['load', what, '--rate', '5', '--duration', '1', '--warm-up', '0', '--timeout', '30000'];
      const { exit, stdout } = await rookery([...words, '--no-html']);
      expect(exit).toBe(0);
      expect(stdout).toMatch(/^OK +5$/m);
      expect(stdout).toMatch(/^0 to 1 s, 5\/s +gateway /m);
    },
    120_000,
  );

  it('keeps conversations that can be listed and erased', async () => {
    const kept = JSON.parse((await rookery(['sessions', '--json'])).stdout) as { name: string }[];
    expect(kept.length).toBeGreaterThan(0);
    const names = kept.map(({ name }) => name);
    const { stdout } = await rookery(['sessions', 'delete', ...names]);
    expect(stdout).toBe(names.map((name) => `${name} is erased\n`).join(''));
    expect((await rookery(['sessions'])).stdout).toContain('no sessions');
    expect((await rookery(['comparisons'])).stdout).toContain('no comparisons yet');
  }, 60_000);

  it.each([
    [['report', 'none'], 3, /NOT_FOUND/],
    [['run', '--models', 'nobody'], 3, /nobody/],
    [['run', '--limit', '-1'], 2, /whole number/],
    [['run', '--statuses', 'fast'], 2, /--statuses: fast/],
    [['dance'], 2, /unknown command/],
    [['run', '--fail-on', 'speed > 3'], 2, /there are failed, unscored/],
    [['results', 'none'], 3, /NOT_FOUND/],
  ])('fails with an exit code that means something: %j', async (words, code, message) => {
    const { exit, stderr } = await rookery(words);
    expect(exit).toBe(code);
    expect(stderr).toMatch(message);
  });
});

describe('a wrong variable of one service', () => {
  it('ends the start at once with the sentence that names it', async () => {
    const other = await mkdtemp(join(tmpdir(), 'rookery-wrong-'));
    const variables = { ROOKERY_DATA: other, ROOKERY_SEARCH_THREADS: 'many' };
    const { exit, stderr } = await new Command(['up', '--port', '0'], variables).finished();
    expect(exit).toBe(78);
    expect(stderr).toMatch(/ROOKERY_SEARCH_THREADS is "many"/);
    expect(processesMentioning(other)).toEqual([]);
    await rm(other, { recursive: true });
  }, 120_000);
});

describe('a model server that nothing listens at', () => {
  const dead = { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_API_KEY: 'sk-canary' };
  const named = /a model server cannot be asked:[^]*OPENAI_BASE_URL/;

  it('is named by `models` beside the models that there are', async () => {
    const other = await mkdtemp(join(tmpdir(), 'rookery-dead-'));
    const { exit, stdout, stderr } = await new Command(['models'], {
      ROOKERY_DATA: other,
      ...dead,
    }).finished();
    expect({ exit, stderr }).toMatchObject({ exit: 0, stderr: expect.stringMatching(named) });
    expect(stdout).toContain('sim/gpt-4o');
    expect(stdout + stderr).not.toContain('canary');
    await rm(other, { recursive: true });
  }, 120_000);

  it('is named by a start that waits for it, because there is no other model', async () => {
    const other = await mkdtemp(join(tmpdir(), 'rookery-dead-'));
    const variables = { ROOKERY_DATA: other, ROOKERY_SIMULATED_MODELS: 'off', ...dead };
    const waiting = new Command(['models'], variables);
    await until(() => named.test(waiting.stderr) || waiting.process.exitCode !== null);
    expect(waiting.stderr).toMatch(named);
    waiting.process.kill('SIGINT');
    await waiting.finished();
    expect(processesMentioning(other)).toEqual([]);
    await rm(other, { recursive: true });
  }, 120_000);
});
