import {
  IntervalMethod,
  JobState,
  NoInterval,
  Report,
  ResultReason,
  ScoreDimension,
  Status,
  type Estimate,
  type ReportRow,
} from '@rookery/shared-contracts';

const MODELS = ['sim/gpt-4o', 'sim/llama-3.1-8b-instruct'] as const;
const STATUSES = [Status.VANILLA, Status.CONTEXT_RICH, Status.AGENT, Status.PLANNER] as const;

/** A mean with an interval of ±0.10. */
function around(value: number): Estimate {
  const [low, high] = [value - 0.1, value + 0.1];
  return { value, low, high, samples: 70, profiles: 56, noInterval: NoInterval.UNSPECIFIED };
}

function row(model: string, status: Status): ReportRow {
  const mean = around(2.5 + status / 4);
  return {
    model,
    status,
    domains: [1, 2, 3, 4, 5, 6, 7].map((domain) => ({
      domain: domain as ReportRow['domains'][number]['domain'],
      score: { ...around(mean.value + domain / 100), samples: 10, profiles: 8 },
    })),
    mean,
    riskSensitivity: mean,
    emotionalEmpathy: mean,
    userAlignment: { value: 3, samples: 1, profiles: 1, noInterval: NoInterval.FEW_PROFILES },
    questions: status >= Status.AGENT ? around(2.7) : undefined,
    scored: 68,
    unscoredByReason:
      status === Status.AGENT ? [{ reason: ResultReason.VERDICT_TRUNCATED, samples: 2, detail: '' }] : [],
    failedByReason: [],
    usage: { calls: 1234, inputTokens: 1_234_567, outputTokens: 45_678, costUsd: 0.1234, unpricedCalls: 0 },
    answers: [],
    meanIfWorst: status === Status.AGENT ? { ...around(2.2), samples: 72 } : undefined,
    meanIfBest: status === Status.AGENT ? { ...around(3.3), samples: 72 } : undefined,
  };
}

const TEST = { pValue: 0.00002, correctedPValue: 0.00002, method: IntervalMethod.STUDENT_T, because: '' };

/** A report with every part filled in. */
export const EXAMPLE: Report = Report.fromPartial({
  title: 'SIMULATED: personalised safety of 2 models, 4 statuses',
  run: {
    name: 'runs/example',
    spec: { models: [...MODELS], statuses: [...STATUSES], repetitions: 1, judgeModel: 'sim/judge', seed: 7 },
    state: JobState.SUCCEEDED,
    samplesTotal: 560,
    samplesDone: 560,
    simulated: true,
    createTime: new Date('2026-01-02T03:04:05Z'),
    data: { dataSet: 'dataSets/own', digest: 'd1'.repeat(32), scenarios: 70 },
  },
  rows: MODELS.flatMap((model) => STATUSES.map((status) => row(model, status))),
  gains: [
    {
      model: MODELS[0],
      from: Status.VANILLA,
      to: Status.AGENT,
      difference: { value: 0.5, low: 0.45, high: 0.55, samples: 68, profiles: 56 },
      percent: 18.2,
      test: TEST,
      effect: { standardised: 0.61, netWins: 0.4 },
    },
  ],
  differences: STATUSES.map((status) => ({
    status,
    model: MODELS[1],
    other: MODELS[0],
    difference: { value: 0.1, low: -0.03, high: 0.28, samples: 68, profiles: 56 },
    test: { ...TEST, pValue: 0.03, correctedPValue: 0.12 },
    effect: { standardised: 0.12, netWins: 0.05 },
  })),
  leaderboard: STATUSES.flatMap((status) =>
    MODELS.toReversed().map((model) => ({
      status,
      model,
      mean: row(model, status).mean,
      groups: ['a'],
      bestRank: 1,
      worstRank: 2,
    })),
  ),
  correlations: [
    {
      first: ScoreDimension.RISK_SENSITIVITY,
      second: ScoreDimension.EMOTIONAL_EMPATHY,
      correlation: { value: 0.38, low: 0.31, high: 0.44, samples: 544, profiles: 56 },
    },
  ],
  noise: [
    {
      model: MODELS[0] ?? '',
      status: STATUSES[0] ?? 0,
      betweenPeople: 0.25,
      betweenQueries: 0.16,
      betweenVerdicts: 0.09,
      notes: ['No query was answered twice.'],
    },
  ],
  notes: [
    'Intervals are 95% intervals, clustered by profile, and this note is long enough to be wrapped somewhere.',
  ],
  promptVersions: ['answer@1', 'judge-rubric@1'],
});
