import { type AttributeKey, type DomainOrUnknown, isAttributeKey, isDomain } from '@rookery/shared-scenario';
import { RookeryError } from '@rookery/shared-errors';
import type { Insertable, Selectable } from 'kysely';
import {
  STOP_REASONS,
  type PathRequest,
  type PlannedPath,
  type StopReason,
  type StoredPath,
} from './planned-path.ts';
import type { PathTable } from './tables.ts';

/** The row of a path. @param request the one that it is stored for, if that has an id. @param words as they are stored */
export function rowOf(
  path: PlannedPath,
  key: { readonly id: string; readonly library: string },
  request: PathRequest | undefined,
  words: Pick<Selectable<PathTable>, 'query' | 'profile_key' | 'sealed' | 'asked'>,
): Insertable<PathTable> {
  return {
    ...key,
    requested_by: request?.owner ?? null,
    request_id: request?.id ?? null,
    request_digest: request?.digest ?? null,
    ...words,
    domain: path.domain,
    steps: JSON.stringify(path.steps),
    start_value: path.startValue ?? null,
    known: [...path.known],
    stop_reason: path.stopReason,
    planner_failure: path.plannerFailure,
    evaluations: path.evaluations,
    unscored_evaluations: path.unscoredEvaluations,
    planner: path.planner,
    parameters_json: path.parametersJson,
    seed: String(path.seed),
    answer_model: path.answerModel,
    judge_model: path.judgeModel,
    prior_model: path.priorModel,
    prompt_versions: [...path.promptVersions],
    usage: JSON.stringify(path.usage),
    simulated: path.simulated,
    library_version: path.libraryVersion,
  };
}

/** The path of a row whose words were opened. @throws RookeryError DATA_LOSS when the row holds a word this version does not know. */
export function pathOf(row: Selectable<PathTable>): StoredPath {
  return {
    id: row.id,
    library: row.library,
    createdAt: row.created_at,
    query: row.query,
    domain: domainIn(row),
    steps: row.steps.map(({ attribute, value, visits }) => ({
      attribute: attributeIn(row, attribute),
      value,
      visits,
    })),
    startValue: row.start_value ?? undefined,
    known: row.known.map((key) => attributeIn(row, key)),
    stopReason: stopReasonIn(row),
    plannerFailure: row.planner_failure,
    evaluations: row.evaluations,
    unscoredEvaluations: row.unscored_evaluations,
    planner: row.planner,
    parametersJson: row.parameters_json,
    seed: Number(row.seed),
    answerModel: row.answer_model,
    judgeModel: row.judge_model,
    priorModel: row.prior_model,
    promptVersions: row.prompt_versions,
    usage: { unpricedCalls: 0, ...row.usage },
    simulated: row.simulated,
    profileKey: row.profile_key,
    libraryVersion: row.library_version,
  };
}

function domainIn({ id, domain }: Selectable<PathTable>): DomainOrUnknown {
  if (domain === 'unknown' || isDomain(domain)) return domain;
  throw unknownWord(id, 'domain');
}

function attributeIn({ id }: Selectable<PathTable>, key: string): AttributeKey {
  if (isAttributeKey(key)) return key;
  throw unknownWord(id, 'attribute');
}

function stopReasonIn({ id, stop_reason: word }: Selectable<PathTable>): StopReason {
  const reason = STOP_REASONS.find((known) => known === word);
  if (reason === undefined) throw unknownWord(id, 'stop_reason');
  return reason;
}

function unknownWord(id: string, column: string): RookeryError {
  return new RookeryError(
    'DATA_LOSS',
    `path ${id}: column ${column} holds a word this version does not know`,
  );
}
