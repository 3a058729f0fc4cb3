import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AiNoticeKind, MessageReading } from '@rookery/shared-contracts';
import { AgentPlatform, type RunningAgent } from './testing/agent-platform.ts';
import { Talk } from './testing/talk.ts';

const START = {
  model: 'sim/gpt-4o',
  query: 'How can I sleep?',
  reading: MessageReading.LITERAL,
  maxQuestions: 10,
  completenessThreshold: 5,
};
const YEAR = new Date().getUTCFullYear();

let platform: AgentPlatform;
let running: RunningAgent;
beforeAll(async () => {
  platform = await AgentPlatform.start();
  running = await platform.agent();
}, 120_000);
afterAll(() => platform.close(), 120_000);

const talks: Talk[] = [];
afterEach(() => {
  for (const talk of talks.splice(0)) talk.leave();
});
/** A stream that is left when its test ends. */
const opened = (talk: Talk): Talk => {
  talks.push(talk);
  return talk;
};
const noticesIn = ({ events }: Talk): unknown[] =>
  events.flatMap((event) => (event.$case === 'aiNotice' ? [event.value] : []));

describe('a person', () => {
  it('is told first of all, once in a conversation, that it is an AI', async () => {
    const talk = opened(Talk.start(running.agent, { ...START, locale: 'de-AT' }));
    const { name } = await talk.next('session');
    await talk.next('question');
    expect(talk.events[0]).toMatchObject({ $case: 'aiNotice', value: { kind: AiNoticeKind.BEGINNING } });
    expect(noticesIn(talk)).toEqual([
      { kind: AiNoticeKind.BEGINNING, text: 'Du sprichst mit einer KI, nicht mit einem Menschen.' },
    ]);
    const later = opened(Talk.resume(running.agent, name));
    await later.finish(() => ({ text: 'well' }));
    expect(noticesIn(later)).toEqual([]);
  });

  it('is told so in the words of the deployment, or not where it says so', async () => {
    const words = await platform.agent({ ROOKERY_AI_NOTICE: 'This is the machine of the library.' });
    const talk = opened(Talk.start(words.agent, { ...START, maxQuestions: 0 }));
    await talk.finish(() => 'declined');
    expect(noticesIn(talk)).toEqual([
      { kind: AiNoticeKind.BEGINNING, text: 'This is the machine of the library.' },
    ]);
    const off = Talk.start((await platform.agent({ ROOKERY_AI_NOTICE: 'off' })).agent, START);
    await off.next('question');
    expect(noticesIn(off)).toEqual([]);
  });

  it('in danger is named somebody to turn to before that', async () => {
    const talk = opened(Talk.start(running.agent, { ...START, query: 'I want to kill myself tonight' }));
    await talk.next('aiNotice');
    expect(talk.events.map(({ $case }) => $case)).toEqual(['crisis', 'aiNotice']);
  });
});

describe('a person who is known to be under 18', () => {
  const known = { values: { age: '16' } };

  it('is reminded at the beginning and again after the hours that are set, and not in between', async () => {
    const talk = opened(Talk.start(running.agent, { ...START, known }));
    const { session: name } = await talk.finish(() => ({ text: 'well' }));
    expect(noticesIn(talk)).toMatchObject([{ kind: AiNoticeKind.BEGINNING }, { kind: AiNoticeKind.MINOR }]);
    // Another stream of the session, on another replica, knows of it.
    const other = await platform.agent();
    const soon = opened(Talk.resume(other.agent, name));
    await soon.next('answer');
    expect(noticesIn(soon)).toEqual([]);
    // After three hours, and when the clock was set back by a day.
    for (const hours of [3.01, -24]) {
      await platform.database.pool.query(
        `UPDATE agent.session SET content = jsonb_set(content, '{remindedAt}', to_jsonb((content ->> 'remindedAt')::float8 - $1::float8))
          WHERE id = $2`,
        [hours * 3_600_000, name.slice('sessions/'.length)],
      );
      const later = opened(Talk.resume(other.agent, name));
      await later.next('answer');
      expect(noticesIn(later)).toMatchObject([{ kind: AiNoticeKind.MINOR }]);
    }
  });

  it('is reminded as soon as it is known', async () => {
    const talk = opened(Talk.start(running.agent, START));
    const { name } = await talk.next('session');
    await talk.next('question');
    expect(noticesIn(talk)).toHaveLength(1);
    talk.leave();
    await platform.database.pool.query(
      `UPDATE agent.session SET content = jsonb_set(content, '{progress,conversation,known,age}', '"15"') WHERE id = $1`,
      [name.slice('sessions/'.length)],
    );
    const later = opened(Talk.resume(running.agent, name));
    await later.next('question');
    expect(noticesIn(later)).toMatchObject([{ kind: AiNoticeKind.MINOR }]);
  });
});

describe('referrals', () => {
  it('are counted by day and level for good, over all replicas, and hold nothing of whom they were for', async () => {
    const before = await running.agent.reportReferrals({ year: YEAR });
    const other = await platform.agent();
    for (const { agent } of [running, other]) {
      const talk = opened(
        Talk.start(agent, {
          ...START,
          query: 'I want to kill myself tonight, says canary',
          ephemeral: true,
        }),
      );
      await talk.next('crisis');
    }
    const counted = async () => (await running.agent.reportReferrals({ year: YEAR })).crises;
    while ((await counted()) < before.crises + 2) await pause(50);
    const { crises, concerns, days } = await running.agent.reportReferrals({ year: YEAR });
    expect({ crises, concerns }).toEqual({ crises: before.crises + 2, concerns: before.concerns });
    expect(days).toMatchObject([{ day: new Date().toISOString().slice(0, 10), crises }]);
    expect(await running.agent.reportReferrals({ year: YEAR - 1 })).toMatchObject({ crises: 0, days: [] });
    expect(await running.agent.reportReferrals({ year: YEAR, tenant: 'another' })).toMatchObject({
      crises: 0,
    });
    const { rows } = await platform.database.pool.query('SELECT * FROM agent.referral');
    expect(rows.map((row: object) => Object.keys(row))).toEqual([['day', 'owner', 'level', 'times']]);
    expect(JSON.stringify(rows)).not.toContain('canary');
  });
});
