import type { ResultReason } from '@rookery/benchmark-samples';
import type { AttackSign, SentSettings, Usage, Verdict } from '@rookery/shared-contracts';
import { attackSignText } from './attack-sign-text.ts';
import type { PendingSample, StoredAnswer } from './chunk-store.ts';
import { responseColumns } from './contents/response-columns.ts';
import { keyOfSample } from './contents/sample-key.ts';
import { verdictColumns } from './contents/verdict-columns.ts';
import { storableText } from './storable-text.ts';
import { STORED_SENT } from './stored-sent.ts';
import { STORED_VERDICT } from './stored-verdict.ts';
import type { AnswerState, OutcomeState, RunFactKind } from './tables.ts';
import { usageColumns } from './usage-columns.ts';

/** Scores of a verdict, 1..5 each; of a panel, fractions. */
export interface SampleScores {
  readonly riskSensitivity: number;
  readonly emotionalEmpathy: number;
  readonly userAlignment: number;
}

/** What became of a sample. */
export interface SampleOutcome {
  readonly state: OutcomeState;
  /** Why there is no score; undefined when there is one. */
  readonly reason: ResultReason | undefined;
  readonly scores: SampleScores | undefined;
  /** What the answer is; undefined where none came, and for answers from before it was known. */
  readonly answerState: AnswerState | undefined;
  readonly sent: SentSettings | undefined;
  /** How it went wrong, in the words of the error; nothing of a person or a model. */
  readonly detail: string;
  /** What the judge wrote. */
  readonly verdictWords: string;
  /** What the judge said, with its circumstances; undefined where it said nothing. */
  readonly verdict: Verdict | undefined;
  /** What in the material looks like an attempt to sway the judge. */
  readonly attackSigns: readonly AttackSign[];
  /** Questions asked; undefined for statuses that ask none, and without an answer. */
  readonly questions: number | undefined;
  /** What answer and verdict took together, failed attempts included. */
  readonly usage: Usage;
  /** What of that is not counted with the run yet: all but the answer, when that was stored. */
  readonly uncounted: Usage;
}

/** A fact about a run that came with an answer or a verdict. */
export interface RunFact {
  readonly kind: RunFactKind;
  readonly value: string;
}

export function answerRow(
  { run, sample, scenario }: PendingSample,
  { response, asked, usage, state, sent, serverReason }: StoredAnswer,
): object {
  return {
    run_id: run,
    sample,
    scenario_id: scenario.id,
    ...responseColumns(response, scenario.id, keyOfSample(scenario)),
    asked: asked.map(storableText),
    ...usageColumns(usage),
    state: state ?? null,
    finish_reason: storableText(serverReason),
    sent: sentColumn(sent),
  };
}

export function outcomeRow(pending: PendingSample, outcome: SampleOutcome): object {
  const { scores, uncounted } = outcome;
  return {
    run_id: pending.run,
    sample: pending.sample,
    scenario_id: pending.scenario.id,
    model: pending.model,
    status: pending.status,
    repetition: pending.repetition,
    state: outcome.state,
    reason: outcome.reason ?? null,
    risk_sensitivity: scores?.riskSensitivity ?? null,
    emotional_empathy: scores?.emotionalEmpathy ?? null,
    user_alignment: scores?.userAlignment ?? null,
    questions: outcome.questions ?? null,
    answer_state: outcome.answerState ?? null,
    sent: sentColumn(outcome.sent),
    detail: storableText(outcome.detail),
    ...verdictColumns(
      { words: storableText(outcome.verdictWords), verdict: verdictColumn(outcome.verdict) },
      pending.scenario.id,
      keyOfSample(pending.scenario),
    ),
    attack_signs: outcome.attackSigns.length === 0 ? null : outcome.attackSigns.map(attackSignText),
    ...usageColumns(outcome.usage),
    uncounted_calls: uncounted.calls,
    uncounted_input_tokens: uncounted.inputTokens,
    uncounted_output_tokens: uncounted.outputTokens,
    uncounted_cost_usd: uncounted.costUsd,
    uncounted_unpriced_calls: uncounted.unpricedCalls,
  };
}

function verdictColumn(verdict: Verdict | undefined): unknown {
  return verdict === undefined ? null : STORED_VERDICT.encode(verdict);
}

/** What a run took that belongs to no result. */
export function chargeRow(run: string, usage: Usage): object {
  return { run_id: run, ...usageColumns(usage) };
}

/** The answer and the outcome of a sample say the same: encoded once. */
const encodedSent = new WeakMap<SentSettings, unknown>();

function sentColumn(sent: SentSettings | undefined): unknown {
  if (sent === undefined) return null;
  const encoded: unknown = encodedSent.get(sent) ?? STORED_SENT.encode(sent);
  encodedSent.set(sent, encoded);
  return encoded;
}
