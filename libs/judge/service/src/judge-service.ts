import {
  type JudgeRequest,
  type JudgeResponse,
  type JudgeServiceImplementation,
  type JudgeStreamRequest,
  type JudgeStreamResponse,
  type Verdict,
  VerdictState,
} from '@rookery/shared-contracts';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import type { Inference } from '@rookery/shared-routing';
import { profileFromWire } from '@rookery/shared-scenario';
import { checkMessage } from '@rookery/shared-server';
import { statusOf } from '@rookery/shared-transport';
import type { Logger } from '@rookery/shared-runtime';
import { askJudge, type AskOptions } from './ask-judge.ts';
import type { JudgeOnce } from './judge-once.ts';
import { severalAtOnce } from './several-at-once.ts';

export interface JudgeServiceParts {
  readonly inference: Inference;
  readonly once: JudgeOnce;
  readonly log: Logger;
  readonly asking: AskOptions;
  /** Items of one stream judged at once. */
  readonly streamConcurrency: number;
}

const LONGEST_ITEM_ID = 200;

/** rookery.judge.v1.JudgeService. */
export class JudgeService implements JudgeServiceImplementation {
  readonly #parts: JudgeServiceParts;

  constructor(parts: JudgeServiceParts) {
    this.#parts = parts;
  }

  async judge(request: JudgeRequest): Promise<JudgeResponse> {
    return { verdict: await this.#verdict(request, 'profile') };
  }

  async *judgeStream(requests: AsyncIterable<JudgeStreamRequest>): AsyncGenerator<JudgeStreamResponse, void> {
    const seen = new Set<string>();
    yield* severalAtOnce(requests, this.#parts.streamConcurrency, (item) => this.#item(item, seen));
  }

  async #item(item: JudgeStreamRequest, seen: Set<string>): Promise<JudgeStreamResponse> {
    const itemId = item.itemId.slice(0, LONGEST_ITEM_ID);
    try {
      checkMessage('rookery.judge.v1.JudgeStreamRequest', item);
      if (seen.has(itemId)) {
        throw new RookeryError(
          'ALREADY_EXISTS',
          `item_id: ${JSON.stringify(itemId)} was used in this stream`,
        );
      }
      seen.add(itemId);
      const request = item.request as JudgeRequest;
      return {
        itemId,
        outcome: { $case: 'verdict', value: await this.#verdict(request, 'request.profile') },
      };
    } catch (caught) {
      const error = asRookeryError(caught);
      if (error.code === 'INTERNAL') this.#parts.log.error({ err: error }, 'an item of a stream failed');
      return {
        itemId,
        outcome: { $case: 'error', value: { code: statusOf(error.code), message: error.message } },
      };
    }
  }

  async #verdict(request: JudgeRequest, profileField: string): Promise<Verdict> {
    const { inference, once, log, asking } = this.#parts;
    const profile = profileFromWire(profileField, request.profile);
    const verdict = await once.verdict(request, (limits) =>
      askJudge(inference, request, profile, asking, limits),
    );
    const { judgeModel, attempts, state, unscoredReason } = verdict;
    if (state === VerdictState.SCORED) log.debug({ judgeModel, attempts }, 'scored');
    else log.info({ judgeModel, attempts, unscoredReason }, 'unscored');
    return verdict;
  }
}
