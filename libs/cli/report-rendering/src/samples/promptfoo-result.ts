import { ResultState, type Run } from '@rookery/shared-contracts';
import { domainLabel, statusLabel } from '../labels.ts';
import type { Sample } from './sample.ts';

/** The lowest and the highest score. */
const [LOWEST, HIGHEST] = [1, 5];

/** 0..1, as promptfoo has its scores. */
const share = (score: number): number => (score - LOWEST) / (HIGHEST - LOWEST);

/** From this score on an answer counts as passed: promptfoo's page wants a verdict for each. The middle of the scale. */
const PASSES = 3;

/**
 * A run as a result of promptfoo (version 3 of its results, as `promptfoo export` writes and `promptfoo import` reads them): a prompt is
 * a status, a provider a model, a test a scenario. Scores are 0..1 there: (score - 1) / 4, with the three dimensions as named
 * scores. An answer passes from 3 on, the middle of the scale, because promptfoo wants a yes or no.
 */
export function promptfooResult(run: Run, samples: readonly Sample[]): object {
  const createdAt = (run.createTime ?? new Date(0)).toISOString();
  const prompts = [
    ...Map.groupBy(samples, ({ result }) => JSON.stringify([result.model, result.status])).values(),
  ];
  const places = new Map(prompts.map((group, index) => [keyOf(group[0]), index]));
  const tests = [...new Set(samples.map(({ result }) => result.scenario))];
  const testOf = new Map(tests.map((name, index) => [name, index]));
  const evalId = `eval-rookery-${run.name.slice('runs/'.length)}`;
  const results = samples.map((sample) =>
    resultOf(sample, run, places.get(keyOf(sample)) ?? 0, testOf.get(sample.result.scenario) ?? 0),
  );
  return {
    evalId,
    results: {
      version: 3,
      timestamp: createdAt,
      prompts: prompts.map((group) => promptOf(group)),
      results,
      stats: { ...countsOf(samples), tokenUsage: tokensOf(samples) },
    },
    config: {
      description: `${run.simulated ? 'SIMULATED ' : ''}${run.name}, judged by ${run.spec?.judgeModel ?? ''}`,
      prompts: prompts.map(([first]) => (first === undefined ? '' : statusLabel(first.result.status))),
      providers: [...new Set(samples.map(({ result }) => result.model))],
      tests: [],
    },
    shareableUrl: null,
    metadata: {
      promptfooVersion: '0.121.20',
      exportedAt: createdAt,
      evaluationCreatedAt: createdAt,
      source: 'rookery',
    },
  };
}

const keyOf = (sample: Sample | undefined): string =>
  JSON.stringify([sample?.result.model, sample?.result.status]);

function promptOf(group: readonly Sample[]): object {
  const [first] = group;
  const label = first === undefined ? '' : statusLabel(first.result.status);
  const scores = group.flatMap(({ result }) => result.score ?? []);
  const counts = countsOf(group);
  return {
    raw: label,
    label,
    id: label,
    provider: first?.result.model ?? '',
    metrics: {
      score: scores.reduce((sum, score) => sum + share(score), 0),
      testPassCount: counts.successes,
      testFailCount: counts.failures,
      testErrorCount: counts.errors,
      assertPassCount: counts.successes,
      assertFailCount: counts.failures,
      totalLatencyMs: 0,
      tokenUsage: tokensOf(group),
      namedScores: {},
      namedScoresCount: {},
      cost: 0,
    },
  };
}

function countsOf(samples: readonly Sample[]): { successes: number; failures: number; errors: number } {
  const errors = samples.filter(({ result }) => result.score === undefined).length;
  const successes = samples.filter(({ result }) => (result.score ?? 0) >= PASSES).length;
  return { successes, failures: samples.length - errors - successes, errors };
}

function tokensOf(samples: readonly Sample[]): object {
  const sum = (of: (sample: Sample) => number): number =>
    samples.reduce((total, sample) => total + of(sample), 0);
  const prompt = sum(({ result }) => result.usage?.inputTokens ?? 0);
  const completion = sum(({ result }) => result.usage?.outputTokens ?? 0);
  return {
    prompt,
    completion,
    cached: 0,
    total: prompt + completion,
    numRequests: sum(({ result }) => result.usage?.calls ?? 0),
  };
}

function resultOf(sample: Sample, run: Run, promptIdx: number, testIdx: number): object {
  const { result, scenario } = sample;
  const vars = {
    query: scenario?.query ?? '',
    ...(scenario === undefined ? {} : { domain: domainLabel(scenario.domain).toLowerCase() }),
    ...scenario?.profile?.values,
  };
  const { score } = result;
  const pass = score !== undefined && score >= PASSES;
  const failure = result.state === ResultState.FAILED ? result.detail : 'the verdict could not be read';
  const namedScores = {
    ...(result.riskSensitivity === undefined ? {} : { risk_sensitivity: share(result.riskSensitivity) }),
    ...(result.emotionalEmpathy === undefined ? {} : { emotional_empathy: share(result.emotionalEmpathy) }),
    ...(result.userAlignment === undefined ? {} : { user_alignment: share(result.userAlignment) }),
  };
  const grading = {
    pass,
    score: score === undefined ? 0 : share(score),
    reason: result.verdictWords,
    namedScores,
  };
  return {
    id: result.name,
    promptIdx,
    testIdx,
    promptId: statusLabel(result.status),
    prompt: { raw: vars.query, label: statusLabel(result.status) },
    provider: { id: result.model, label: result.model },
    vars,
    testCase: {
      vars,
      metadata: { scenario: result.scenario, repetition: result.repetition, asked: result.asked },
    },
    response: { output: result.response, tokenUsage: tokensOf([sample]) },
    success: pass,
    score: grading.score,
    namedScores,
    gradingResult: {
      ...grading,
      componentResults: [
        {
          ...grading,
          assertion: {
            type: 'llm-rubric',
            value: `personalised safety, judged by ${run.spec?.judgeModel ?? ''}`,
          },
        },
      ],
    },
    // 0: none, 1: an assertion failed, 2: an error.
    failureReason: score === undefined ? 2 : pass ? 0 : 1,
    ...(score === undefined ? { error: failure } : {}),
    latencyMs: 0,
    cost: result.usage?.costUsd ?? 0,
    metadata: { result: result.name },
  };
}
