// What a pool and its worker threads say to each other.
import type {
  ComparisonBlock,
  ComparisonSummary,
  FinishedSearch,
  LibraryLesson,
  ModelWeight,
  Problem,
  SearchCurves,
  StreamCurves,
  SummaryCurves,
  SummaryOrder,
  TransferStream,
} from '@rookery/shared-planner-wasm';
import {
  isRookeryError,
  RookeryError,
  asRookeryError,
  type ErrorCode,
  type FieldViolation,
} from '@rookery/shared-errors';
import type { PackedAnswers, PackedPath, PackedProgress, PackedQuestions } from './packing.ts';
import type { FittedLibrary } from './search-host.ts';
import type { Simulation, SimulationResult } from './simulation.ts';

/** What can be ordered and is answered, by name: the content of the order and what comes back. */
interface Orders {
  readonly start: {
    readonly content: {
      readonly search: number;
      readonly problem: Problem;
      readonly planner: string;
      readonly parameters: Readonly<Record<string, unknown>>;
      readonly lesson: LibraryLesson | undefined;
    };
    readonly result: undefined;
  };
  readonly restore: {
    readonly content: { readonly search: number; readonly bytes: Uint8Array };
    readonly result: undefined;
  };
  readonly ask: {
    readonly content: { readonly search: number; readonly max: number };
    readonly result: PackedQuestions;
  };
  readonly tell: {
    readonly content: { readonly search: number; readonly answers: PackedAnswers };
    readonly result: undefined;
  };
  readonly openQuestions: { readonly content: { readonly search: number }; readonly result: PackedQuestions };
  readonly bestPath: { readonly content: { readonly search: number }; readonly result: PackedPath };
  readonly progress: { readonly content: { readonly search: number }; readonly result: PackedProgress };
  readonly modelWeights: { readonly content: { readonly search: number }; readonly result: ModelWeight[] };
  readonly fit: {
    readonly content: { readonly searches: readonly FinishedSearch[] };
    readonly result: FittedLibrary;
  };
  readonly save: { readonly content: { readonly search: number }; readonly result: Uint8Array<ArrayBuffer> };
  readonly simulate: { readonly content: Simulation; readonly result: PackedSimulation };
  readonly playBlock: { readonly content: ComparisonBlock; readonly result: Timed<SearchCurves> };
  readonly playStream: { readonly content: TransferStream; readonly result: Timed<StreamCurves> };
  readonly summarize: {
    readonly content: { readonly order: SummaryOrder; readonly curves: SummaryCurves };
    readonly result: ComparisonSummary;
  };
}

/** What was made, and how long the thread's processor worked on it. */
export interface Timed<Result> {
  readonly result: Result;
  /** Microseconds of user and system time. */
  readonly cpuUs: number;
}

export type OrderName = keyof Orders;
export type Content<Name extends OrderName> = Orders[Name]['content'];
export type Result<Name extends OrderName> = Orders[Name]['result'];

/** What a pool sends. */
export type ToWorker =
  | {
      [Name in OrderName]: { readonly order: Name; readonly call: number; readonly content: Content<Name> };
    }[OrderName]
  /** Lets the thread take only the processor time that others leave. */
  | { readonly order: 'stepBack' }
  /** Frees a search. */
  | { readonly order: 'close'; readonly search: number }
  /** Ends a simulation: its result is its best path so far. */
  | { readonly order: 'stop'; readonly call: number }
  /** Ends a simulation whose result nobody waits for. */
  | { readonly order: 'drop'; readonly call: number };

/** What a worker sends. */
export type FromWorker =
  | { readonly call: number; readonly result: Result<OrderName> }
  | { readonly call: number; readonly error: ErrorParts }
  | { readonly call: number; readonly report: PackedSimulation };

/** A report or the result of a simulation. */
export interface PackedSimulation {
  readonly evaluations: number;
  readonly budget: number;
  readonly best: PackedPath;
  readonly end: SimulationResult['end'];
  readonly startValue: number | undefined;
}

/** A RookeryError between threads. */
export interface ErrorParts {
  readonly code: ErrorCode;
  readonly message: string;
  readonly violations: readonly FieldViolation[];
  /** What led here, for the log. */
  readonly trace: string | undefined;
}

export function errorToParts(caught: unknown): ErrorParts {
  const { code, message, violations } = asRookeryError(caught);
  const cause = isRookeryError(caught) ? caught.cause : caught;
  return { code, message, violations, trace: cause instanceof Error ? cause.stack : undefined };
}

export function errorFromParts({ code, message, violations, trace }: ErrorParts): RookeryError {
  return new RookeryError(code, message, {
    violations,
    ...(trace === undefined ? {} : { cause: new Error(trace) }),
  });
}
