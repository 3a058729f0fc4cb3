import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AgentServiceDefinition,
  ComparisonServiceDefinition,
  PersonServiceDefinition,
  RatingServiceDefinition,
  Status,
  SynthesisServiceDefinition,
  type Erasure,
  type Person,
} from '@rookery/shared-contracts';
import { openDatabase, type Database } from '@rookery/shared-database';
import { silentLog, whereIs } from '@rookery/shared-database/testing';
import { Rookery } from '@rookery/shared-client';
import type { ContractService } from '@rookery/shared-transport';
import { Command } from './testing/command.ts';
import { RunningPlatform } from './testing/running-platform.ts';

const MODEL = 'sim/gpt-4o';
/** What only the person who is erased has said; what only somebody else has. */
const [CANARY, OTHER] = ['zanzibar-canary', 'timbuktu-neighbour'];
const END_USER = 'user-canary-77';
const TINY = {
  planner: 'one-at-a-time',
  parametersJson: '{"rounds":1}',
  budget: 4,
  depth: 2,
  answerModel: MODEL,
  judgeModel: MODEL,
};

let platform: RunningPlatform;
let database: Database;
let keys: string[];
let anna: Rookery;
let ben: Rookery;
const service = <Definition extends ContractService>(definition: Definition) => anna.service(definition);

async function keyOf(tenant: string): Promise<string> {
  const words = ['keys', 'create', '--tenant', tenant, '--roles', 'converse,run,read'];
  const made = await new Command(words, { ROOKERY_DATA: `${platform.folder}/data` }).finished();
  if (made.exit !== 0) throw new Error(made.stderr);
  return made.stdout.trim();
}

async function opened(apiKey: string): Promise<Rookery> {
  const client = new Rookery({ address: platform.address, apiKey });
  for (;;) {
    try {
      await client.service(AgentServiceDefinition).listSessions({});
      return client;
    } catch {
      await pause(100);
    }
  }
}

async function last<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  let found: T | undefined;
  for await (const item of items) found = item;
  return found;
}

/** Every place in the database where a word stands, in any column that can hold text. */
const columnsOf = (word: string): Promise<string[]> => whereIs(word, database.pool);

async function importRow(client: Rookery, dataSet: string, words: string, age: string): Promise<void> {
  await client.scenarios.importScenarios(
    (async function* () {
      yield { event: { $case: 'header' as const, value: { dataSet } } };
      const person = {
        query: `May I fast in ${words}?`,
        background: `I live in ${words}`,
        domain: 'health',
        origin: 'real',
        age,
        gender: 'Other',
        profession: `keeper of ${words}`,
        answers: undefined,
      };
      const rows = [{ number: 1, json: JSON.stringify(person) }];
      yield { event: { $case: 'rows' as const, value: { rows } } };
    })(),
  );
}

async function erased(client: Rookery, person: Partial<Person>): Promise<Erasure> {
  const people = client.service(PersonServiceDefinition);
  const { erasure } = await people.erasePerson({ person });
  const end = await last(people.watchErasure({ name: erasure?.name ?? '' }));
  if (end?.erasure === undefined) throw new Error('the watch ended');
  return end.erasure;
}

async function exported(client: Rookery, person: Partial<Person>): Promise<string> {
  let text = '';
  for await (const { json } of client.service(PersonServiceDefinition).exportPerson({ person })) text += json;
  return text;
}

const removedIn = ({ places }: Erasure): string[] =>
  places.filter(({ removed }) => removed > 0).map(({ place }) => place);

let scenario: string;
beforeAll(async () => {
  platform = await RunningPlatform.start();
  keys = [await keyOf('team-a'), await keyOf('team-b')];
  [anna, ben] = [await opened(keys[0] ?? ''), await opened(keys[1] ?? '')];
  database = await openDatabase({
    dataFolder: `${platform.folder}/data`,
    service: 'reader',
    log: silentLog,
  });
  await importRow(anna, 'dataSets/own', CANARY, '30');
  await importRow(anna, 'dataSets/own', OTHER, '41');
  const { scenarios } = await anna.scenarios.listScenarios({});
  const hers = scenarios.find(({ query }) => query.includes(CANARY));
  scenario = hers?.name ?? '';
}, 300_000);
afterAll(async () => {
  for (const client of [anna, ben]) client.close();
  await database.close();
  await platform.close();
}, 60_000);

describe('a person who is erased', () => {
  it('is in no column of any table any more, whoever else is stays, and so does what the numbers of the others are', async () => {
    // Wherever words of hers can come to lie.
    const { run } = await anna.runs.createRun({
      spec: {
        filter: { dataSet: 'dataSets/own' },
        models: [MODEL],
        judgeModel: MODEL,
        statuses: [Status.VANILLA, Status.CONTEXT_RICH],
        repetitions: 2,
      },
    });
    const name = run?.name ?? '';
    await last(anna.runs.watchRun({ name }));
    const before = (await anna.runs.getRun({ name })).run;
    expect(before).toMatchObject({ samplesTotal: 8, samplesDone: 8 });
    const ratings = service(RatingServiceDefinition);
    await ratings.drawRatingItems({ parent: name, count: 8 });
    const { items } = await ratings.listRatingItems({ parent: name });
    await ratings.putRatings({
      parent: name,
      ratings: items.map((item) => ({
        item: item.item,
        annotator: 'rita',
        riskSensitivity: 3,
        emotionalEmpathy: 3,
        userAlignment: 3,
        note: item.query.includes(CANARY) ? `she said ${CANARY}` : 'fine',
      })),
    });
    await last(
      anna.planner.plan({
        query: `May I fast in ${CANARY}?`,
        profile: { values: { age: '30', profession: `keeper of ${CANARY}` } },
        options: TINY,
        library: 'libraries/own',
        requestId: `for ${END_USER}`,
      }),
    );
    const live = {
      contenders: [{ planner: 'random' }],
      checkpoints: [1],
      live: { answerModel: MODEL, judgeModel: MODEL, depth: 2, replicates: 1 },
    };
    const { comparison } = await service(ComparisonServiceDefinition).comparePlanners({
      spec: live,
      requestId: `compare-${END_USER}`,
      queries: [CANARY, OTHER].map((words) => ({
        query: `May I fast in ${words}?`,
        profile: { values: { age: '30', gender: 'Other' } },
      })),
    });
    await last(service(ComparisonServiceDefinition).watchComparison({ name: comparison?.name ?? '' }));
    await last(
      anna.agent.converse({
        query: `I am from ${CANARY}, may I fast?`,
        model: MODEL,
        maxQuestions: 0,
        endUser: END_USER,
      }),
    );
    const { sessions } = await service(AgentServiceDefinition).listSessions({});
    await service(AgentServiceDefinition).getSession({ name: sessions[0]?.name ?? '' });
    await anna.scenarios.getScenario({ name: scenario });
    const chat = await fetch(`${platform.openAi}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys[0]}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: MODEL,
        user: END_USER,
        messages: [{ role: 'user', content: `Is ${CANARY} far?` }],
      }),
    });
    expect(chat.status).toBe(200);
    // The audit trail is written once a second.
    while (!(await columnsOf(scenario)).includes('audit.entry.resource')) await pause(100);
    // What she said to the agent, and what scenarios, results, paths and comparisons say of her, is encrypted, and is found all the same.
    expect(await columnsOf('may I fast')).toEqual([]);
    expect(await columnsOf(CANARY)).toEqual([]);

    const person = { endUser: END_USER, scenarios: [scenario] };
    const all = JSON.parse(await exported(anna, person)) as { places: Record<string, unknown[]> };
    expect(JSON.stringify(all.places['agent.session'])).toContain(`I am from ${CANARY}, may I fast?`);
    for (const [place, words] of [
      ['benchmark.scenario', `I live in ${CANARY}`],
      ['benchmark.rating', `she said ${CANARY}`],
      ['planner.path', `May I fast in ${CANARY}?`],
      ['planner_comparison.query', `May I fast in ${CANARY}?`],
    ] as const)
      expect(JSON.stringify(all.places[place])).toContain(words);
    expect(all.places['benchmark.answer']).toContainEqual(
      expect.objectContaining({ response: expect.stringMatching(/\w/) }),
    );
    expect(JSON.stringify(all.places)).not.toContain(OTHER);

    const end = await erased(anna, person);
    expect(end).toMatchObject({ state: 3, keysDestroyed: true, stateReason: '' });
    expect(Object.keys(all.places).toSorted()).toEqual(
      end.places
        .filter(({ found }) => found > 0)
        .map(({ place }) => place)
        .toSorted(),
    );
    expect(removedIn(end)).toEqual(
      expect.arrayContaining([
        'agent.session',
        'audit.entry',
        'benchmark.answer',
        'benchmark.outcome',
        'benchmark.rating',
        'benchmark.scenario',
        'chat.conversation',
        'planner.path',
        'planner.path_vector',
        'planner_comparison.query',
        'planner_comparison.job',
      ]),
    );
    for (const word of [CANARY, END_USER, scenario.slice('scenarios/'.length)])
      expect(await columnsOf(word)).toEqual([]);
    // A tombstone says when, and how much.
    expect(JSON.stringify(end)).not.toContain('canary');

    expect((await anna.scenarios.listScenarios({})).scenarios.map(({ query }) => query)).toEqual([
      `May I fast in ${OTHER}?`,
    ]);
    const after = (await anna.runs.getRun({ name })).run;
    expect(after).toMatchObject({ samplesTotal: 4, samplesDone: 4, state: before?.state });
    const { report } = await anna.runs.getReport({ name });
    expect(report).toBeDefined();
    expect(JSON.parse(await exported(anna, person))).toMatchObject({ places: {} });
    expect(removedIn(await erased(anna, person))).toEqual([]);
  });

  it('is another for each tenant: nothing of one is found or removed by another', async () => {
    await importRow(anna, 'dataSets/shared', 'marrakesh', '50');
    await importRow(ben, 'dataSets/shared', 'marrakesh', '50');
    const { scenarios } = await ben.scenarios.listScenarios({});
    const shared = scenarios.find(({ query }) => query.includes('marrakesh'))?.name ?? '';
    await last(
      anna.agent.converse({ query: 'q', model: MODEL, maxQuestions: 0, endUser: 'same', reading: 'literal' }),
    );
    const person = { endUser: 'same', scenarios: [shared] };
    expect(await exported(ben, person)).not.toContain('agent.session');
    expect(removedIn(await erased(ben, person))).toEqual(['benchmark.data_set_scenario']);
    expect(await anna.scenarios.getScenario({ name: shared })).toBeDefined();
    await expect(ben.scenarios.getScenario({ name: shared })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await service(AgentServiceDefinition).listSessions({})).sessions).toHaveLength(1);
    const people = ben.service(PersonServiceDefinition);
    for (const wrong of [
      { ...person, tenant: 'team-a' },
      { scenarios: [shared], everyTenant: true },
    ]) {
      await expect(people.erasePerson({ person: wrong })).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
        reason: 'OPERATOR_KEY_NEEDED',
      });
    }
    await expect(people.erasePerson({ person: {} })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    // An operator may be asked by the person themselves.
    const words = ['people', 'erase', '--scenario', shared, '--every-tenant', '--json'];
    const command = await new Command(words, { ROOKERY_DATA: `${platform.folder}/data` }).finished();
    expect(command.exit).toBe(0);
    expect(JSON.parse(command.stdout)).toMatchObject({ state: 'JOB_STATE_SUCCEEDED' });
    expect(await columnsOf('marrakesh')).toEqual([]);
  });

  it('is erased from a service that is away as soon as it is back', async () => {
    await last(
      anna.agent.converse({
        query: 'canary of the late',
        model: MODEL,
        maxQuestions: 0,
        endUser: 'late',
        reading: 'literal',
      }),
    );
    const pid = platform.pidOf('judge');
    process.kill(pid, 'SIGSTOP');
    const people = service(PersonServiceDefinition);
    const { erasure } = await people.erasePerson({ requestId: 'once', person: { endUser: 'late' } });
    const name = erasure?.name ?? '';
    await pause(3_000);
    expect((await people.getErasure({ name })).erasure).toMatchObject({ endTime: undefined });
    // Nothing that was said is put down for it, not even for a while.
    expect(await columnsOf('canary of the late')).toEqual([]);
    platform.kill('benchmark');
    process.kill(pid, 'SIGCONT');
    for (;;) {
      const seen = await people.getErasure({ name }).catch(() => undefined);
      if (seen?.erasure?.endTime !== undefined) break;
      await pause(200);
    }
    const { erasure: same } = await people.erasePerson({ requestId: 'once', person: { endUser: 'late' } });
    expect(same).toMatchObject({ name, state: 3, keysDestroyed: true });
    expect(same?.places.find(({ place }) => place === 'agent.session')).toMatchObject({ removed: 1 });
  });

  it('is gone from the chat service when their session is deleted, also when that was down', async () => {
    const say = async (words: string): Promise<void> => {
      const chat = await fetch(`${platform.openAi}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${keys[0]}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: words }] }),
      });
      expect(chat.status).toBe(200);
    };
    const kept = async (): Promise<number> => {
      const { rows } = await database.pool.query<{ rows: number }>(
        'SELECT count(*)::int + (SELECT count(*)::int FROM chat.turn) AS rows FROM chat.conversation',
      );
      return rows[0]?.rows ?? -1;
    };
    await say('May I go?');
    await say('May I stay?');
    expect(await kept()).toBe(4);
    const agent = service(AgentServiceDefinition);
    const { rows } = await database.pool.query<{ session: string }>('SELECT session FROM chat.conversation');
    for (const [index, { session }] of rows.entries()) {
      // Stopped, and started again by the platform.
      if (index === 1) platform.kill('chat');
      await agent.deleteSession({ name: session });
      while ((await kept()) > 2 - 2 * index) await pause(200);
    }
  });

  it('keys of contents lie beside the database, for their owner alone', async () => {
    const files = ['agent', 'planner', 'comparison', 'benchmark'].map((ring) =>
      join(platform.folder, `data/content-keys/${ring}.json`),
    );
    for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600);
    const read = () => Promise.all(files.map((file) => readFile(file, 'utf8')));
    const before = await read();
    const rotated = await new Command(['contents', 'rotate'], {
      ROOKERY_DATA: `${platform.folder}/data`,
    }).finished();
    expect(rotated.exit).toBe(0);
    for (const [at, text] of (await read()).entries()) expect(text).not.toBe(before[at]);
    const { scenarios } = await anna.scenarios.listScenarios({});
    expect(scenarios.map(({ query }) => query)).toEqual([`May I fast in ${OTHER}?`]);
    await expect(
      last(service(SynthesisServiceDefinition).watchSynthesis({ name: 'syntheses/never' })),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
