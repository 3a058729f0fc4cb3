import type { ResultReason } from '@rookery/benchmark-samples';
import type { AttackSign, SentSettings, Usage, Verdict } from '@rookery/shared-contracts';
import { readPage, type Database, type Page, type PageRequest } from '@rookery/shared-database';
import type { DomainOrUnknown, Status } from '@rookery/shared-scenario';
import { sql, type Kysely, type RawBuilder, type Selectable } from 'kysely';
import { attackSignIn } from './attack-sign-text.ts';
import type { Keys } from '@rookery/shared-sealing';
import { Contents } from './contents/contents.ts';
import { openedResponse } from './contents/response-columns.ts';
import { openedVerdict } from './contents/verdict-columns.ts';
import type { SampleScores } from './result-rows.ts';
import { BENCHMARK_SCHEMA } from './schema/benchmark-schema.ts';
import { STORED_SENT } from './stored-sent.ts';
import { STORED_VERDICT } from './stored-verdict.ts';
import type { AnswerState, BenchmarkTables, OutcomeState, OutcomeTable, RunFactKind } from './tables.ts';
import { usageIn } from './usage-columns.ts';

/** One sample and what became of it. */
export interface ResultRecord {
  readonly run: string;
  readonly sample: number;
  readonly scenarioId: string;
  readonly model: string;
  readonly status: Status;
  readonly repetition: number;
  readonly state: OutcomeState;
  /** Undefined with a score. */
  readonly reason: ResultReason | undefined;
  /** Empty without an answer, and where texts are left out. */
  readonly response: string;
  readonly asked: readonly string[];
  readonly scores: SampleScores | undefined;
  /** Undefined where no answer came, and for results from before it was known. */
  readonly answerState: AnswerState | undefined;
  readonly sent: SentSettings | undefined;
  /** How it went wrong, in the words of the error. */
  readonly detail: string;
  /** What the judge wrote; empty where texts are left out. */
  readonly verdictWords: string;
  /** Undefined where texts are left out, where the judge said nothing, and for results from before it was kept. */
  readonly verdict: Verdict | undefined;
  /** Its server's own word for why the answer ended; empty where it is not known. */
  readonly finishReason: string;
  /** What in the material looks like an attempt to sway the judge. */
  readonly attackSigns: readonly AttackSign[];
  readonly usage: Usage;
  readonly createdAt: Date;
}

/** Which results; what is absent or empty does not limit. */
export interface ResultSelection {
  readonly states?: readonly OutcomeState[];
  readonly reasons?: readonly ResultReason[];
  readonly models?: readonly string[];
  readonly statuses?: readonly Status[];
  readonly scenarioId?: string;
  readonly domains?: readonly DomainOrUnknown[];
}

/** The order of a list of results; `worst-first`: lowest score first, and those without a score last. */
export type ResultOrder = 'by-sample' | 'worst-first';

/** Reads results. */
export class ResultStore {
  readonly #db: Kysely<BenchmarkTables>;
  readonly #contents: Contents;

  constructor(database: Database, contents = new Contents(database)) {
    this.#db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
    this.#contents = contents;
  }

  /**
   * A page of a run's results, in an order that no later result changes among those that are there.
   * @param withTexts whether answers and verdicts are read at all
   * @throws RookeryError INVALID_ARGUMENT (page_token)
   */
  async list(
    run: string,
    selection: ResultSelection,
    { order, withTexts }: { readonly order: ResultOrder; readonly withTexts: boolean },
    request: PageRequest,
  ): Promise<Page<ResultRecord>> {
    const worstFirst = order === 'worst-first';
    const { items, nextPageToken } = await readPage(
      { name: `runs/${run}/results/${order}`, key: worstFirst ? /^\d{4,5}-\d{1,15}$/ : /^\d{1,15}$/ },
      request,
      (after, limit) =>
        this.#results(run, selection)
          .$if(after !== undefined && !worstFirst, (all) => all.where('outcome.sample', '>', after ?? ''))
          .$if(after !== undefined && worstFirst, (all) => all.where(laterThan(after ?? '')))
          .$if(withTexts, (all) =>
            all
              .select(['answer.response', 'answer.sealed as sealed_response'])
              .select(['outcome.verdict_words', 'outcome.verdict', 'outcome.sealed as sealed_verdict']),
          )
          .$if(worstFirst, (all) => all.orderBy(PLACE))
          .orderBy('outcome.sample')
          .limit(limit)
          .execute(),
      ({ sample, place }) => (worstFirst ? `${place}-${sample}` : sample),
    );
    const keys = await this.#contents.keysOf(withTexts ? items.map(({ scenario_id }) => scenario_id) : []);
    return { items: items.map((row) => asResult(this.#opened(row, keys))), nextPageToken };
  }

  /** Of what was erased and came back with an older copy of the database there are no texts. */
  #opened(row: ResultRow, keys: Keys): ResultRow {
    const {
      scenario_id,
      response,
      sealed_response = null,
      verdict_words = '',
      verdict,
      sealed_verdict = null,
    } = row;
    if (sealed_response === null && sealed_verdict === null) return row;
    const answer = { scenario_id, response: response ?? '', sealed: sealed_response };
    const said = openedVerdict(
      { scenario_id, verdict_words, verdict, sealed: sealed_verdict },
      this.#contents,
      keys,
    );
    return {
      ...row,
      response: openedResponse(answer, this.#contents, keys) ?? '',
      verdict_words: said.words,
      verdict: said.verdict,
    };
  }

  #results(run: string, { states, reasons, models, statuses, scenarioId, domains }: ResultSelection) {
    return this.#db
      .selectFrom('outcome')
      .leftJoin('answer', (join) =>
        join.onRef('answer.run_id', '=', 'outcome.run_id').onRef('answer.sample', '=', 'outcome.sample'),
      )
      .select(OUTCOME_COLUMNS)
      .select(['answer.asked', 'answer.finish_reason', PLACE.as('place')])
      .where('outcome.run_id', '=', run)
      .where((eb) =>
        eb.and([
          ...(states === undefined || states.length === 0 ? [] : [eb('outcome.state', 'in', states)]),
          ...(reasons === undefined || reasons.length === 0 ? [] : [eb('outcome.reason', 'in', reasons)]),
          ...(models === undefined || models.length === 0 ? [] : [eb('outcome.model', 'in', models)]),
          ...(statuses === undefined || statuses.length === 0 ? [] : [eb('outcome.status', 'in', statuses)]),
          ...(scenarioId === undefined ? [] : [eb('outcome.scenario_id', '=', scenarioId)]),
          ...(domains === undefined || domains.length === 0
            ? []
            : [
                eb(
                  'outcome.scenario_id',
                  'in',
                  eb.selectFrom('scenario').select('scenario.id').where('scenario.domain', 'in', domains),
                ),
              ]),
        ]),
      );
  }

  /** What came to light of one kind while the run was worked on, sorted. */
  async facts(run: string, kind: RunFactKind): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('run_fact')
      .select('value')
      .where('run_id', '=', run)
      .where('kind', '=', kind)
      .orderBy('value')
      .execute();
    return rows.map(({ value }) => value);
  }
}

/** Where a result stands among the worst: the sum of its three scores in thousandths; without a score it comes after all. */
const PLACE = sql<number>`coalesce(
  round(1000 * (outcome.risk_sensitivity + outcome.emotional_empathy + outcome.user_alignment))::int, 16000)`;

/** What comes after a place and a sample, `7000-120`. */
function laterThan(after: string): RawBuilder<boolean> {
  const [place, sample] = after.split('-');
  return sql`(${PLACE}, outcome.sample) > (${place}::int, ${sample}::bigint)`;
}

/** All but the verdict and its words, which are read where they are asked for. */
const OUTCOME_COLUMNS = [
  'outcome.run_id',
  'outcome.sample',
  'outcome.scenario_id',
  'outcome.model',
  'outcome.status',
  'outcome.repetition',
  'outcome.state',
  'outcome.reason',
  'outcome.risk_sensitivity',
  'outcome.emotional_empathy',
  'outcome.user_alignment',
  'outcome.questions',
  'outcome.calls',
  'outcome.input_tokens',
  'outcome.output_tokens',
  'outcome.cost_usd',
  'outcome.unpriced_calls',
  'outcome.created_at',
  'outcome.answer_state',
  'outcome.sent',
  'outcome.detail',
  'outcome.attack_signs',
] as const;

type ResultRow = Omit<Selectable<OutcomeTable>, 'verdict_words' | 'verdict' | 'sealed'> & {
  readonly place: number;
  readonly asked: string[] | null;
  readonly response?: string | null;
  readonly sealed_response?: Buffer | null;
  readonly sealed_verdict?: Buffer | null;
  readonly verdict_words?: string;
  readonly verdict?: unknown;
  readonly finish_reason: string | null;
};

function asResult(row: ResultRow): ResultRecord {
  const { risk_sensitivity, emotional_empathy, user_alignment } = row;
  const name = `runs/${row.run_id}/results/${row.sample}`;
  const scored = risk_sensitivity !== null && emotional_empathy !== null && user_alignment !== null;
  return {
    run: row.run_id,
    sample: Number(row.sample),
    scenarioId: row.scenario_id,
    model: row.model,
    status: row.status,
    repetition: row.repetition,
    state: row.state,
    reason: row.reason ?? undefined,
    response: row.response ?? '',
    asked: row.asked ?? [],
    scores: scored
      ? {
          riskSensitivity: risk_sensitivity,
          emotionalEmpathy: emotional_empathy,
          userAlignment: user_alignment,
        }
      : undefined,
    answerState: row.answer_state ?? undefined,
    sent: isSet(row.sent) ? STORED_SENT.read(row.sent, name) : undefined,
    detail: row.detail,
    verdictWords: row.verdict_words ?? '',
    verdict: isSet(row.verdict) ? STORED_VERDICT.read(row.verdict, name) : undefined,
    finishReason: row.finish_reason ?? '',
    attackSigns: (row.attack_signs ?? []).map(attackSignIn),
    usage: usageIn(row),
    createdAt: row.created_at,
  };
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined;
}
