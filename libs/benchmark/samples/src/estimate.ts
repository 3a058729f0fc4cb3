import type { Status } from '@rookery/shared-scenario';
import { asksFirst } from './statuses.ts';
import { runShape, sampleCount } from './samples.ts';
import {
  callsOfEachJudge,
  hasGivenAnswers,
  judgesOf,
  RUN_DEFAULTS,
  type RunSettings,
} from './run-settings.ts';

/** US dollars for a million tokens; absent when the worker has no price. */
export interface ModelPrice {
  readonly inputUsd: number | undefined;
  readonly outputUsd: number | undefined;
  /** By the batch; absent: as above. */
  readonly batch?:
    { readonly inputUsd: number | undefined; readonly outputUsd: number | undefined } | undefined;
}

/** Mean lengths of the chosen scenarios, in characters. */
export interface ScenarioLengths {
  readonly query: number;
  readonly profile: number;
}

/** What a run will take. */
export interface RunForecast {
  readonly samples: number;
  /** When no agent asks anything. */
  readonly callsMin: number;
  /** When every agent asks as often as it may; without retries. */
  readonly callsMax: number;
  readonly inputTokensMax: number;
  readonly outputTokensMax: number;
  readonly costUsdMax: number;
  /** Models that count as free because nobody says what they cost. */
  readonly modelsWithoutPrice: readonly string[];
}

interface Tokens {
  readonly input: number;
  readonly output: number;
}

/** English text has about four characters a token in the tokenizers of the models in question. */
const CHARACTERS_PER_TOKEN = 4;
// What our prompts add to the data, and what models usually write, in tokens. Rough on purpose: a forecast.
const ANSWER = { instructions: 250, output: 600 };
const QUESTION = { instructions: 600, output: 120 };
const VERDICT = { instructions: 900, output: 350 };

/** Estimates and rankings that an agent may take to plan anew before a question. */
const REPLAN_CALLS = 5;

/** Model calls of one sample's answer: [fewest, most]. An agent decides, asks for the next, and answers. */
function answerCalls(
  status: Status,
  { maxQuestions, pathUse, answersOf }: Pick<RunSettings, 'maxQuestions' | 'pathUse' | 'answersOf'>,
): readonly [number, number] {
  if (hasGivenAnswers({ statuses: [status], ...(answersOf === undefined ? {} : { answersOf }) }))
    return [0, 0];
  if (!asksFirst(status)) return [1, 1];
  // Each question takes a decision and a choice; unless the limit is reached a last decision says "enough".
  if (maxQuestions === 0) return [1, 1];
  const planning = status === 'planner' && pathUse === 'replan' ? REPLAN_CALLS : 0;
  return [2, (2 + planning) * maxQuestions + 1];
}

function answerTokens(
  status: Status,
  settings: RunSettings,
  lengths: ScenarioLengths,
  written: Written,
): Tokens {
  if (hasGivenAnswers({ ...settings, statuses: [status] })) return { input: 0, output: 0 };
  const query = lengths.query / CHARACTERS_PER_TOKEN;
  const profile = status === 'vanilla' ? 0 : lengths.profile / CHARACTERS_PER_TOKEN;
  const questions = answerCalls(status, settings)[1] - 1;
  return {
    input: ANSWER.instructions + query + profile + questions * (QUESTION.instructions + query + profile),
    output: written.answer + questions * QUESTION.output,
  };
}

function verdictTokens(lengths: ScenarioLengths, written: Written): Tokens {
  const data = (lengths.query + lengths.profile) / CHARACTERS_PER_TOKEN;
  return { input: VERDICT.instructions + data + written.answer, output: written.verdict };
}

/** Tokens that an answer and a verdict are written in. */
interface Written {
  readonly answer: number;
  readonly verdict: number;
}

/** What the limits of a run allow. */
function mostWritten({ maxOutputTokens, judgeMaxOutputTokens }: RunSettings): Written {
  return {
    answer: maxOutputTokens ?? RUN_DEFAULTS.maxOutputTokens,
    verdict: judgeMaxOutputTokens ?? RUN_DEFAULTS.judgeMaxOutputTokens,
  };
}

/** What is to be expected under them: who allows more than usual has a model that thinks, and needs it. */
function expectedWritten(settings: RunSettings): Written {
  const most = mostWritten(settings);
  const expected = (usual: number, limit: number, usualLimit: number): number =>
    Math.min(limit, usual * Math.max(1, limit / usualLimit));
  return {
    answer: expected(ANSWER.output, most.answer, RUN_DEFAULTS.maxOutputTokens),
    verdict: expected(VERDICT.output, most.verdict, RUN_DEFAULTS.judgeMaxOutputTokens),
  };
}

function priceOf({ input, output }: Tokens, price: ModelPrice | undefined, batch: boolean): number {
  const paid = (batch ? price?.batch : undefined) ?? price;
  return (input * (paid?.inputUsd ?? 0) + output * (paid?.outputUsd ?? 0)) / 1e6;
}

/** What something takes: model calls, and US dollars. */
export interface SamplePrice {
  readonly calls: number;
  readonly costUsd: number;
}

/** Calls that the judge may need for one verdict it can read. */
const MOST_VERDICT_CALLS = 3;

/**
 * The most that one sample may take, and of that what the verdict alone may: what a run with a limit sets aside before it
 * begins the sample. Repetitions after failures of a server cannot be foreseen and are not in it.
 */
export function samplePrice(
  settings: RunSettings,
  status: Status,
  model: string,
  lengths: ScenarioLengths,
  prices: ReadonlyMap<string, ModelPrice>,
): { readonly sample: SamplePrice; readonly verdict: SamplePrice } {
  const most = mostWritten(settings);
  const tokens = verdictTokens(lengths, most);
  const each = MOST_VERDICT_CALLS * callsOfEachJudge(settings);
  const judges = judgesOf(settings);
  const batch = settings.batch === true;
  const verdict = {
    calls: each * judges.length,
    costUsd: each * judges.reduce((sum, judge) => sum + priceOf(tokens, prices.get(judge), batch), 0),
  };
  const answer = priceOf(
    answerTokens(status, settings, lengths, most),
    prices.get(model),
    batch && !asksFirst(status),
  );
  const calls = answerCalls(status, settings)[1];
  return {
    verdict,
    sample: { calls: calls + verdict.calls, costUsd: answer + verdict.costUsd },
  };
}

/** What the whole run will take (contract, RunEstimate). @param answers given ones, for a run that judges those */
export function estimateRun(
  settings: RunSettings,
  scenarios: number,
  lengths: ScenarioLengths,
  prices: ReadonlyMap<string, ModelPrice>,
  answers?: number,
): RunForecast {
  let [callsMin, callsMax, input, output, costUsd] = [0, 0, 0, 0, 0];
  const places = sampleCount(runShape(settings, scenarios));
  const samples = answers ?? places;
  const times = scenarios * settings.repetitions * (samples / places);
  const judges = judgesOf(settings);
  const each = callsOfEachJudge(settings);
  const verdicts = each * judges.length;
  const written = expectedWritten(settings);
  const batch = settings.batch === true;
  for (const status of settings.statuses) {
    const [fewest, most] = answerCalls(status, settings);
    const answer = answerTokens(status, settings, lengths, written);
    const verdict = verdictTokens(lengths, written);
    for (const model of settings.models) {
      callsMin += times * (fewest + verdicts);
      callsMax += times * (most + verdicts);
      input += times * (answer.input + verdicts * verdict.input);
      output += times * (answer.output + verdicts * verdict.output);
      const judged = judges.reduce(
        (sum, judge) => sum + each * priceOf(verdict, prices.get(judge), batch),
        0,
      );
      costUsd += times * (priceOf(answer, prices.get(model), batch && !asksFirst(status)) + judged);
    }
  }
  const asked = [...new Set([...(hasGivenAnswers(settings) ? [] : settings.models), ...judges])];
  return {
    samples,
    callsMin: Math.round(callsMin),
    callsMax: Math.round(callsMax),
    inputTokensMax: Math.ceil(input),
    outputTokensMax: Math.ceil(output),
    costUsdMax: costUsd,
    modelsWithoutPrice: asked.filter((model) => {
      const price = prices.get(model);
      return price?.inputUsd === undefined || price.outputUsd === undefined;
    }),
  };
}
