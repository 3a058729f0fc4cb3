import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES, type ServiceName } from '@rookery/shared-platform-processes';
import { between, oneOf } from '../random.ts';
import type { StagedScenario } from '../scenario.ts';
import { fakeTime } from '../stage/clocks.ts';
import type { Stage } from '../stage/stage.ts';
import { disturbedRun } from './disturbed-run.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** How far off the clock of a service is, in seconds. */
const OF_SERVICES = [-DAY, -HOUR, 0, HOUR, DAY];
/** And that of PostgreSQL, by which what is kept for long enough is deleted. */
const OF_POSTGRES = [-HOUR, 0, HOUR];
const TARGETS: readonly (ServiceName | 'postgres')[] = [...SERVICES, 'postgres'];
/** What is deleted once it is old. */
const KEPT = ['agent.session', 'benchmark.outcome', 'inference.model_call'];
const PEOPLE = 3;
const SWEPT_MS = 3000;

export const clock: StagedScenario = {
  name: 'clock',
  says: 'the clock of a service jumps by hours or a day, forwards and back, and that of PostgreSQL by hours, in a run and conversations',
  times: 12,
  lacks: () => (fakeTime() === undefined ? 'libfaketime (the package faketime)' : undefined),
  stage: {
    clocks: true,
    // Whoever goes by another clock than PostgreSQL's deletes something that is kept for as short a time.
    variables: { ROOKERY_SESSION_HOURS: '3', ROOKERY_RESULT_DAYS: '0.5', ROOKERY_MODEL_CALL_DAYS: '1' },
  },
  play: (play) =>
    disturbedRun(play, {
      people: PEOPLE,
      databaseClock: 'jumps',
      disturb: async ({ stage, random, say }) => {
        const of = oneOf(TARGETS, random);
        const seconds = oneOf(of === 'postgres' ? OF_POSTGRES : OF_SERVICES, random);
        stage.disturbances += 1;
        stage.setClock(of, seconds);
        say(`the clock of ${of} is ${seconds / HOUR} hours off`);
        await sleep(between(1000, 5000, random));
      },
      // A service that starts looks for what is too old at once.
      settle: async ({ stage }) => {
        const before = await counted(stage);
        for (const service of SERVICES) await stage.kill(service);
        await stage.ready();
        await sleep(SWEPT_MS);
        const after = await counted(stage);
        return Object.entries(before).flatMap(([what, count]) =>
          (after[what] ?? 0) < count
            ? [`${count - (after[what] ?? 0)} of ${count} ${what} were deleted`]
            : [],
        );
      },
    }),
};

async function counted({ postgres }: Stage): Promise<Record<string, number>> {
  const counts = KEPT.map(async (table) => {
    const [row] = await postgres.rows<{ count: number }>(`SELECT count(*)::int FROM ${table}`);
    return [table, row?.count ?? 0] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}
