import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ListPlannersResponse } from '@rookery/shared-contracts';
import { Command, type Finished } from './testing/command.ts';
import { PythonPlanner } from './testing/python-planner.ts';
import { pythonIsMissing } from './testing/python.ts';

const PROFILE = { age: '55+', gender: 'Female', emotional_state: 'Despair', health_status: 'Poor' };
// Nothing listens on the port of "gone".
const GONE = 'gone=127.0.0.1:9';

let folder: string;
let planner: PythonPlanner;
let platform: Command;

const variables = (): Record<string, string> => ({ ROOKERY_DATA: join(folder, 'data') });

function rookery(...words: string[]): Promise<Finished> {
  return new Command(words, variables()).finished();
}

async function up(): Promise<Command> {
  const backends = `thompson=${planner.address},${GONE}`;
  const command = new Command(['up', '--port', '0'], { ...variables(), ROOKERY_PLANNER_BACKENDS: backends });
  const started = () =>
    command.stdout.includes('The platform serves at') || command.process.exitCode !== null;
  while (!started()) await new Promise((resolve) => setTimeout(resolve, 50));
  return command;
}

function plan(name: string, parameters: string): Promise<Finished> {
  const query = ['--query', 'How can I sleep?', '--profile', join(folder, 'profile.json')];
  const search = ['--planner', name, '--parameters', parameters, '--budget', '20', '--depth', '2'];
  return rookery('--json', 'plan', ...query, ...search);
}

(pythonIsMissing() ? describe.skip : describe)(
  'the Python planner, a process of its own (needs Python 3.10 with venv and pip)',
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rookery-python-'));
      await writeFile(join(folder, 'profile.json'), JSON.stringify(PROFILE));
      planner = await PythonPlanner.start(folder);
      platform = await up();
    }, 300_000);

    afterAll(async () => {
      platform.process.kill('SIGINT');
      await platform.finished();
      await planner.stop();
      await rm(folder, { recursive: true });
    }, 60_000);

    it('passes `planners verify`', async () => {
      const { exit, stdout } = await rookery('planners', 'verify', planner.address);
      expect(stdout).not.toMatch(/^FAIL/m);
      expect(stdout).toMatch(/1[5-9] passed, 0 failed/);
      expect(exit).toBe(0);
    }, 120_000);

    it('is compared with others', async () => {
      const size = ['--problems', '6', '--priors', 'good', '--depths', '3', '--budgets', '0,16'];
      const words = ['compare', '--planners', 'random,thompson', ...size, '--watch', '--format', 'html'];
      const { exit, stdout } = await rookery(...words);
      expect(exit).toBe(0);
      expect(stdout).toContain('data-planner="thompson"');
    }, 120_000);

    it('plans through the gateway, is listed, and one that is gone harms only those who name it', async () => {
      const found = await plan('thompson', '{"spread": 0.5}');
      expect(found).toMatchObject({ exit: 0 });
      const path = JSON.parse(found.stdout) as Record<string, unknown>;
      expect(path).toMatchObject({
        planner: 'thompson',
        stopReason: 'STOP_REASON_BUDGET',
        evaluations: 20,
        parametersJson: '{"spread":0.5,"use_ranking":true}',
      });
      expect(path['steps']).toHaveLength(2);

      const listed = JSON.parse((await rookery('--json', 'planners')).stdout) as ListPlannersResponse;
      expect(listed.planners.find(({ name }) => name === 'thompson')).toMatchObject({ external: true });
      expect(listed.planners.find(({ name }) => name === 'gone')).toMatchObject({
        external: true,
        unusable: expect.stringContaining('planner gone cannot be used'),
      });
      expect((await rookery('planners')).stdout).toContain(
        'gone (external): CANNOT BE USED NOW: planner gone',
      );

      const gone = await plan('gone', '');
      expect(gone).toMatchObject({ exit: 4 });
      expect(gone.stderr).toContain('UNAVAILABLE: planner gone');
      const wrong = await plan('thompson', '{"sprad": 0.5}');
      expect(wrong).toMatchObject({ exit: 2 });
      expect(wrong.stderr).toContain(
        'options.parameters_json.sprad: is not known; known are: spread, use_ranking',
      );
    }, 300_000);
  },
);
