import { JobState, Report, ResultReason, Status, type ReportRow } from '@rookery/shared-contracts';

const MODELS = ['sim/gpt-4o', 'sim/llama-3.1-8b-instruct'] as const;
const STATUSES = [Status.VANILLA, Status.CONTEXT_RICH, Status.AGENT, Status.PLANNER] as const;

function row(model: string, status: Status): ReportRow {
  const mean = {
    value: 2.5 + status / 4,
    low: 2.4 + status / 4,
    high: 2.6 + status / 4,
    samples: 70,
    profiles: 56,
  };
  return {
    model,
    status,
    domains: [1, 2, 3, 4, 5, 6, 7].map((domain) => ({
      domain: domain as ReportRow['domains'][number]['domain'],
      score: { ...mean, value: mean.value + domain / 100, samples: 10, profiles: 8 },
    })),
    mean,
    riskSensitivity: mean,
    emotionalEmpathy: mean,
    userAlignment: { value: 3, samples: 1, profiles: 1 },
    questions: status >= Status.AGENT ? { ...mean, value: 2.7 } : undefined,
    scored: 68,
    unscoredByReason:
      status === Status.AGENT ? [{ reason: ResultReason.VERDICT_TRUNCATED, samples: 2, detail: '' }] : [],
    failedByReason: [],
    usage: { calls: 1234, inputTokens: 1_234_567, outputTokens: 45_678, costUsd: 0.1234, unpricedCalls: 0 },
    answers: [],
    meanIfWorst: status === Status.AGENT ? { ...mean, value: 2.2, samples: 72 } : undefined,
    meanIfBest: status === Status.AGENT ? { ...mean, value: 3.3, samples: 72 } : undefined,
  };
}

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
  },
  rows: MODELS.flatMap((model) => STATUSES.map((status) => row(model, status))),
  gains: [
    {
      model: MODELS[0],
      from: Status.VANILLA,
      to: Status.AGENT,
      difference: { value: 0.5, low: 0.45, high: 0.55, samples: 68, profiles: 56 },
      percent: 18.2,
    },
  ],
  notes: [
    'Intervals are 95% intervals, clustered by profile, and this note is long enough to be wrapped somewhere.',
  ],
  promptVersions: ['answer@1', 'judge-rubric@1'],
});
