import { deployedAiNotices } from './ai-notices.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openConversation } from '@rookery/agent-conversation';
import { fixedAnswer, phrasesAlone, RESOURCE_LIST, resourcesFrom } from '@rookery/agent-crisis';
import { Referrals, InTurn, migrateSessions, SessionStore } from '@rookery/agent-sessions';
import { lexicalEmbedder } from '@rookery/planner-embedding';
import {
  FitStore,
  LibraryStore,
  migratePlanner,
  PathIndex,
  PathStore,
  type PlannedPath,
} from '@rookery/planner-library';
import { PlannerRegistry, typescriptPlanners } from '@rookery/planner-planners';
import { LibraryLessons } from '@rookery/planner-planning';
import {
  AbstentionForm,
  AnswerState,
  ConverseStart,
  GenerateResponse,
  MessageReading,
  NO_USAGE,
  type ConverseRequest,
  type ConverseResponse,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { RookeryError } from '@rookery/shared-errors';
import { CallLedger } from '@rookery/shared-model-calls';
import type { Inference } from '@rookery/shared-routing';
import { createLog, runAsJob, type Caller } from '@rookery/shared-runtime';
import { agentHandlers } from './agent-handlers.ts';
import type { AgentDefaults, AgentParts } from './agent-parts.ts';
import { expectGains } from './expect-gains.ts';
import { planAnew } from './plan-anew.ts';
import { conversationOf } from './start.ts';

const ANNA: Caller = { name: 'anna', operator: false };
const BOB: Caller = { name: 'bob', operator: false };
const OPERATOR: Caller = { name: 'olga', operator: true };
/** What somebody asked, with a word that only they have used. */
const CANARY = 'canary May I fast for a week';
const PATH: PlannedPath = {
  query: '',
  domain: 'health',
  steps: [{ attribute: 'age', value: 4, visits: 3 }],
  startValue: 3,
  known: [],
  stopReason: 'budget',
  plannerFailure: '',
  evaluations: 3,
  unscoredEvaluations: 0,
  planner: 'one-at-a-time',
  parametersJson: '{}',
  seed: 1,
  answerModel: 'm',
  judgeModel: 'm',
  priorModel: 'm',
  promptVersions: [],
  usage: NO_USAGE,
  simulated: true,
  profileKey: 'p',
  libraryVersion: 0,
};
const DEFAULTS: AgentDefaults = { abstention: 'scale', pathUse: 'examples', keepTraces: false };
const { signal } = new AbortController();

let database: Database;
let referrals: Referrals;
let parts: AgentParts;
let libraries: LibraryStore;
let asked = 0;

// Whoever gets as far as to ask a model has passed all that is tested here.
const ASKED = { code: 'UNAVAILABLE', message: 'a model was asked' };
const refuse = (): never => {
  asked += 1;
  throw new RookeryError('UNAVAILABLE', ASKED.message);
};
const inference: Inference = {
  batches: () => Promise.resolve([]),
  generate: async () => refuse(),
  generateStream: refuse,
  embed: async () => refuse(),
  models: async () => [],
  ready: () => ({ name: 'models', check: async () => undefined }),
  close: async () => undefined,
};

beforeAll(async () => {
  database = await testDatabase();
  await migratePlanner(database);
  await migrateSessions(database);
  const embedder = lexicalEmbedder();
  libraries = new LibraryStore(database);
  const fitter = { grown: () => undefined };
  referrals = new Referrals(database, silentLog);
  parts = {
    inference,
    libraries,
    paths: new PathStore(database),
    index: new PathIndex(database, embedder, silentLog),
    planning: {
      registry: new PlannerRegistry(typescriptPlanners(), 'one-at-a-time'),
      lessons: new LibraryLessons({ store: new FitStore(database), embedder, fitter, log: silentLog }),
      questionCosts: {},
    },
    sessions: new SessionStore(database, { ttlMs: 60_000, mostPerOwner: 10, mostPerEndUser: 10 }),
    inTurn: new InTurn(),
    defaults: DEFAULTS,
    costOf: () => 0,
    longestSilenceMs: 60_000,
    lookByMeaning: phrasesAlone,
    resourcesFor: resourcesFrom(RESOURCE_LIST),
    aiNotices: deployedAiNotices('off', 3),
    referrals,
    log: createLog('agent', 'fatal'),
  };
  await libraries.create('anna~annas', 'anna');
});
afterAll(async () => {
  await parts.index.close();
  await referrals[Symbol.asyncDispose]();
  await database.close();
});

const FOREIGN = 'libraries/anna~annas';
const START = ConverseStart.fromPartial({ query: 'May I fast?', model: 'm', library: 'libraries/annas' });

function converse(
  caller: Caller,
  start: ConverseStart = START,
  asking: Inference = inference,
): Promise<ConverseResponse[]> {
  const requests = async function* (): AsyncGenerator<ConverseRequest> {
    yield { event: { $case: 'start', value: start } };
  };
  type Context = Parameters<ReturnType<typeof agentHandlers>['converse']>[1];
  return runAsJob({ caller, signal }, async () => {
    const said = agentHandlers({ ...parts, inference: asking }).converse(requests(), { signal } as Context);
    return (await Array.fromAsync(said)) as ConverseResponse[];
  });
}

describe("a conversation with another key's library", () => {
  it('does not begin, in the words of a library that is not there', async () => {
    const before = asked;
    for (const library of ['libraries/annas', FOREIGN, 'libraries/anna~never']) {
      await expect(converse(BOB, { ...START, library })).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: `library ${library}: not found`,
      });
    }
    expect(asked).toBe(before);
  });

  it('begins for its owner, and for an operator who names the owner', async () => {
    await expect(converse(ANNA)).rejects.toMatchObject(ASKED);
    await expect(converse(OPERATOR, { ...START, library: FOREIGN })).rejects.toMatchObject(ASKED);
  });

  it('shows no model what its people asked, published or not, whoever talks', async () => {
    await parts.paths.store('anna~annas', { ...PATH, query: CANARY }, { caller: ANNA });
    await libraries.publish({ owner: 'anna' }, 'anna~annas', true);
    const basic = { reading: MessageReading.LITERAL, abstention: AbstentionForm.BASIC };
    const shown = async (caller: Caller, library: string): Promise<string> => {
      const prompts: string[] = [];
      const generate: Inference['generate'] = async ({ messages = [] }) => {
        prompts.push(...messages.map(({ content = '' }) => content));
        return refuse();
      };
      const start = ConverseStart.fromPartial({ ...START, ...basic, query: `${CANARY}?`.slice(7), library });
      await expect(converse(caller, start, { ...inference, generate })).rejects.toMatchObject(ASKED);
      return prompts.join('\n');
    };
    const asShown = `message: ${CANARY}`;
    const others = [await shown(BOB, FOREIGN), await shown(OPERATOR, FOREIGN)];
    for (const prompt of others) {
      expect(prompt).toContain('message: (a similar one)\nask: age');
      expect(prompt).not.toContain('canary');
    }
    expect(await shown(ANNA, 'libraries/annas')).toContain(asShown);
    await libraries.publish({ owner: 'anna' }, 'anna~annas', false);
    await expect(converse(BOB, { ...START, library: FOREIGN })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a conversation while its models are away, or slow', () => {
  async function said(inference_: Inference, query: string): Promise<ConverseResponse['event'][]> {
    const requests = async function* (): AsyncGenerator<ConverseRequest> {
      yield { event: { $case: 'start', value: { ...START, query, maxQuestions: 0 } } };
    };
    type Context = Parameters<ReturnType<typeof agentHandlers>['converse']>[1];
    return runAsJob({ caller: ANNA, signal }, async () => {
      const handlers = agentHandlers({ ...parts, inference: inference_, longestSilenceMs: 20 });
      const all = (await Array.fromAsync(
        handlers.converse(requests(), { signal } as Context),
      )) as ConverseResponse[];
      return all.map(({ event }) => event);
    });
  }

  it('says that it is at work', async () => {
    const slow: Inference = {
      ...inference,
      generate: async () => {
        await pause(100);
        return GenerateResponse.fromPartial({ text: '{"facts": []}', state: AnswerState.WHOLE });
      },
      async *generateStream() {
        await pause(100);
        const completed = GenerateResponse.fromPartial({ text: 'Rest.', state: AnswerState.WHOLE });
        yield { event: { $case: 'text', value: 'Rest.' } };
        yield { event: { $case: 'completed', value: completed } };
      },
    };
    const kinds = (await said(slow, 'May I fast?')).map((event) => event?.$case);
    expect(kinds.filter((kind) => kind !== 'working')).toEqual(['session', 'answerPiece', 'answer']);
    expect(kinds.filter((kind) => kind === 'working').length).toBeGreaterThan(3);
    expect(kinds.at(-1)).toBe('answer');
  });

  it('answers somebody in danger without any', async () => {
    const events = await said(inference, 'I want to kill myself tonight');
    expect(events[0]?.$case).toBe('crisis');
    const answer = events.at(-1);
    expect(answer?.$case === 'answer' ? answer.value.text : '').toBe(
      fixedAnswer({ matches: ['en-end-life'] }, undefined),
    );
  });
});

describe('planning anew', () => {
  it("never begins with what another key's library has taught", async () => {
    const conversation = openConversation(conversationOf(START, 'bob', DEFAULTS).settings, {});
    const task = {
      conversation,
      candidates: ['age' as const],
      library: 'anna~annas',
      ledger: new CallLedger(),
    };
    const before = asked;
    expect(await planAnew(parts, { ...task, reader: { owner: 'bob' } }, signal)).toBeUndefined();
    expect(asked).toBe(before);
    await planAnew(parts, { ...task, reader: { owner: 'anna' } }, signal);
    expect(asked).toBeGreaterThan(before);
  });
});

describe('what a library learned', () => {
  it("is not told of another key's, nor where nothing was learned", async () => {
    const conversation = openConversation(conversationOf(START, 'bob', DEFAULTS).settings, {});
    const task = { conversation, candidates: ['age' as const], library: 'anna~annas' };
    const before = asked;
    expect(await expectGains(parts, { ...task, reader: { owner: 'bob' } }, signal)).toBeUndefined();
    expect(await expectGains(parts, { ...task, reader: { owner: 'anna' } }, signal)).toBeUndefined();
    expect(asked).toBe(before);
  });
});

describe('the request id of a conversation', () => {
  it('is apart from those of other keys', () => {
    const idOf = (owner: string) =>
      conversationOf(ConverseStart.fromPartial({ ...START, requestId: 'r' }), owner, DEFAULTS).settings.id;
    expect(idOf('anna')).toBe(idOf('anna'));
    expect(idOf('anna')).not.toBe(idOf('bob'));
  });
});
