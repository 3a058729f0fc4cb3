import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBackend, type RunningBackend } from '@rookery/shared-planner-backend/testing';
import { Command, type Finished } from './testing/command.ts';
import { RunningPlatform } from './testing/running-platform.ts';

// Nothing listens on the port of "gone".
const GONE = 'gone=127.0.0.1:9';

let backend: RunningBackend;
let platform: RunningPlatform;

beforeAll(async () => {
  backend = await startBackend();
  platform = await RunningPlatform.start({
    ROOKERY_PLANNER_BACKENDS: `walk=${backend.address},${GONE}`,
  });
}, 300_000);
afterAll(async () => {
  await platform.close();
  await backend.close();
}, 60_000);

function load(planner: string): Promise<Finished> {
  const size = [
    '--rate',
    '5',
    '--duration',
    '1',
    '--warm-up',
    '0',
    '--budget',
    '20',
    '--depth',
    '3',
    '--timeout',
    '20000',
  ];
  const words = ['load', 'plan', '--planner', planner, ...size, '--no-html', '--json'];
  return new Command(words, { ROOKERY_DATA: `${platform.folder}/data` }).finished();
}

describe('rookery load plan --planner', () => {
  it.each(['uct', 'one-at-a-time', 'walk'])(
    'takes a planner of the core, in TypeScript, and of another process: %s',
    async (planner) => {
      const { exit, stdout, stderr } = await load(planner);
      expect({ exit, stderr }).toMatchObject({ exit: 0 });
      const { title, result } = JSON.parse(stdout) as {
        title: string;
        result: { outcomes: Record<string, number> };
      };
      expect(title).toContain(`by ${planner} through`);
      expect(result.outcomes).toEqual({ OK: 5 });
    },
    60_000,
  );

  it('says why one cannot be used, and which there are', async () => {
    const gone = await load('gone');
    expect(gone).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('planner gone cannot be used') as unknown,
    });
    const none = await load('oracle');
    expect(none).toMatchObject({
      exit: 2,
      stderr: expect.stringMatching(/oracle is not one of .*one-at-a-time/) as unknown,
    });
  }, 60_000);
});
