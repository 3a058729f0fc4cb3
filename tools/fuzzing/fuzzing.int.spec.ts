import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { PATIENCE_MS } from '@rookery/shared-platform-processes';
import { bodiesTarget } from './bodies/bodies-target.ts';
import { wrongAnswer } from './bodies/wrong-answer.ts';
import { framesTarget } from './frames/frames-target.ts';
import { messagesTarget } from './messages/messages-target.ts';
import { fuzz } from './play/fuzz.ts';
import { seedsOf } from './play/seeds.ts';
import { CANARY } from './platform/canary.ts';
import { METHODS } from './platform/contracts.ts';
import { FuzzedPlatform } from './platform/fuzzed-platform.ts';
import type { Ended } from './platform/grpc-caller.ts';
import { untrue } from './platform/true-status.ts';

/** A handful: that many inputs show that a target plays, and not that nothing is wrong. */
const INPUTS = 8;

let platform: FuzzedPlatform;
beforeAll(async () => {
  platform = await FuzzedPlatform.start();
}, PATIENCE_MS);
afterAll(() => platform[Symbol.asyncDispose](), PATIENCE_MS);

/** The platform of all of these, which no target stops. */
const shared = (): Promise<FuzzedPlatform> =>
  Promise.resolve(
    new Proxy(platform, {
      get: (of, name) => {
        if (name === Symbol.asyncDispose) return () => Promise.resolve();
        const value: unknown = Reflect.get(of, name, of);
        return typeof value === 'function' ? (value.bind(of) as unknown) : value;
      },
    }),
  );

const targets = [messagesTarget(shared), framesTarget(shared), bodiesTarget(shared)];

it.each(targets.map((target) => [target.name, target] as const))(
  '%s: seeds hold, and a handful of what is drawn',
  async (name, target) => {
    await using open = await target.open();
    for (const [file, seed] of seedsOf(name))
      expect([file, await open.play(seed.input)]).toEqual([file, undefined]);
    expect(seedsOf(name).length).toBeGreaterThan(0);
    const options = { seed: 5, times: INPUTS, forMs: Infinity, found: () => undefined };
    expect(await fuzz(target, options)).toEqual({ played: INPUTS, findings: [] });
  },
  PATIENCE_MS,
);

it('every call that has a row in the contracts is drawn', () => {
  const paths = METHODS.map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(90);
  expect(paths).toContain('/rookery.judge.v1.JudgeService/JudgeStream');
});

describe('a process that ends, and words in a log', () => {
  it(
    'are noticed',
    async () => {
      // What is no word of a person, as the name of a library, is in a log of this level; here it looks like one.
      const caller = platform.caller();
      const name = Buffer.from(`libraries/${CANARY}`);
      const request = Buffer.concat([Buffer.from([0x0a, name.length]), name]);
      await caller.call('/rookery.planner.v1.LibraryService/GetLibrary', [request]);
      caller.close();
      expect(await platform.left()).toContainEqual(expect.stringMatching(/^words of a person are in a log/));
      process.kill(platform.stage.pids.get('judge') ?? 0, 'SIGKILL');
      let unwell: string | undefined;
      while (unwell === undefined) unwell = await platform.unwell();
      expect(unwell).toMatch(/^the process of judge ended/);
    },
    PATIENCE_MS,
  );
});

describe('answers', () => {
  const good: Ended = { status: 0, message: '', fields: [], details: '', http: 200, reset: 0, left: false };
  it.each<[string, Partial<Ended>, RegExp]>([
    ['INTERNAL', { status: status.INTERNAL, message: 'x' }, /^it ended with INTERNAL: x$/],
    ['UNKNOWN', { status: status.UNKNOWN }, /^it ended with UNKNOWN/],
    ['none', { status: NaN }, /^it ended without a status/],
    ['one that there is not', { status: 99 }, /which there is not$/],
    ['INVALID_ARGUMENT for nothing', { status: status.INVALID_ARGUMENT }, /names no field/],
    [
      'what a person said',
      { status: status.NOT_FOUND, details: `no ${CANARY}` },
      /repeats what a person said/,
    ],
  ])('of a call are noticed: %s', (_, bad, says) => {
    expect(untrue('/a/b', good, CANARY)).toBeUndefined();
    expect(untrue('/a/b', { ...good, ...bad }, CANARY)).toMatch(says);
  });

  const json = 'application/json';
  it.each<[string, Parameters<typeof wrongAnswer>[0], RegExp]>([
    ['500', { status: 500, type: json, text: '{}' }, /^it was answered with 500/],
    ['200 of nothing', { status: 200, type: json, text: '{}' }, /without a completion/],
    ['400 of nothing', { status: 400, type: json, text: 'no' }, /without an error/],
    [
      'a stream that breaks off',
      { status: 200, type: 'text/event-stream', text: 'data: {}\n\n' },
      /without its mark/,
    ],
    [
      'what a person said',
      { status: 400, type: json, text: `{"error":{"message":"${CANARY}","type":"x"}}` },
      /repeats what a person said/,
    ],
  ])('of the chat service are noticed: %s', (_, bad, says) => {
    expect(wrongAnswer({ status: 200, type: json, text: '{"choices":[]}' }, CANARY)).toBeUndefined();
    expect(wrongAnswer(bad, CANARY)).toMatch(says);
  });
});
