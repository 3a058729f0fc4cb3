import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { jobPieces, jobsAtWork } from '@rookery/shared-metrics';
import { watchJobs } from './watch-jobs.ts';

it('looks at one kind at a time, so that whoever scrapes takes one connection and not all', async () => {
  let going = 0;
  let most = 0;
  const looking = async <Value>(value: Value): Promise<Value> => {
    going += 1;
    most = Math.max(most, going);
    await turn();
    going -= 1;
    return value;
  };
  const counts = { waiting: 1, running: 2, failed: 3 };
  const kinds = ['runs', 'builds', 'comparisons'];
  const ends = kinds.map((kind) =>
    watchJobs(kind, { counts: () => looking(counts) }, { countAtWork: () => looking(4) }),
  );
  const [pieces, atWork] = await Promise.all([jobPieces.look(), jobsAtWork.look()]);
  expect(pieces).toHaveLength(9);
  expect(atWork.map(({ labels }) => labels.kind)).toEqual(kinds);
  expect(most).toBe(1);
  for (const end of ends) end();
});

it('goes on with the next after one that failed', async () => {
  const away = (): Promise<never> => Promise.reject(new Error('away'));
  const ends = [
    watchJobs('away', { counts: away }, { countAtWork: away }),
    watchJobs('there', { counts: away }, { countAtWork: () => Promise.resolve(1) }),
  ];
  expect(await jobsAtWork.look()).toEqual([{ labels: { kind: 'there' }, value: 1 }]);
  for (const end of ends) end();
});
