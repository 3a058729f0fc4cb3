import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openConversation } from '@rookery/agent-conversation';
import { fixedAnswer, phrasesAlone, RESOURCE_LIST, resourcesFrom } from '@rookery/agent-crisis';
import { InTurn, migrateSessions, SessionStore } from '@rookery/agent-sessions';
import { lexicalEmbedder } from '@rookery/planner-embedding';
import { FitStore, LibraryStore, migratePlanner, PathIndex, PathStore } from '@rookery/planner-library';
import { PlannerRegistry, typescriptPlanners } from '@rookery/planner-planners';
import { LibraryLessons } from '@rookery/planner-planning';
import {
  AnswerState,
  ConverseStart,
  GenerateResponse,
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
import { planAnew } from './plan-anew.ts';
import { conversationOf } from './start.ts';

const ANNA: Caller = { name: 'anna', operator: false };
const BOB: Caller = { name: 'bob', operator: false };
const OPERATOR: Caller = { name: 'olga', operator: true };
const DEFAULTS: AgentDefaults = { abstention: 'scale', pathUse: 'examples', keepTraces: false };
const { signal } = new AbortController();

let database: Database;
let parts: AgentParts;
let asked = 0;

// Whoever gets as far as to ask a model has passed all that is tested here.
const ASKED = { code: 'UNAVAILABLE', message: 'a model was asked' };
const refuse = (): never => {
  asked += 1;
  throw new RookeryError('UNAVAILABLE', ASKED.message);
};
const inference: Inference = {
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
  const libraries = new LibraryStore(database);
  const fitter = { grown: () => undefined };
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
    sessions: new SessionStore(database, { ttlMs: 60_000, mostPerOwner: 10 }),
    inTurn: new InTurn(),
    defaults: DEFAULTS,
    costOf: () => 0,
    longestSilenceMs: 60_000,
    lookByMeaning: phrasesAlone,
    resourcesFor: resourcesFrom(RESOURCE_LIST),
    log: createLog('agent', 'fatal'),
  };
  await libraries.create('annas', 'anna');
});
afterAll(async () => {
  await parts.index.close();
  await database.close();
});

const START = ConverseStart.fromPartial({ query: 'May I fast?', model: 'm', library: 'libraries/annas' });

function converse(caller: Caller): Promise<ConverseResponse[]> {
  const requests = async function* (): AsyncGenerator<ConverseRequest> {
    yield { event: { $case: 'start', value: START } };
  };
  type Context = Parameters<ReturnType<typeof agentHandlers>['converse']>[1];
  return runAsJob({ caller, signal }, async () => {
    const said = agentHandlers(parts).converse(requests(), { signal } as Context);
    return (await Array.fromAsync(said)) as ConverseResponse[];
  });
}

describe("a conversation with another key's library", () => {
  it('does not begin, in the words of a library that is not there', async () => {
    const before = asked;
    await expect(converse(BOB)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'library libraries/annas: not found',
    });
    expect(asked).toBe(before);
  });

  it.each([ANNA, OPERATOR])('begins for $name', async (caller) => {
    await expect(converse(caller)).rejects.toMatchObject(ASKED);
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
    const task = { conversation, candidates: ['age' as const], library: 'annas', ledger: new CallLedger() };
    const before = asked;
    expect(await planAnew(parts, { ...task, reader: { owner: 'bob' } }, signal)).toBeUndefined();
    expect(asked).toBe(before);
    await planAnew(parts, { ...task, reader: { owner: 'anna' } }, signal);
    expect(asked).toBeGreaterThan(before);
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
