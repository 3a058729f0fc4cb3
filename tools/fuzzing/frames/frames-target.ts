import fc from 'fast-check';
import { FuzzedPlatform } from '../platform/fuzzed-platform.ts';
import type { GrpcCaller } from '../platform/grpc-caller.ts';
import { untrue } from '../platform/true-status.ts';
import { target, type AnyTarget } from '../target.ts';
import { spokenInput, type SpokenInput } from './any-call.ts';
import { rawInput, type RawInput } from './any-frame.ts';
import { playRaw } from './raw-connection.ts';

/** What others ask for meanwhile, on connections of their own. */
const OTHERS_ASK = '/rookery.planner.v1.PlannerService/ListPlanners';
/** After so many inputs every process is asked how it is. */
const LOOK_EVERY = 10;
/** Codes of resets by which a request is refused that HTTP/2 does not allow: PROTOCOL_ERROR, REFUSED_STREAM, ENHANCE_YOUR_CALM. */
const REFUSED: ReadonlySet<number> = new Set([1, 7, 11]);
const SHORT_MS = 1_000;
const WATCHES_MS = 50;

/** @param start the platform that is called: one of its own, unless a test shares one */
export function framesTarget(start: () => Promise<FuzzedPlatform> = () => FuzzedPlatform.start()): AnyTarget {
  return target<RawInput | SpokenInput>({
    name: 'frames',
    says: "frames of HTTP/2 and gRPC at the gateway's socket: broken, out of order, too many, too large, half",
    times: 10_000,
    open: async () => {
      const platform = await start();
      const [others, odd] = [platform.caller(), platform.caller()];
      let played = 0;
      return {
        inputs: fc.oneof(rawInput(platform.key), spokenInput),
        play: async (input) => {
          const [wrong, served] = await Promise.all([
            input.kind === 'raw' ? playRaw(platform.stage.address, input) : playSpoken(odd, input),
            others.call(OTHERS_ASK, [Buffer.alloc(0)], { deadlineMs: 30_000 }),
          ]);
          if (served.status !== 0)
            return `another's call meanwhile ended with status ${served.status} (${served.message})`;
          if (wrong !== undefined) return wrong;
          played += 1;
          return played % LOOK_EVERY === 0 ? platform.unwell() : undefined;
        },
        after: () => platform.left(),
        [Symbol.asyncDispose]: async () => {
          others.close();
          odd.close();
          await platform[Symbol.asyncDispose]();
        },
      };
    },
  });
}

async function playSpoken(
  caller: GrpcCaller,
  { path, headers, body, ends }: SpokenInput,
): Promise<string | undefined> {
  const options = { headers, ends, deadlineMs: SHORT_MS, leavesAfterMs: WATCHES_MS };
  let ended;
  try {
    ended = await caller.send(path, Buffer.from(body, 'base64'), options);
  } catch (caught) {
    // The client library sends no such header.
    if ((caught as { readonly code?: string }).code?.startsWith('ERR_') === true) return undefined;
    throw caught;
  }
  // A body of another length than its header says ends the connection of whoever sends it: Node says INTERNAL_ERROR of that.
  const isMeasured = headers['content-length'] !== undefined;
  if (Number.isNaN(ended.status) && (isMeasured || REFUSED.has(ended.reset))) return undefined;
  const wrong = untrue(path, ended);
  return wrong === undefined ? undefined : `${JSON.stringify(path)}: ${wrong}`;
}
