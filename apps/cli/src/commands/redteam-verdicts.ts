import type { Judged } from '@rookery/judge-red-team';
import {
  JudgeProtocol,
  JudgeServiceDefinition,
  JudgeStreamRequest,
  type Verdict,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { profileToWire } from '@rookery/shared-scenario';
import { BATCH_WORK } from '../batch-work.ts';
import type { PlatformConnection } from '../platform/with-platform.ts';
import { progressBar } from '../terminal/progress.ts';
import type { JudgeFlags } from './redteam-options.ts';

/** One verdict to ask for. */
export interface Wanted {
  /** Unique among those that are asked for together. */
  readonly id: string;
  /** Of the verdict; empty: it is not to be given again. */
  readonly requestId: string;
  readonly judged: Judged;
  readonly seed: number;
}

/** What was asked for, by its id. Those whose call failed have no verdict, and the last failure says why. */
export interface Given {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly failed: number;
  readonly lastFailure: string | undefined;
}

/** Calls of one verdict at least, by protocol. */
const CALLS: Readonly<Record<JudgeProtocol, number>> = {
  [JudgeProtocol.UNSPECIFIED]: 1,
  [JudgeProtocol.RUBRIC]: 1,
  [JudgeProtocol.ISOLATED]: 3,
  [JudgeProtocol.CHECKLIST]: 1,
  [JudgeProtocol.UNRECOGNIZED]: 1,
};
/** Of the instructions, about. */
const INSTRUCTION_TOKENS = 1500;
const CHARACTERS_PER_TOKEN = 4;

/** What verdicts take at least, in a sentence. */
export function budgetOf(wanted: readonly Wanted[], protocol: JudgeProtocol): string {
  const calls = wanted.length * CALLS[protocol];
  const characters = wanted.reduce(
    (sum, { judged: { query, profile, response } }) =>
      sum + query.length + response.length + JSON.stringify(profile).length,
    0,
  );
  const tokens = CALLS[protocol] * (wanted.length * INSTRUCTION_TOKENS + characters / CHARACTERS_PER_TOKEN);
  return `${wanted.length} verdicts: at least ${calls} calls of the judge and about ${(tokens / 1e6).toFixed(2)} million tokens to read, more where a verdict has to be asked for again`;
}

/** Gets verdicts over one stream, several at once. @throws RookeryError when there is no such judge */
export async function verdictsOf(
  platform: PlatformConnection,
  wanted: readonly Wanted[],
  { judge, protocol, judgeMaxOutputTokens }: JudgeFlags,
  signal: AbortSignal,
): Promise<Given> {
  const verdicts = new Map<string, Verdict>();
  let failed = 0;
  let lastFailure: string | undefined;
  const bar = progressBar(judge, 'verdicts');
  async function* requests(): AsyncGenerator<JudgeStreamRequest> {
    for (const { id, requestId, judged, seed } of wanted) {
      yield JudgeStreamRequest.fromPartial({
        itemId: id,
        request: {
          requestId,
          judgeModel: judge,
          query: judged.query,
          profile: profileToWire(judged.profile),
          response: judged.response,
          seed,
          protocol,
          ...(judgeMaxOutputTokens === undefined ? {} : { maxOutputTokens: judgeMaxOutputTokens }),
        },
      });
    }
  }
  try {
    const stream = platform
      .client(JudgeServiceDefinition)
      .judgeStream(requests(), { signal, metadata: BATCH_WORK });
    for await (const { itemId, outcome } of stream) {
      if (outcome?.$case === 'verdict') verdicts.set(itemId, outcome.value);
      else if (outcome?.$case === 'error') {
        failed += 1;
        lastFailure = outcome.value.message;
        if (outcome.value.code === NOT_FOUND) throw new RookeryError('NOT_FOUND', outcome.value.message);
      }
      bar.update(verdicts.size + failed, wanted.length);
    }
  } finally {
    bar.end();
  }
  return { verdicts, failed, lastFailure };
}

/** gRPC's code. */
const NOT_FOUND = 5;
