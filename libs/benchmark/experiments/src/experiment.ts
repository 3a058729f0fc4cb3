import type { ComparisonResult, DimensionAgreement, Exhibit } from '@rookery/shared-contracts';
import type { PairEstimates } from '@rookery/benchmark-reports';
import type { Ask, ComparisonAsk, PathsAsk, RejudgeAsk, RetrievalAsk, RunAsk } from './asks.ts';
import type { MeasuredSample } from './measured.ts';
import type { Study } from './study.ts';

/** What a library found, over all scenarios: at place k of the list, 1 and up. */
export interface Retrieved {
  /** Cosine between query and found query. */
  readonly similarity: readonly (readonly [person: string, value: number])[];
  /** 1 where the found query is of the same domain, 0 where it is not. */
  readonly sameDomain: readonly (readonly [person: string, value: number])[];
}

/** What steps came to, read from stored rows. Of a step that is not done there is nothing: no samples, undefined. */
export interface Found {
  samples(ask: RunAsk | RejudgeAsk): Promise<readonly MeasuredSample[]>;
  /** Attributes in order, by scenario. */
  paths(ask: PathsAsk): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Twins against their scenarios by model and status, over all runs of asks together. */
  twins(asks: readonly RunAsk[]): Promise<readonly PairEstimates[]>;
  comparison(ask: ComparisonAsk): Promise<ComparisonResult | undefined>;
  /** By place in the list of what was found. */
  retrieved(ask: RetrievalAsk): Promise<readonly Retrieved[]>;
  /** How people agree with the judge of a run; undefined where nobody has rated it. */
  agreement(ask: RunAsk): Promise<readonly DimensionAgreement[] | undefined>;
}

/** An experiment: what it asks for, and how its exhibits are made of the rows that come of it. */
export interface KnownExperiment {
  readonly name: string;
  /** What it shows, in a sentence. */
  readonly summary: string;
  /** Where the paper has it; empty for our own. */
  readonly paper: string;
  readonly asks: (study: Study) => readonly Ask[];
  readonly exhibits: (study: Study, found: Found) => Promise<readonly Exhibit[]>;
  /** What differs from the paper, and what else a reader must know. */
  readonly notes: readonly string[];
}
