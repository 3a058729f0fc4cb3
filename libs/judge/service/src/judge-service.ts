import {
  type CompareRequest,
  type CompareResponse,
  type JudgeRequest,
  type JudgeResponse,
  type JudgeServiceImplementation,
  type JudgeStreamRequest,
  type JudgeStreamResponse,
  NO_USAGE,
  type Verdict,
  VerdictState,
} from '@rookery/shared-contracts';
import { asRookeryError, invalidArgument, RookeryError } from '@rookery/shared-errors';
import { verdictGiven } from '@rookery/shared-metrics';
import type { Inference } from '@rookery/shared-routing';
import { profileFromWire } from '@rookery/shared-scenario';
import { checkMessage } from '@rookery/shared-server';
import { statusOf } from '@rookery/shared-transport';
import { callContext, type Logger } from '@rookery/shared-runtime';
import { inSpan } from '@rookery/shared-tracing';
import type { Profile } from '@rookery/shared-scenario';
import { askJudge } from './ask-judge.ts';
import type { AskLimits, AskOptions } from './ask-until-read.ts';
import { compare } from './compare.ts';
import type { JudgeOnce } from './judge-once.ts';
import { askPanel, membersOf } from './judge-panel.ts';
import { cacheKeyOf } from './request-digest.ts';
import type { VerdictStore } from './verdict-store.ts';
import { reasonOf, showVerdict } from './traced-verdict.ts';
import { wireSigns } from './wire-signs.ts';
import { severalAtOnce } from './several-at-once.ts';

export interface JudgeServiceParts {
  readonly inference: Inference;
  readonly once: JudgeOnce;
  readonly store: VerdictStore;
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

  compare(request: CompareRequest): Promise<CompareResponse> {
    const { inference, asking } = this.#parts;
    const { signal, deadline } = callContext();
    const profile = profileFromWire('profile', request.profile);
    return compare(inference, request, profile, asking, { signal, deadline });
  }

  #verdict(request: JudgeRequest, profileField: string): Promise<Verdict> {
    const codeOf = (caught: unknown): string => asRookeryError(caught).code;
    return inSpan('verdict', {}, codeOf, async (span) => {
      const verdict = await this.#given(request, profileField);
      if (span !== undefined) showVerdict(span, verdict);
      return verdict;
    });
  }

  async #given(request: JudgeRequest, profileField: string): Promise<Verdict> {
    const { once, log } = this.#parts;
    const profile = profileFromWire(profileField, request.profile);
    const { panel } = request;
    if (request.batch && request.requestId === '') {
      throw invalidArgument('request_id', 'is empty; what is asked by the batch is found again by it');
    }
    // What is wrong with a panel is said before anything is looked up.
    if (panel !== undefined) membersOf(request, panel);
    const verdict = await once.verdict(request, async (limits) => {
      const given =
        panel === undefined
          ? await this.#ofOne(request, profile, limits)
          : await askPanel(
              request,
              panel,
              (member, memberLimits) => this.#ofOne(member, profile, memberLimits),
              limits,
            );
      return { ...given, attackSigns: wireSigns(request, profile) };
    });
    const { judgeModel, attempts, state, unscoredReason } = verdict;
    verdictGiven(reasonOf(verdict));
    if (state === VerdictState.SCORED) log.debug({ judgeModel, attempts }, 'scored');
    else log.info({ judgeModel, attempts, unscoredReason }, 'unscored');
    return verdict;
  }

  /** One verdict of one judge, from the cache where the request allows it. */
  async #ofOne(request: JudgeRequest, profile: Profile, limits: AskLimits): Promise<Verdict> {
    const { inference, store, asking } = this.#parts;
    const ask = (): Promise<Verdict> => askJudge(inference, request, profile, asking, limits);
    if (!request.useCache) return ask();
    const owner = callContext().caller.name;
    const key = cacheKeyOf(request, asking.maxOutputTokens);
    const cached = await store.findCached(owner, key);
    // What it took was counted when it was given.
    if (cached !== undefined) return { ...cached, cached: true, usage: NO_USAGE, latencyMs: 0 };
    const verdict = await ask();
    if (verdict.state === VerdictState.SCORED) await store.cache(owner, key, verdict);
    return verdict;
  }
}
