import { setTimeout as sleep } from 'node:timers/promises';
import { memoryMb, openDescriptors, processesAreWell } from '../invariants/process-health.ts';
import { nothingIsLeftOver, resultsAreExact } from '../invariants/results.ts';
import type { StagedScenario } from '../scenario.ts';
import type { Stage } from '../stage/stage.ts';
import { BenchmarkRun } from '../work/benchmark-run.ts';
import { Conversations } from '../work/conversations.ts';
import { WatchingCaller } from '../work/watching-caller.ts';

const PEOPLE = 3;
const MINUTE_MS = 60_000;
/** Of a process from the second third of the time to the last: more is a leak, less is how memory is taken and given back. */
const GROWTH = { share: 0.15, mb: 40, descriptors: 30 } as const;
/** The slowest answer of a hundred, from the second third to the last. */
const SLOWER = { times: 3, ms: 200 } as const;

/** How it stands after a minute. */
interface Minute {
  readonly memory: ReadonlyMap<string, number>;
  readonly descriptors: ReadonlyMap<string, number>;
  readonly p99Ms: number;
}

export const soak: StagedScenario = {
  name: 'soak',
  says: 'runs, conversations and other calls for so many minutes: memory and handles stay, and so does the delay',
  times: 60,
  async play({ stage, times, say }) {
    await using watching = new WatchingCaller(stage.client());
    await using talking = new Conversations(() => stage.client(), PEOPLE);
    let going = true;
    const wrong: string[] = [];
    let runs = 0;
    const running = (async () => {
      const rookery = stage.client();
      while (going) {
        const run = await BenchmarkRun.begin(rookery, 2, { requestId: `soak-${(runs += 1)}` });
        await run.end();
        wrong.push(...(await resultsAreExact(stage, run)), ...(await nothingIsLeftOver(stage, run)));
        // The log of the model server is this process's own, and grows with what it is asked.
        stage.upstream.asked.length = 0;
      }
    })();
    const minutes: Minute[] = [];
    for (let minute = 1; minute <= times; minute += 1) {
      await sleep(MINUTE_MS);
      minutes.push(measured(stage, watching));
      const { memory, p99Ms } = minutes.at(-1) ?? { memory: new Map<string, number>(), p99Ms: 0 };
      const sizes = [...memory].map(([service, mb]) => `${service} ${Math.round(mb)} MB`).join(', ');
      say(
        `minute ${minute}: ${runs} runs, ${talking.ended} conversations, p99 ${Math.round(p99Ms)} ms; ${sizes}`,
      );
    }
    going = false;
    await running;
    await talking.stop();
    await watching.stop();
    return [...wrong, ...grown(minutes), ...talking.wrong, ...watching.wrong, ...processesAreWell(stage)];
  },
};

function measured(stage: Stage, watching: WatchingCaller): Minute {
  const of = (read: (pid: number) => number): ReadonlyMap<string, number> =>
    new Map([...stage.pids].map(([service, pid]) => [service, read(pid)]));
  const times = watching.answeredMs.splice(0).sort((one, other) => one - other);
  return {
    memory: of(memoryMb),
    descriptors: of(openDescriptors),
    p99Ms: times[Math.floor(0.99 * times.length)] ?? 0,
  };
}

/** What has grown from the second third of the time to the last. */
function grown(minutes: readonly Minute[]): string[] {
  const third = Math.floor(minutes.length / 3);
  if (third < 2) return [];
  const [before, after] = [minutes.slice(third, 2 * third), minutes.slice(-third)];
  const wrong: string[] = [];
  for (const service of minutes[0]?.memory.keys() ?? []) {
    const of = (part: readonly Minute[], what: 'memory' | 'descriptors'): number =>
      median(part.map((minute) => minute[what].get(service) ?? 0));
    const [mb, mbAfter] = [of(before, 'memory'), of(after, 'memory')];
    if (mbAfter > mb * (1 + GROWTH.share) + GROWTH.mb)
      wrong.push(`${service} grew from ${Math.round(mb)} to ${Math.round(mbAfter)} MB`);
    const [open, openAfter] = [of(before, 'descriptors'), of(after, 'descriptors')];
    if (openAfter > open + GROWTH.descriptors)
      wrong.push(`${service} had ${open} files and connections open, and then ${openAfter}`);
  }
  const [p99, p99After] = [before, after].map((part) => median(part.map(({ p99Ms }) => p99Ms)));
  if ((p99After ?? 0) > SLOWER.times * (p99 ?? 0) + SLOWER.ms)
    wrong.push(`the slowest answer of a hundred took ${p99} ms, and then ${p99After} ms`);
  return wrong;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
