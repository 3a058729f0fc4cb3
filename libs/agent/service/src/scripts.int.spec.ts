import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AttributeKey, Profile } from '@rookery/shared-scenario';
import { libraryName, PathUse } from '@rookery/shared-contracts';
import { readdirSync, readFileSync } from 'node:fs';
import { AgentPlatform, type RunningAgent } from './testing/agent-platform.ts';
import { Talk } from './testing/talk.ts';

/** A conversation written by hand: what a person says, and what has to come of it. */
interface Script {
  /** What it shows. */
  readonly about: string;
  readonly query: string;
  readonly known?: Profile;
  /** What is asked for, and nothing else: a path over these is planned first, and followed. Absent: what the model likes. */
  readonly asks?: readonly AttributeKey[];
  /** To the questions in their order; to those after, the person would rather not say. */
  readonly replies: readonly string[];
  readonly expect: {
    /** Attributes learned in the conversation, with their values. */
    readonly facts?: Profile;
    readonly declined?: readonly string[];
    readonly passedOver?: readonly string[];
    readonly corrected?: readonly string[];
    readonly notAsked?: readonly string[];
    /** How many questions were put. */
    readonly questions?: number;
    /** Their numbers. */
    readonly numbers?: readonly number[];
    /** The matter that was answered. */
    readonly query?: string;
    readonly changedSubject?: boolean;
    readonly language?: string;
    readonly crisis?: boolean;
  };
}

const FOLDER = new URL('scripts/', import.meta.url);
const scripts = readdirSync(FOLDER).map(
  (file) => [file, JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Script] as const,
);

let platform: AgentPlatform;
let running: RunningAgent;

beforeAll(async () => {
  platform = await AgentPlatform.start({ judge: true });
  running = await platform.agent();
}, 120_000);
afterAll(() => platform.close(), 120_000);

/** What is stored of a session: the values that the contract does not show. */
async function stored(session: string): Promise<{ known: Profile; query: string }> {
  const { rows } = await platform.database.pool.query<{
    conversation: { known: Profile; query: string };
  }>("SELECT content #> '{progress,conversation}' AS conversation FROM agent.session WHERE id = $1", [
    session.replace('sessions/', ''),
  ]);
  const [row] = rows;
  if (row === undefined) throw new Error('the session is not stored');
  return row.conversation;
}

/** A library with one path, over exactly these attributes. @returns its resource name */
async function libraryOf(name: string, query: string, asks: readonly AttributeKey[]): Promise<string> {
  const options = {
    answerModel: 'sim/gpt-4o',
    judgeModel: 'sim/gpt-4o',
    depth: asks.length,
    budget: 8,
    seed: 1,
    // Nothing is left out of a path that costs nothing.
    attributeCosts: Object.fromEntries(asks.map((attribute) => [attribute, 0])),
  };
  const profile = { values: Object.fromEntries(asks.map((attribute) => [attribute, 'x'])) };
  const library = libraryName(name);
  for await (const { event } of running.planner.plan({ query, profile, options, library })) {
    if (event?.$case === 'path') expect(event.value.steps).toHaveLength(asks.length);
  }
  return library;
}

describe('a conversation written by hand', () => {
  it.each(scripts)('%s', async (file, script) => {
    const { query, known = {}, asks = [], expect: wanted } = script;
    const name = file.replace('.json', '');
    const replies = [...script.replies];
    const start = {
      query,
      model: 'sim/qwq-32b',
      known: { values: { ...known } },
      completenessThreshold: 5,
      library: asks.length === 0 ? '' : await libraryOf(name, query, asks),
      pathUse: PathUse.FOLLOW,
      maxQuestions: asks.length === 0 ? 4 : asks.length,
      seed: 3,
      explain: true,
    };
    const { questions, final, crisis, session } = await Talk.start(running.agent, start).finish(() => {
      const text = replies.shift();
      return text === undefined ? 'declined' : { text };
    });
    const after = await stored(session);
    const messages = final.trace.flatMap(({ message }) => message ?? []);
    const asked = questions.map(({ attribute }) => attribute);

    expect(after.known).toEqual({ ...known, ...(wanted.facts ?? after.known) });
    expect(asked.filter((attribute) => (wanted.notAsked ?? []).includes(attribute))).toEqual([]);
    expect(asked.filter((attribute) => Object.keys(known).includes(attribute))).toEqual([]);
    expect(after.query).toBe(wanted.query ?? query);
    expect(crisis.length > 0).toBe(wanted.crisis ?? false);
    expect(messages.flatMap(({ corrected }) => corrected)).toEqual(wanted.corrected ?? []);
    expect(messages.some(({ changedSubject }) => changedSubject)).toBe(wanted.changedSubject ?? false);
    if (wanted.declined !== undefined)
      expect([...final.declined].sort()).toEqual([...wanted.declined].sort());
    if (wanted.passedOver !== undefined) expect(final.passedOver).toEqual(wanted.passedOver);
    if (wanted.questions !== undefined) expect(questions).toHaveLength(wanted.questions);
    if (wanted.numbers !== undefined) expect(questions.map(({ number }) => number)).toEqual(wanted.numbers);
    if (wanted.language !== undefined) expect(messages[0]?.language).toBe(wanted.language);
    expect(final.text).not.toBe('');
  });
});
