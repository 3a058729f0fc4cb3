import { describe, expect, it } from '@jest/globals';
import { runLoad } from './run-load.ts';
import type { ProcessReadings } from './server-load.ts';
import type { LoadTarget } from './target.ts';

const never = new AbortController().signal;

/** Two phases, so that there is a moment between them at which counters have to be read. */
const plan = {
  profile: [
    { seconds: 0.9, from: 10, to: 10 },
    { seconds: 0.9, from: 50, to: 50 },
  ],
  spacing: 'even' as const,
  seed: 1,
  warmUpSeconds: 0,
  maxCalls: 1_000,
  maxInFlight: 1_000,
  timeoutMs: 1_000,
};

const target = (readProcesses?: () => Promise<ProcessReadings>): LoadTarget => ({
  title: 'answering',
  lastFailure: undefined,
  start: () => ({ outcome: Promise.resolve('OK'), cancel: () => undefined }),
  ...(readProcesses === undefined ? {} : { readProcesses }),
  close: () => undefined,
});

/** A process that says it used half a core first and two cores then. */
function busier(began: number): ProcessReadings['processes'][number] {
  const elapsedSeconds = (performance.now() - began) / 1000;
  return {
    name: 'planner',
    instanceId: 'one',
    elapsedSeconds,
    cpuSeconds: elapsedSeconds <= 0.9 ? 0.5 * elapsedSeconds : 0.45 + 2 * (elapsedSeconds - 0.9),
    cores: 2,
    eventLoopDelays: [{ upToMs: 5, count: Math.round(elapsedSeconds * 1000) }],
  };
}

describe('the load of the processes behind a target', () => {
  it('is told for each phase of the rate, and for all of it', async () => {
    const began = performance.now();
    const readings = async (): Promise<ProcessReadings> => ({
      processes: [busier(began)],
      silent: ['judge'],
    });
    const { server } = await runLoad(target(readings), plan, never);
    expect(server.notOffered).toBeUndefined();
    expect(server.silent).toEqual(['judge']);
    expect(server.stages.map(({ fromRate, toSecond }) => [fromRate, Math.round(toSecond * 10)])).toEqual([
      [10, 9],
      [50, 18],
    ]);
    const [first, second] = server.stages.map(({ processes }) => processes[0]?.cpuCores ?? Number.NaN);
    expect(second).toBeGreaterThan(first ?? Number.NaN);
    expect(server.processes).toMatchObject([{ name: 'planner', cores: 2, eventLoopDelayP99Ms: 5 }]);
  });

  it('is not offered by a target without processes, and by one that refuses', async () => {
    const quick = { ...plan, profile: [{ seconds: 0.1, from: 10, to: 10 }] };
    expect((await runLoad(target(), quick, never)).server).toMatchObject({
      notOffered: expect.stringContaining('no process of its own'),
      processes: [],
    });
    const refuses = (): Promise<ProcessReadings> => Promise.reject(new Error('12 UNIMPLEMENTED'));
    expect((await runLoad(target(refuses), quick, never)).server.notOffered).toBe('12 UNIMPLEMENTED');
  });

  it('leaves out what a process did across a restart', async () => {
    const began = performance.now();
    let readings = 0;
    const restarting = async (): Promise<ProcessReadings> => ({
      processes: [{ ...busier(began), instanceId: String((readings += 1)) }],
      silent: [],
    });
    const { server } = await runLoad(target(restarting), plan, never);
    expect(server.processes).toEqual([]);
    expect(readings).toBeGreaterThan(1);
  });
});
