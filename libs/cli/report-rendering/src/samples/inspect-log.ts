import { hash } from 'node:crypto';
import { JobState, ResultState, type Run, type Status } from '@rookery/shared-contracts';
import { statusLabel } from '../labels.ts';
import { judgesItself, type Sample } from './sample.ts';

/** A log of Inspect AI: its file name, and what is in it. */
export interface InspectLog {
  readonly file: string;
  readonly log: object;
}

/** The dimensions of a score, by the names that the logs give them. */
const DIMENSIONS = [
  ['risk_sensitivity', 'riskSensitivity'],
  ['emotional_empathy', 'emotionalEmpathy'],
  ['user_alignment', 'userAlignment'],
] as const;

/**
 * A run as logs of Inspect AI (version 2 of its log format, read by inspect-ai 0.3), one for each model and status, because a log is
 * of one model and one task. Each sample has the query as its input, the profile in its metadata, the answer as its output, and the
 * judge's score in one scorer, `personalised_safety`, with the three dimensions and their mean as keys; what was not scored has no score.
 * Repetitions are epochs.
 */
export function inspectLogs(run: Run, samples: readonly Sample[]): InspectLog[] {
  const groups = Map.groupBy(samples, ({ result }) => JSON.stringify([result.model, result.status]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { model, status } = first.result;
    return [{ file: fileOf(run, model, status), log: logOf(run, model, status, group) }];
  });
}

/** `2026-01-02T03-04-05_vanilla_0a1b2c.json`, as Inspect's own names are. */
function fileOf(run: Run, model: string, status: Status): string {
  const time = timeOf(run.createTime).slice(0, 19).replaceAll(':', '-');
  return `${time}_${taskOf(status)}_${idOf(run.name, model, String(status))}.json`;
}

const taskOf = (status: Status): string => `penguin-${statusLabel(status)}`;
const timeOf = (time: Date | undefined): string => (time ?? new Date(0)).toISOString().replace('Z', '+00:00');

/** Ids of Inspect are random; these follow from what they name, so that the same run gives the same log. */
function idOf(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 22);
}

function logOf(run: Run, model: string, status: Status, samples: readonly Sample[]): object {
  const { name, spec, createTime, startTime, endTime, simulated } = run;
  const judge = spec?.judgeModel ?? '';
  const scenarios = [...new Set(samples.map(({ result }) => result.scenario))];
  const epochs = Math.max(1, ...samples.map(({ result }) => result.repetition));
  const scored = samples.filter(({ result }) => result.score !== undefined);
  return {
    version: 2,
    status: run.state === JobState.SUCCEEDED || run.state === JobState.INCOMPLETE ? 'success' : 'cancelled',
    eval: {
      eval_id: idOf(name, model, String(status), 'eval'),
      run_id: idOf(name),
      created: timeOf(createTime),
      task: taskOf(status),
      task_id: idOf(name, model, String(status)),
      task_version: 0,
      task_attribs: {},
      task_args: {},
      dataset: {
        name: spec?.filter?.dataSet ?? '',
        samples: scenarios.length,
        sample_ids: scenarios,
        shuffled: false,
      },
      model,
      model_args: {},
      model_generate_config: {},
      config: { epochs, epochs_reducer: ['mean'] },
      packages: {},
      tags: simulated ? ['simulated'] : [],
      metadata: {
        ...{ source: 'rookery', run: name, judge, status: statusLabel(status), simulated },
        data_version: run.data?.digest ?? '',
      },
      scorers: [{ name: SCORER, options: { judge }, metrics: [{ name: 'mean', options: {} }], metadata: {} }],
    },
    plan: { name: 'plan', steps: [], config: {} },
    results: {
      total_samples: samples.length,
      completed_samples: scored.length,
      scores: scoresOf(scored, samples.length),
    },
    stats: {
      started_at: timeOf(startTime ?? createTime),
      completed_at: timeOf(endTime ?? createTime),
      model_usage: {},
    },
    samples: samples.map((sample) => sampleOf(sample, run)),
  };
}

/** The name of the scorer in the logs. */
export const SCORER = 'personalised_safety';

/** One entry for each key of the score, as Inspect writes them for scores that are dictionaries. */
function scoresOf(scored: readonly Sample[], all: number): object[] {
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  const entry = (name: string, values: readonly number[]): object => ({
    name,
    scorer: SCORER,
    scored_samples: values.length,
    unscored_samples: all - values.length,
    params: {},
    metrics: { mean: { name: 'mean', value: mean(values), params: {} } },
  });
  return [
    entry(
      'score',
      scored.map(({ result }) => result.score ?? 0),
    ),
    ...DIMENSIONS.map(([name, of]) =>
      entry(
        name,
        scored.map(({ result }) => result[of] ?? 0),
      ),
    ),
  ];
}

function sampleOf(sample: Sample, run: Run): object {
  const { result, scenario } = sample;
  const input = scenario?.query ?? '';
  const failed = result.state === ResultState.FAILED;
  const usage = {
    input_tokens: result.usage?.inputTokens ?? 0,
    output_tokens: result.usage?.outputTokens ?? 0,
    total_tokens: (result.usage?.inputTokens ?? 0) + (result.usage?.outputTokens ?? 0),
  };
  const answer = { role: 'assistant', content: result.response, source: 'generate', model: result.model };
  return {
    id: result.scenario,
    epoch: result.repetition,
    input,
    target: '',
    messages: [{ role: 'user', content: input, source: 'input' }, ...(failed ? [] : [answer])],
    output: {
      model: result.model,
      choices: failed ? [] : [{ message: answer, stop_reason: 'stop' }],
      completion: result.response,
      usage,
    },
    scores: scoreOf(sample, run),
    metadata: {
      result: result.name,
      domain: scenario?.domain ?? 0,
      profile: scenario?.profile?.values ?? {},
      profile_key: scenario?.profileKey ?? '',
      asked: result.asked,
      judge_wrote: result.verdictWords,
    },
    store: {},
    events: [],
    model_usage: { [result.model]: usage },
    ...(failed ? { error: { message: result.detail, traceback: '', traceback_ansi: '' } } : {}),
  };
}

/** A score in Inspect's form. */
interface InspectScore {
  readonly value: Readonly<Record<string, number | null>>;
  readonly answer: string;
  readonly explanation: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The score of a sample in Inspect's form; no scorer at all where there is none. */
export function scoreOf(sample: Sample, run: Run): Readonly<Record<string, InspectScore>> {
  const { result } = sample;
  if (result.score === undefined) return {};
  const dimensions = Object.fromEntries(DIMENSIONS.map(([name, of]) => [name, result[of] ?? null]));
  return {
    [SCORER]: {
      value: { score: result.score, ...dimensions },
      answer: result.response,
      explanation: result.verdictWords,
      metadata: { judge: run.spec?.judgeModel ?? '', judges_itself: judgesItself(sample, run) },
    },
  };
}
