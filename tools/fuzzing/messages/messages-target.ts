import fc from 'fast-check';
import { anyChange, changed, type Change } from '../play/bytes.ts';
import { CANARY } from '../platform/canary.ts';
import { METHODS, type Method } from '../platform/contracts.ts';
import { FuzzedPlatform } from '../platform/fuzzed-platform.ts';
import { untrue } from '../platform/true-status.ts';
import { target, type AnyTarget } from '../target.ts';
import { wireMessage } from './wire-message.ts';

/** A call and what is sent on it. */
export interface MessageInput {
  readonly path: string;
  /** Each in base64. */
  readonly messages: readonly string[];
  /** What happens to the bytes of the last one. */
  readonly changes: readonly Change[];
  /** Whether the caller says that there are no more. */
  readonly ends: boolean;
}

/** After so many calls one is made that asks for nothing. */
const LOOK_EVERY = 5;
/** A caller who watches has seen enough after so long. */
const WATCHES_MS = 100;
const SHORT_MS = 1_500;

/** @param start the platform that is called: one of its own, unless a test shares one */
export function messagesTarget(
  start: () => Promise<FuzzedPlatform> = () => FuzzedPlatform.start(),
): AnyTarget {
  return target<MessageInput>({
    name: 'messages',
    says: 'every method of every contract, through the gateway: messages that are odd, damaged, deep, huge or cut off',
    times: 10_000,
    open: async () => {
      const platform = await start();
      const caller = platform.caller();
      let calls = 0;
      return {
        inputs: fc.constantFrom(...METHODS).chain(inputOf),
        play: async ({ path, messages, changes, ends }) => {
          const sent = messages.map((message) => Buffer.from(message, 'base64'));
          const last = sent.pop() ?? Buffer.alloc(0);
          const answersMany = METHODS.find((method) => method.path === path)?.answersMany === true;
          const ended = await caller.call(path, [...sent, changed(last, changes)], {
            ends,
            ...(answersMany || !ends ? { deadlineMs: SHORT_MS, leavesAfterMs: WATCHES_MS } : {}),
          });
          const wrong = untrue(path, ended, changes.length === 0 ? CANARY : undefined);
          if (wrong !== undefined) return `${path}: ${wrong}`;
          calls += 1;
          if (calls % LOOK_EVERY > 0) return undefined;
          const unwell = await platform.unwell();
          return unwell === undefined ? undefined : `after ${path}: ${unwell}`;
        },
        after: () => platform.left(),
        [Symbol.asyncDispose]: async () => {
          caller.close();
          await platform[Symbol.asyncDispose]();
        },
      };
    },
  });
}

function inputOf({ path, input, sendsMany }: Method): fc.Arbitrary<MessageInput> {
  const many = { minLength: sendsMany ? 0 : 1, maxLength: sendsMany ? 4 : 1 };
  const sent = (odd: boolean): fc.Arbitrary<string[]> =>
    fc.array(
      wireMessage(input, odd).map((bytes) => bytes.toString('base64')),
      many,
    );
  const asTheyAre = (odd: boolean): fc.Arbitrary<MessageInput> =>
    fc.record({
      path: fc.constant(path),
      messages: sent(odd),
      changes: fc.constant([]),
      ends: fc.integer({ min: 0, max: 49 }).map((drawn) => drawn > 0),
    });
  const damaged = fc.record({
    path: fc.constant(path),
    messages: sent(false),
    changes: fc.array(anyChange, { minLength: 1, maxLength: 4 }),
    ends: fc.constant(true),
  });
  return fc.oneof(
    { weight: 2, arbitrary: asTheyAre(false) },
    { weight: 5, arbitrary: asTheyAre(true) },
    { weight: 3, arbitrary: damaged },
  );
}
