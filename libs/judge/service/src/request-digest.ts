import { createHash } from 'node:crypto';
import { JudgeProtocol, type JudgeRequest } from '@rookery/shared-contracts';
import { PROMPT_VERSIONS, protocolOf } from './ask-judge.ts';
import { SAMPLING } from './ask-until-read.ts';

/** What a request id stands for. Parts are added only where they are set, so that the digests of before stay what they are. */
export function digestOf(request: JudgeRequest): string {
  const { judgeModel, query, response, seed, maxOutputTokens, panel } = request;
  const limit = maxOutputTokens === undefined ? [] : [maxOutputTokens];
  const protocol = protocolOf(request);
  const more = {
    ...(protocol === JudgeProtocol.RUBRIC ? {} : { protocol }),
    ...(panel === undefined ? {} : { panel: [panel.judgeModels, panel.samples ?? null, panel.aggregation] }),
  };
  return digest([
    judgeModel,
    query,
    attributesOf(request),
    response,
    seed ?? null,
    ...limit,
    ...(Object.keys(more).length === 0 ? [] : [more]),
  ]);
}

/**
 * What one verdict of one judge depends on: model, protocol with its versions, query, profile, answer, sampling, seed and limit.
 * @param most tokens of a verdict where the request sets no limit
 */
export function cacheKeyOf(request: JudgeRequest, most: number): string {
  const { judgeModel, query, response, seed, maxOutputTokens = most } = request;
  const version = PROMPT_VERSIONS[protocolOf(request)];
  return digest({
    judgeModel,
    version,
    query,
    profile: attributesOf(request),
    response,
    sampling: SAMPLING,
    seed: seed ?? null,
    maxOutputTokens,
  });
}

function attributesOf({ profile }: JudgeRequest): [string, string][] {
  return Object.entries(profile?.values ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64');
}
