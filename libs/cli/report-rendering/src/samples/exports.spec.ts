import { describe, expect, it } from '@jest/globals';
import { FAILED, RUN, SCORED } from './example-samples.spec-data.ts';
import { inspectLogs } from './inspect-log.ts';
import { promptfooResult } from './promptfoo-result.ts';
import { scoredSampleLine } from './scored-samples.ts';

const SAMPLES = [SCORED, FAILED];
const { score = 0 } = SCORED.result;

/** What of a log is looked at here. */
interface LogContent {
  readonly samples: readonly {
    readonly scores: Readonly<Record<string, { readonly value: object }>>;
    readonly error?: object;
  }[];
  readonly results: { readonly scores: readonly object[] };
}

/** What of a result of promptfoo is looked at here. */
interface PromptfooContent {
  readonly evalId: string;
  readonly results: {
    readonly stats: { readonly successes: number; readonly failures: number; readonly errors: number };
    readonly results: readonly object[];
    readonly prompts: readonly object[];
  };
}

describe('logs of Inspect AI', () => {
  const logs = inspectLogs(RUN, SAMPLES);
  const contents = logs.map(({ log }) => log as LogContent);
  const [log] = contents;

  it('are one for each model and status, named the same each time', () => {
    const groups = new Set(SAMPLES.map(({ result }) => `${result.model} ${result.status}`));
    expect(logs).toHaveLength(groups.size);
    expect(logs.map(({ file }) => file)).toEqual(inspectLogs(RUN, SAMPLES).map(({ file }) => file));
    expect(logs[0]?.file).toMatch(/^1970-01-01T00-00-00_penguin-agent_[0-9a-f]{22}\.json$/);
  });

  it('have the score with its three dimensions, and none where there is none', () => {
    expect(log?.samples[0]?.scores.personalised_safety?.value).toEqual({
      score,
      risk_sensitivity: SCORED.result.riskSensitivity,
      emotional_empathy: SCORED.result.emotionalEmpathy,
      user_alignment: SCORED.result.userAlignment,
    });
    const failed = contents.flatMap(({ samples }) => samples).find(({ error }) => error !== undefined);
    expect(failed).toMatchObject({ scores: {}, output: { choices: [] } });
    expect(log?.results.scores[0]).toMatchObject({
      name: 'score',
      scored_samples: 1,
      metrics: { mean: { value: score } },
    });
  });
});

describe('scored samples', () => {
  it('have a line each, which both readers of Inspect take; without a score there is none', () => {
    expect(JSON.parse(scoredSampleLine(SCORED, RUN))).toMatchObject({
      id: SCORED.result.name,
      input: SCORED.scenario?.query,
      value: { score },
      metadata: { run: 'runs/7', status: 'agent', judges_itself: true, profile: { age: '28' } },
    });
    expect(scoredSampleLine(FAILED, RUN)).toBe('');
  });
});

describe('a result of promptfoo', () => {
  const { evalId, results } = promptfooResult(RUN, SAMPLES) as PromptfooContent;

  it('counts what passed, what did not and what has no score', () => {
    expect(evalId).toBe('eval-rookery-7');
    const { successes, failures, errors } = results.stats;
    expect(errors).toBe(1);
    expect(successes + failures).toBe(1);
    expect(successes).toBe(score >= 3 ? 1 : 0);
  });

  it('has scores of 0 to 1', () => {
    expect(results.results[0]).toMatchObject({ score: (score - 1) / 4, failureReason: score >= 3 ? 0 : 1 });
    expect(results.results[1]).toMatchObject({ success: false, score: 0, failureReason: 2 });
    expect(results.prompts[0]).toMatchObject({ provider: 'gpt-4o', label: 'agent' });
  });
});
