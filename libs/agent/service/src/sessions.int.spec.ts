import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SessionState, type Question } from '@rookery/shared-contracts';
import { setTimeout as wait } from 'node:timers/promises';
import { AgentPlatform, type AgentProcess, type RunningAgent } from './testing/agent-platform.ts';
import { Talk, type Reply } from './testing/talk.ts';

let platform: AgentPlatform;
let running: RunningAgent;
/** An agent that is a process: it is killed in the end, and its log is looked at. */
let doomed: AgentProcess;

beforeAll(async () => {
  platform = await AgentPlatform.start();
  const starting = platform.process({ ROOKERY_LOG_LEVEL: 'trace' });
  running = await platform.agent();
  doomed = await starting;
}, 120_000);
afterAll(() => platform.close(), 120_000);

const START = {
  query: 'How can I sleep a whole weekend through?',
  model: 'sim/qwq-32b',
  completenessThreshold: 5,
  maxQuestions: 3,
  seed: 7,
};

const stored = async (id: string) => {
  const { rows } = await platform.database.pool.query<{ content: unknown }>(
    'SELECT content FROM agent.session WHERE id = $1',
    [id.replace('sessions/', '')],
  );
  return rows;
};

/** A session with an open question. */
async function asking(start: object = {}): Promise<{ talk: Talk; session: string; question: Question }> {
  const talk = Talk.start(running.agent, { ...START, ...start });
  const { name: session } = await talk.next('session');
  return { talk, session, question: await talk.next('question') };
}

const named = (question: Question): Reply => ({ text: `my ${question.attribute.replaceAll('_', ' ')}` });

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(20);
}

describe('a session', () => {
  it('tells where it stands and nothing of what was said', async () => {
    const { talk, session, question } = await asking({ known: { values: { age: '77 canary' } } });
    const { session: open } = await running.agent.getSession({ name: session });
    expect(open).toMatchObject({
      name: session,
      state: SessionState.ASKING,
      model: START.model,
      asked: [question.attribute],
      knownAttributes: ['age'],
    });
    expect(JSON.stringify(open)).not.toContain('canary');
    expect(open?.expireTime?.getTime()).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    talk.reply(named(question));
    await talk.finish(named);
    const { session: answered } = await running.agent.getSession({ name: session });
    expect(answered).toMatchObject({ state: SessionState.ANSWERED });
    expect(answered?.knownAttributes).toHaveLength(4);
  });

  it('is taken up after a lost stream: the open question is put again, and nothing that was replied to', async () => {
    const { talk, session, question } = await asking();
    talk.reply(named(question));
    const second = await talk.next('question');
    talk.leave();
    const resumed = Talk.resume(running.agent, session);
    expect(await resumed.next('question')).toEqual(second);
    resumed.reply(named(second));
    const { questions, final } = await resumed.finish(named);
    expect(questions.filter(({ attribute }) => attribute === question.attribute)).toEqual([]);
    expect(final.asked).toHaveLength(3);
    expect(final.factsUsed).toEqual(expect.arrayContaining(final.asked));
  });

  it('gives its answer again, and goes on with a new matter and all that is known', async () => {
    const { talk, session, question } = await asking({ maxQuestions: 1 });
    talk.reply(named(question));
    const { final } = await talk.finish(named);
    const again = await Talk.resume(running.agent, session).finish(named);
    expect(again.final).toEqual({ ...final, firstPieceMs: 0 });
    const next = await Talk.resume(running.agent, session, { query: 'And may I fast?' }).finish(named);
    expect(next.questions).toHaveLength(1);
    expect(next.final.asked).toHaveLength(2);
    expect(next.final.factsUsed).toEqual(expect.arrayContaining([question.attribute]));
    expect(next.final.text).not.toBe(final.text);
    const usage = [final, next.final].map((answer) => answer.usage?.calls ?? 0);
    expect(usage[1]).toBeGreaterThan(usage[0] ?? 0);
  });

  it('goes on with the settings that it began with', async () => {
    const settings = { maxQuestions: 1, wholeAnswer: true, instructions: 'Be brief.', maxOutputTokens: 77 };
    const { talk, session, question } = await asking(settings);
    talk.leave();
    const resumed = Talk.resume(running.agent, session);
    await resumed.next('question');
    resumed.reply(named(question));
    const { pieces, final } = await resumed.finish(named);
    expect(pieces).toEqual([]);
    expect(final.promptVersions).toContain('answer-with-profile@1+application@1');
    expect(final.sent?.maxOutputTokens).toBe(77);
  });

  it('takes no second matter while the first one is open', async () => {
    const { session } = await asking();
    const resumed = Talk.resume(running.agent, session, { query: 'And may I fast?' });
    await expect(resumed.next('question')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('works on messages of several streams one after the other', async () => {
    const { talk, session, question } = await asking();
    const others = await Promise.all(
      [1, 2, 3].map(async () => {
        const other = Talk.resume(running.agent, session);
        expect(await other.next('question')).toEqual(question);
        return other;
      }),
    );
    // All reply to the first question at once, each with something of its own.
    const talks = [talk, ...others];
    const facts = ["I'm 34 years old", 'I am divorced', 'I work as a nurse', 'I feel sad'];
    talks.forEach((one, index) => one.reply({ text: facts[index] ?? '', questionNumber: 1 }));
    const next = await Promise.all(talks.map((one) => one.next('question')));
    // One was the reply; the others came late, were read, and were shown the question that was open by then.
    const numbers = next.map(({ number }) => number);
    expect(Math.min(...numbers)).toBe(2);
    for (const one of talks) one.leave();
    const { session: after } = await running.agent.getSession({ name: session });
    expect(after?.knownAttributes).toEqual(
      expect.arrayContaining(['age', 'marital_status', 'profession', 'emotional_state']),
    );
    expect(after?.asked).toHaveLength(Math.max(...numbers));
    expect(new Set(after?.asked).size).toBe(after?.asked.length);
  });

  it('leaves nothing of what was said in the log, whatever the level', async () => {
    const start = {
      ...START,
      query: 'canary-query: May I fast?',
      known: { values: { age: 'canary-known' } },
    };
    const talk = Talk.start(doomed.agent, start);
    await talk.next('question');
    talk.reply({ text: 'canary-reply: I want to end my life' });
    const { crisis, session } = await talk.finish(() => ({ text: 'canary-reply' }));
    expect(crisis).toHaveLength(1);
    await doomed.agent.getSession({ name: session });
    await expect(
      Talk.start(doomed.agent, { ...start, model: 'canary' }).next('question'),
    ).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.not.stringMatching(/canary-/) });
    await until(() => Promise.resolve(doomed.output().includes('GetSession')));
    expect(doomed.output()).not.toContain('canary-');
  });

  it('is erased: nothing of it is left, and a stream on it ends', async () => {
    const { talk, session, question } = await asking();
    expect(await stored(session)).toHaveLength(1);
    await running.agent.deleteSession({ name: session });
    expect(await stored(session)).toEqual([]);
    await expect(running.agent.getSession({ name: session })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(running.agent.deleteSession({ name: session })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    talk.reply(named(question));
    await expect(talk.next('question')).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await stored(session)).toEqual([]);
    const resumed = Talk.resume(running.agent, session);
    await expect(resumed.next('question')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is not made for a conversation of which nothing shall be kept', async () => {
    const count = async () =>
      (await platform.database.pool.query('SELECT 1 FROM agent.session')).rowCount ?? 0;
    const before = await count();
    const { session, final } = await Talk.start(running.agent, { ...START, ephemeral: true }).finish(named);
    expect(session).toBe('');
    expect(final.asked).toHaveLength(3);
    expect(await count()).toBe(before);
  });

  it('stores no trace unless the deployment keeps them', async () => {
    const { talk, session, question } = await asking({ explain: true });
    talk.reply(named(question));
    const { final } = await talk.finish(named);
    expect(final.trace).toHaveLength(4);
    expect(JSON.stringify(final.trace)).not.toMatch(/my |How can I sleep/);
    const again = await Talk.resume(running.agent, session, { explain: true }).finish(named);
    expect(again.final.trace).toEqual([]);
    const keeping = await platform.agent({ ROOKERY_KEEP_TRACES: 'yes' });
    const kept = await Talk.start(keeping.agent, { ...START, explain: true }).finish(named);
    const told = await Talk.resume(keeping.agent, kept.session, { explain: true }).finish(named);
    expect(told.final.trace).toEqual(kept.final.trace);
  });
});

describe('sessions', () => {
  it('are listed newest first, page by page', async () => {
    const two = [await asking(), await asking()].map(({ session }) => session);
    const first = await running.agent.listSessions({ pageSize: 1 });
    const second = await running.agent.listSessions({ pageSize: 1, pageToken: first.nextPageToken });
    expect([...first.sessions, ...second.sessions].map(({ name }) => name)).toEqual(two.reverse());
    await expect(running.agent.listSessions({ pageToken: 'x' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('are limited for each caller, and a crisis is answered all the same', async () => {
    await platform.database.pool.query('DELETE FROM agent.session');
    const strict = await platform.agent({ ROOKERY_SESSIONS_PER_KEY: '2' });
    const start = (query = START.query) => Talk.start(strict.agent, { ...START, query });
    const opened = await Promise.allSettled([1, 2, 3, 4].map(() => start().next('session')));
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const refused = opened.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toMatchObject(
      [1, 2].map(() => ({ code: 'RESOURCE_EXHAUSTED', reason: 'SESSION_LIMIT' })),
    );
    const urgent = start('I want to end my life');
    expect((await urgent.next('crisis')).resources.length).toBeGreaterThan(0);
    await expect(urgent.next('answer')).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
    const { sessions } = await strict.agent.listSessions({});
    await strict.agent.deleteSession({ name: sessions[0]?.name ?? '' });
    await start().next('session');
  });

  it('expire: they are found no more, and swept away', async () => {
    const brief = await platform.agent({ ROOKERY_SESSION_HOURS: '0.0001' });
    const talk = Talk.start(brief.agent, START);
    const { name } = await talk.next('session');
    const gone = () =>
      running.agent.getSession({ name }).then(
        () => false,
        () => true,
      );
    await until(gone);
    await expect(Talk.resume(running.agent, name).next('question')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a planner service that is killed in the middle of conversations', () => {
  interface Interrupted {
    readonly talk: Talk;
    readonly session: string;
    readonly heard: readonly Question[];
    readonly replied: string[];
  }

  /** A conversation in which the agent has said so much, and the last thing was replied to. */
  async function interrupted(after: number): Promise<Interrupted> {
    const replied: string[] = [];
    const talk = Talk.start(doomed.agent, START);
    const heard: Question[] = [];
    const { name: session } = await talk.next('session');
    for (let count = 1; count < after; count += 1) {
      const question = await talk.next('question');
      heard.push(question);
      talk.reply(named(question));
      replied.push(question.attribute);
    }
    // What was said last may be on its way, stored, or worked on already: wait until it is stored.
    await until(async () => {
      const [row] = await stored(session);
      const text = JSON.stringify(row?.content);
      return replied.every((attribute) => text.includes(`my ${attribute.replaceAll('_', ' ')}`));
    });
    return { talk, session, heard, replied };
  }

  it('loses no fact and repeats no question, whatever the agent has said so far', async () => {
    const conversations = await Promise.all([1, 2, 3, 4].map(interrupted));
    await doomed.kill();
    for (const { talk, session, heard, replied } of conversations) {
      talk.leave();
      const { questions, final } = await Talk.resume(running.agent, session).finish(named);
      const asked = [...heard, ...questions].map(({ attribute }) => attribute);
      expect(questions.filter(({ attribute }) => replied.includes(attribute))).toEqual([]);
      expect(final.factsUsed).toEqual(expect.arrayContaining(replied));
      expect(new Set(asked)).toEqual(new Set(final.asked));
      expect(final.asked).toHaveLength(3);
    }
  }, 60_000);
});
