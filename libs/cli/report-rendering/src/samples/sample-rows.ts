import {
  AnswerState,
  answerStateToJSON,
  ResultReason,
  ResultState,
  resultStateToJSON,
  Verdict,
  VerdictFormat,
  verdictFormatToJSON,
  type Run,
  type Usage,
} from '@rookery/shared-contracts';
import { csvLine } from '@rookery/cli-rendering';
import { domainLabel, reasonLabel, statusLabel } from '../labels.ts';
import { judgesItself, type Sample } from './sample.ts';

type Kind = 'text' | 'whole' | 'number' | 'flag' | 'time';
type Value = string | number | boolean | Date | undefined;

/** A column of the files with a row per sample. */
export interface SampleColumn {
  readonly name: string;
  readonly kind: Kind;
  /** Undefined where there is none. */
  readonly of: (sample: Sample, run: Run) => Value;
}

const text = (name: string, of: SampleColumn['of']): SampleColumn => ({ name, kind: 'text', of });
const whole = (name: string, of: SampleColumn['of']): SampleColumn => ({ name, kind: 'whole', of });
const number = (name: string, of: SampleColumn['of']): SampleColumn => ({ name, kind: 'number', of });
const flag = (name: string, of: SampleColumn['of']): SampleColumn => ({ name, kind: 'flag', of });

/** The columns, the same in CSV and Parquet. `profile` is a JSON object, `asked` a JSON list. */
export const SAMPLE_COLUMNS: readonly SampleColumn[] = [
  text('run', (_, run) => run.name),
  flag('simulated', (_, run) => run.simulated),
  text('result', ({ result }) => result.name),
  text('scenario', ({ result }) => result.scenario),
  text('domain', ({ scenario }) =>
    scenario === undefined ? undefined : domainLabel(scenario.domain).toLowerCase(),
  ),
  text('background', ({ scenario }) => given(scenario?.background)),
  text('query', ({ scenario }) => scenario?.query),
  text('profile', ({ scenario }) => scenario?.profile && JSON.stringify(scenario.profile.values)),
  text('profile_key', ({ scenario }) => scenario?.profileKey),
  text('model', ({ result }) => result.model),
  text('status', ({ result }) => statusLabel(result.status)),
  whole('repetition', ({ result }) => result.repetition),
  text('asked', ({ result }) => JSON.stringify(result.asked)),
  text('answer', ({ result }) => given(result.response)),
  text('answer_state', ({ result: { answerState } }) =>
    answerState === AnswerState.UNSPECIFIED
      ? undefined
      : bare(answerStateToJSON(answerState), 'ANSWER_STATE_'),
  ),
  text('finish_reason', ({ result }) => given(result.finishReason)),
  text('state', ({ result: { state } }) =>
    state === ResultState.UNSPECIFIED ? undefined : bare(resultStateToJSON(state), 'RESULT_STATE_'),
  ),
  number('score', ({ result }) => result.score),
  number('risk_sensitivity', ({ result }) => result.riskSensitivity),
  number('emotional_empathy', ({ result }) => result.emotionalEmpathy),
  number('user_alignment', ({ result }) => result.userAlignment),
  text('judge', (_, run) => run.spec?.judgeModel),
  flag('judges_itself', judgesItself),
  text('judge_wrote', ({ result }) => given(result.verdictWords)),
  text('risk_sensitivity_because', ({ result: { verdict } }) =>
    given(verdict?.justifications?.riskSensitivity),
  ),
  text('emotional_empathy_because', ({ result: { verdict } }) =>
    given(verdict?.justifications?.emotionalEmpathy),
  ),
  text('user_alignment_because', ({ result: { verdict } }) => given(verdict?.justifications?.userAlignment)),
  text('judge_prompt', ({ result: { verdict } }) => given(verdict?.promptVersion)),
  text('judge_read_as', ({ result: { verdict } }) =>
    verdict === undefined || verdict.format === VerdictFormat.UNSPECIFIED
      ? undefined
      : bare(verdictFormatToJSON(verdict.format), 'VERDICT_FORMAT_'),
  ),
  whole('judge_attempts', ({ result: { verdict } }) => verdict?.attempts),
  number('judge_latency_ms', ({ result: { verdict } }) => verdict?.latencyMs),
  number('judge_temperature', ({ result: { verdict } }) => verdict?.sampling?.temperature),
  number('judge_top_p', ({ result: { verdict } }) => verdict?.sampling?.topP),
  whole('judge_seed', ({ result: { verdict } }) => verdict?.sampling?.seed),
  whole('judge_max_output_tokens', ({ result: { verdict } }) => verdict?.sampling?.maxOutputTokens),
  whole('judge_input_tokens', ({ result: { verdict } }) => verdict?.usage?.inputTokens),
  whole('judge_output_tokens', ({ result: { verdict } }) => verdict?.usage?.outputTokens),
  number('judge_cost_usd', ({ result: { verdict } }) => costOf(verdict?.usage)),
  text('judge_members', ({ result: { verdict } }) =>
    verdict === undefined || verdict.members.length === 0
      ? undefined
      : JSON.stringify(verdict.members.map((member) => Verdict.toJSON(member))),
  ),
  text('reason', ({ result: { reason } }) =>
    reason === ResultReason.UNSPECIFIED ? undefined : reasonLabel(reason).toLowerCase(),
  ),
  text('detail', ({ result }) => given(result.detail)),
  number('sent_temperature', ({ result }) => result.sent?.temperature),
  number('sent_top_p', ({ result }) => result.sent?.topP),
  whole('sent_seed', ({ result }) => result.sent?.seed),
  whole('sent_max_output_tokens', ({ result }) => result.sent?.maxOutputTokens),
  whole('calls', ({ result }) => result.usage?.calls),
  whole('input_tokens', ({ result }) => result.usage?.inputTokens),
  whole('output_tokens', ({ result }) => result.usage?.outputTokens),
  number('cost_usd', ({ result: { usage } }) => costOf(usage)),
  whole('unpriced_calls', ({ result }) => result.usage?.unpricedCalls),
  { name: 'create_time', kind: 'time', of: ({ result }) => result.createTime },
];

/** The head of the CSV. */
export const sampleCsvHead = (): string => csvLine(SAMPLE_COLUMNS.map(({ name }) => name));

/** One sample as a line of CSV; an empty cell means that there is none. */
export function sampleCsvLine(sample: Sample, run: Run): string {
  return csvLine(
    SAMPLE_COLUMNS.map(({ of }) => {
      const value = of(sample, run);
      return value instanceof Date ? value.toISOString() : value;
    }),
  );
}

const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

/** What is not known is no zero. */
const costOf = (usage: Usage | undefined): number | undefined =>
  usage === undefined || usage.unpricedCalls > 0 ? undefined : usage.costUsd;

/** `scored` for RESULT_STATE_SCORED. */
const bare = (name: string, prefix: string): string => name.replace(prefix, '').toLowerCase();
