import { randomInt } from 'node:crypto';
import {
  CHECKLIST,
  CHECKLIST_LABEL,
  checklistSchema,
  drawnOrder,
  idsOf,
  judgeChecklist,
  judgeDimension,
  scoreChecklist,
  type CountedAnswer,
} from '@rookery/judge-protocols';
import { dimensionSchema, judgeRubric, sealOf, VERDICT_SCHEMA, type JudgeInput } from '@rookery/judge-rubric';
import {
  readAnswers,
  readDimension,
  readVerdict,
  type Scores,
  type VerdictReading,
} from '@rookery/judge-verdict';
import {
  JudgeProtocol,
  type GenerateResponse,
  type JudgeRequest,
  type Verdict,
} from '@rookery/shared-contracts';
import { promptLabel } from '@rookery/shared-prompting';
import type { Inference } from '@rookery/shared-routing';
import type { Profile } from '@rookery/shared-scenario';
import {
  type AskLimits,
  type AskOptions,
  askUntilRead,
  partId,
  partSeed,
  Taken,
  type Question,
} from './ask-until-read.ts';
import { wireVerdict } from './wire-verdict.ts';

/** What a protocol found. */
export interface Found {
  readonly reading: VerdictReading | 'unavailable';
  readonly promptVersion: string;
  /** The answers of the judge that were read last, in their order. */
  readonly responses: readonly GenerateResponse[];
  readonly answers?: readonly CountedAnswer[];
}

/** What every protocol is given. */
interface Asking {
  readonly inference: Inference;
  readonly request: JudgeRequest;
  readonly input: JudgeInput;
  readonly taken: Taken;
  readonly options: AskOptions;
  readonly limits: AskLimits;
}

/**
 * One verdict of one judge, by the protocol of the request. What cannot be read is UNSCORED with a reason; a model server that keeps
 * failing gives UNSCORED JUDGE_UNAVAILABLE. Errors: see `askUntilRead`.
 */
export async function askJudge(
  inference: Inference,
  request: JudgeRequest,
  profile: Profile,
  options: AskOptions,
  limits: AskLimits,
): Promise<Verdict> {
  const taken = new Taken();
  const input: JudgeInput = {
    query: request.query,
    profile,
    response: request.response,
    seal: sealOfRequest(request),
  };
  const protocol = protocolOf(request);
  const found = await PROTOCOLS[protocol]({ inference, request, input, taken, options, limits });
  return wireVerdict(found, { judgeModel: request.judgeModel, protocol, taken });
}

/** The protocols that there are. */
export type KnownProtocol = JudgeProtocol.RUBRIC | JudgeProtocol.ISOLATED | JudgeProtocol.CHECKLIST;

export function protocolOf({ protocol }: Pick<JudgeRequest, 'protocol'>): KnownProtocol {
  return protocol === JudgeProtocol.ISOLATED || protocol === JudgeProtocol.CHECKLIST
    ? protocol
    : JudgeProtocol.RUBRIC;
}

/** The prompts of a protocol, as verdicts name them. */
export const PROMPT_VERSIONS: Readonly<Record<KnownProtocol, string>> = {
  [JudgeProtocol.RUBRIC]: promptLabel(judgeRubric),
  [JudgeProtocol.ISOLATED]: promptLabel(judgeDimension),
  [JudgeProtocol.CHECKLIST]: CHECKLIST_LABEL,
};

const PROTOCOLS: Readonly<Record<KnownProtocol, (asking: Asking) => Promise<Found>>> = {
  [JudgeProtocol.RUBRIC]: askByRubric,
  [JudgeProtocol.ISOLATED]: askIsolated,
  [JudgeProtocol.CHECKLIST]: askByChecklist,
};

// With a seed, the prompt is a function of what a verdict depends on, so that equal requests are equal prompts, whatever their ids.
function sealOfRequest({ requestId, seed, query, response }: JudgeRequest): string {
  return sealOf(seed === undefined ? `id ${requestId}` : `seed ${seed}`, query, response);
}

function questionOf({ request }: Asking, part: Pick<Question, 'messages' | 'schema'>): Question {
  const { judgeModel, requestId, seed, maxOutputTokens, batch } = request;
  return { judgeModel, requestId, seed, maxOutputTokens, batch, ...part };
}

async function askByRubric(asking: Asking): Promise<Found> {
  const { inference, input, taken, options, limits } = asking;
  const question = questionOf(asking, { messages: judgeRubric.render(input), schema: VERDICT_SCHEMA });
  const { reading, response } = await askUntilRead(
    inference,
    question,
    (text, ending) => readVerdict(text, ending, input.response),
    taken,
    options,
    limits,
  );
  return {
    reading,
    promptVersion: PROMPT_VERSIONS[JudgeProtocol.RUBRIC],
    responses: response === undefined ? [] : [response],
  };
}

/** One dimension after the other; the first that cannot be read ends it, because a part of a verdict is none. */
async function askIsolated(asking: Asking): Promise<Found> {
  const { inference, request, input, taken, options, limits } = asking;
  const promptVersion = PROMPT_VERSIONS[JudgeProtocol.ISOLATED];
  const responses: GenerateResponse[] = [];
  const scores: Partial<Record<keyof Scores, number>> = {};
  const justifications: Partial<Record<keyof Scores, string>> = {};
  let format: 'structured' | 'text' = 'structured';
  for (const dimension of drawnOrder(request.seed ?? randomInt(2 ** 32))) {
    const { key } = dimension;
    const question: Question = {
      ...questionOf(asking, {
        messages: judgeDimension.render({ ...input, dimension }),
        schema: dimensionSchema(key),
      }),
      requestId: partId(request.requestId, key),
      seed: partSeed(request.seed, key),
    };
    const { reading, response } = await askUntilRead(
      inference,
      question,
      (text, ending) => readDimension(text, ending, key, input.response),
      taken,
      options,
      limits,
    );
    if (response !== undefined) responses.push(response);
    if (reading === 'unavailable' || !reading.scored) return { reading, promptVersion, responses };
    scores[key] = reading.score;
    if (reading.justification !== undefined) justifications[key] = reading.justification;
    if (reading.format === 'text') format = 'text';
  }
  const { risk_sensitivity = NaN, emotional_empathy = NaN, user_alignment = NaN } = scores;
  const complete = { risk_sensitivity, emotional_empathy, user_alignment };
  return { reading: { scored: true, scores: complete, format, justifications }, promptVersion, responses };
}

async function askByChecklist(asking: Asking): Promise<Found> {
  const { inference, input, taken, options, limits } = asking;
  const ids = idsOf(CHECKLIST);
  const question = questionOf(asking, {
    messages: judgeChecklist.render(input),
    schema: checklistSchema(CHECKLIST),
  });
  const { reading, response } = await askUntilRead(
    inference,
    question,
    (text, ending) => readAnswers(text, ending, ids),
    taken,
    options,
    limits,
  );
  const about = {
    promptVersion: PROMPT_VERSIONS[JudgeProtocol.CHECKLIST],
    responses: response === undefined ? [] : [response],
  };
  if (reading === 'unavailable' || !reading.scored) return { reading, ...about };
  const { scores, answers } = scoreChecklist(CHECKLIST, reading.answers, input.response);
  return {
    reading: { scored: true, scores, format: reading.format, justifications: {} },
    answers,
    ...about,
  };
}
