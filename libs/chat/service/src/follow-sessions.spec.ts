import { expect, it } from '@jest/globals';
import { createLog } from '@rookery/shared-runtime';
import { FollowSessions } from './follow-sessions.ts';

it('asks for what was deleted since its last look by the clock that deletions are noted by, whatever its own says', async () => {
  const database = new Date('2001-02-03T04:05:06Z');
  const asked: (Date | undefined)[] = [];
  const twice = Promise.withResolvers<void>();
  const agent = {
    listDeletedSessions: async ({ startTime }: { startTime?: Date | undefined }) => {
      asked.push(startTime);
      if (asked.length === 2) twice.resolve();
      return { names: ['sessions/gone'], nextPageToken: '' };
    },
  };
  const forgotten: string[] = [];
  const transcripts = {
    time: async () => database,
    forgetAll: async (names: readonly string[]) => void forgotten.push(...names),
  };
  await using _ = new FollowSessions(agent, transcripts, createLog('test', 'silent'), 1);
  await twice.promise;
  expect(asked.slice(0, 2)).toEqual([undefined, new Date(database.getTime() - 600_000)]);
  expect(forgotten).toContain('sessions/gone');
});
