import type { ResultReason } from '@rookery/benchmark-samples';
import type { JobTables } from '@rookery/shared-jobs';
import type { DomainOrUnknown, Origin, Profile, Rung, Split, Status } from '@rookery/shared-scenario';
import type { ColumnType, Generated } from 'kysely';

/** PostgreSQL's bigint: read as text (the driver keeps all 64 bits), written as a number. */
export type BigInteger = ColumnType<string, number, number | string>;

export interface DataSetTable {
  id: Generated<number>;
  name: string;
  owner: string;
  created_at: Generated<Date>;
  /** Whether an experiment made it for its own runs: it is read by its name alone. */
  of_experiment: Generated<boolean>;
}

export interface ScenarioTable {
  id: string;
  query: string;
  background: string;
  domain: DomainOrUnknown;
  origin: Origin;
  situation: string;
  profile: Profile;
  /** Of whom it is: `profileId` of the profile, or where there are keys a keyed digest of it. */
  profile_key: string;
  split: Split;
  source_row: number;
  /** Of a benign twin: the scenario that it is one of. */
  twin_of: string | null;
  rung: Rung | null;
  /** Attributes as the file had them, where that is not how `profile` has them. */
  given: Profile | null;
  /** The words of the scenario, where they are sealed: then query, background, situation, profile and given are empty. */
  sealed: Buffer | null;
  /** Where they are sealed: a keyed digest of query and background. */
  asked: string | null;
  /** Where they are sealed: characters of the query, and of the profile as JSON. */
  query_length: number | null;
  profile_length: number | null;
}

export interface DataSetScenarioTable {
  data_set_id: number;
  scenario_id: string;
}

/** An answer that came with a scenario of a data set. */
export interface GivenAnswerTable {
  data_set_id: number;
  scenario_id: string;
  model: string;
  /** Of the response, which makes it the same answer or another one. */
  digest: string;
  source_row: number;
  response: string;
  /** The response, where it is sealed: then that column is empty. */
  sealed: Buffer | null;
  /** See `refersElsewhere`; null for responses from before it was noted. */
  refers: boolean | null;
}

/** A row for each job of the kind `runs`. */
export interface RunTable {
  id: string;
  simulated: boolean;
  scenarios: number;
  samples_total: BigInteger;
  samples_done: BigInteger;
  samples_unscored: BigInteger;
  samples_failed: BigInteger;
  calls: BigInteger;
  input_tokens: BigInteger;
  output_tokens: BigInteger;
  cost_usd: number;
  unpriced_calls: BigInteger;
  /** See DataVersion; null for runs from before it was noted. */
  data_set: string | null;
  data_digest: string | null;
  data_scenarios: number | null;
}

export interface RunScenarioTable {
  run_id: string;
  position: number;
  scenario_id: string;
}

export interface RunChunkTable {
  run_id: string;
  generation: number;
  chunk: number;
  first: BigInteger;
  last: BigInteger;
  done: Generated<boolean>;
}

/** Things that came to light while a run was worked on and that its report has to say. */
export type RunFactKind = 'prompt' | 'path-index' | 'placement';

export interface RunFactTable {
  run_id: string;
  kind: RunFactKind;
  value: string;
}

/** What an answer is; names as in the contract's AnswerState. */
export type AnswerState = 'whole' | 'cut' | 'filtered' | 'torn' | 'empty';

export interface AnswerTable {
  run_id: string;
  sample: BigInteger;
  response: string;
  asked: string[];
  calls: number;
  input_tokens: BigInteger;
  output_tokens: BigInteger;
  cost_usd: number;
  unpriced_calls: BigInteger;
  /** Its server's own word; empty where it is not known. */
  finish_reason: Generated<string>;
  /** Null for answers from before it was known. */
  state: Extract<AnswerState, 'whole' | 'cut'> | null;
  /** See STORED_SENT. */
  sent: unknown;
  /** The response, where it is sealed: then that column is empty. */
  sealed: Buffer | null;
  /** Whose key it is sealed with; null for answers from before that was noted, empty for one whose scenario is gone. */
  scenario_id: string | null;
  /** See `refersElsewhere`; null for answers from before it was noted. */
  refers: boolean | null;
}

/** What became of a sample; names as in the contract's ResultState. */
export type OutcomeState = 'scored' | 'unscored' | 'failed';

export interface OutcomeTable {
  run_id: string;
  sample: BigInteger;
  scenario_id: string;
  model: string;
  status: Status;
  repetition: number;
  state: OutcomeState;
  /** Null with a score. */
  reason: ResultReason | null;
  risk_sensitivity: number | null;
  emotional_empathy: number | null;
  user_alignment: number | null;
  questions: number | null;
  calls: number;
  input_tokens: BigInteger;
  output_tokens: BigInteger;
  cost_usd: number;
  unpriced_calls: BigInteger;
  created_at: Generated<Date>;
  /** Null where there was no answer of any kind, and for results from before it was known. */
  answer_state: AnswerState | null;
  /** See STORED_SENT. */
  sent: unknown;
  detail: Generated<string>;
  verdict_words: Generated<string>;
  /** See attackSignText; null where there is none. */
  attack_signs: string[] | null;
  /** See STORED_VERDICT; of one that is sealed, the scores of its members alone. */
  verdict: unknown;
  /** What the judge said and its verdict, where they are sealed: see `SealedVerdict`. */
  sealed: Buffer | null;
}

/** How answers of a run were drawn for people to rate. */
export interface RatingDrawTable {
  run_id: string;
  seed: BigInteger;
  stratified: boolean;
}

export interface DrawnAnswerTable {
  run_id: string;
  sample: BigInteger;
  /** A name that tells nothing of the answer. */
  item: string;
  /** Chance with which it was drawn. */
  probability: number;
}

/** What an annotator says of an answer; a dimension may be left out. */
export interface RatingTable {
  run_id: string;
  sample: BigInteger;
  annotator: string;
  risk_sensitivity: number | null;
  emotional_empathy: number | null;
  user_alignment: number | null;
  note: string;
  created_at: Generated<Date>;
  /** The note, where it is sealed: then that column is empty. */
  sealed: Buffer | null;
  scenario_id: string | null;
}

/** A row for each job of the kind `libraryBuilds`. */
export interface LibraryBuildTable {
  job: string;
  scenarios_total: number;
  scenarios_done: Generated<number>;
  scenarios_failed: Generated<number>;
  calls: Generated<string>;
  input_tokens: Generated<string>;
  output_tokens: Generated<string>;
  cost_usd: Generated<number>;
  unpriced_calls: Generated<string>;
}

/** What became of a scenario of a build. */
export type BuiltState = 'open' | 'done' | 'failed';

export interface LibraryBuildScenarioTable {
  job: string;
  piece: number;
  scenario_id: string;
  state: Generated<BuiltState>;
  /** Why it failed: an error code or a stop reason; empty otherwise. */
  reason: Generated<string>;
  /** The words of the error, if there were any. */
  detail: Generated<string>;
}

/** A row for each job of the kind `syntheses`. */
export interface SynthesisTable {
  job: string;
  data_set_id: number;
  profiles_total: number;
  profiles_done: Generated<number>;
  profiles_failed: Generated<number>;
  queries_kept: Generated<number>;
  /** Whether a simulation wrote any of the queries. */
  simulated: Generated<boolean>;
  /** `name@version` of what it was made with. */
  made_with: string[];
  calls: Generated<string>;
  input_tokens: Generated<string>;
  output_tokens: Generated<string>;
  cost_usd: Generated<number>;
  unpriced_calls: Generated<string>;
}

/** `written`: its queries are chosen, and have to be brought into the data set. */
export type SynthesizedState = 'open' | 'written' | 'done' | 'failed';

export interface SynthesisProfileTable {
  job: string;
  piece: number;
  situation: string;
  /** The value of the network's root. */
  scenario: string;
  profile: Profile;
  state: Generated<SynthesizedState>;
  reason: Generated<string>;
  detail: Generated<string>;
  /** Situation, scenario and profile, where they are sealed: then those columns are empty. Its queries have the same key. */
  sealed: Generated<Buffer | null>;
}

export interface SynthesisQueryTable {
  job: string;
  piece: number;
  number: number;
  /** Rises with every query of a job that is noted. */
  sequence: Generated<string>;
  domain: DomainOrUnknown;
  query: string;
  /** Empty for one that was kept, else why it was dropped. */
  dropped: string;
  /** 32-bit floats of length 1, little-endian; null for one that was dropped before it was embedded. */
  vector: Buffer | null;
  /** The query, where it is sealed: then that column is empty, and the vector is sealed too. */
  sealed: Buffer | null;
  /** Of one that was kept: the id of the scenario that it becomes; null for those from before it was noted. */
  scenario_id: string | null;
}

/** The tables of the schema `benchmark`. */
export interface BenchmarkTables extends JobTables {
  data_set: DataSetTable;
  scenario: ScenarioTable;
  data_set_scenario: DataSetScenarioTable;
  given_answer: GivenAnswerTable;
  run: RunTable;
  run_scenario: RunScenarioTable;
  run_chunk: RunChunkTable;
  run_fact: RunFactTable;
  answer: AnswerTable;
  outcome: OutcomeTable;
  rating_draw: RatingDrawTable;
  drawn_answer: DrawnAnswerTable;
  rating: RatingTable;
  library_build: LibraryBuildTable;
  library_build_scenario: LibraryBuildScenarioTable;
  synthesis: SynthesisTable;
  synthesis_profile: SynthesisProfileTable;
  synthesis_query: SynthesisQueryTable;
}
