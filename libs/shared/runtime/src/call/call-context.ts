import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { PLATFORM, type Caller } from './caller.ts';
import type { Work } from './work.ts';

/** What surrounds a piece of work: the call being served, or a background job that speaks in its own name. */
export interface CallContext {
  /** Names the work in every log line and at every hop. */
  readonly requestId: string;
  /** Who calls, or on whose behalf the job works: passed on to what it calls. */
  readonly caller: Caller;
  /** What it is for: passed on as well. */
  readonly work: Work;
  /** Aborts when the caller left, the deadline passed or the service must stop; the reason is a RookeryError. */
  readonly signal: AbortSignal;
  /** When the answer has to be there; undefined: the caller set none. */
  readonly deadline?: Date | undefined;
  /**
   * For calls that end only when their caller ends them (watches): stop them, with UNAVAILABLE, as soon as the
   * service begins to stop, instead of holding it up for the whole grace period.
   */
  endOnStop(): void;
  /**
   * A model's server is asked on behalf of this call. Its caller is told at once, because an error that says what was taken does
   * not reach one who leaves.
   */
  modelAsked(asked: AskedModel): void;
}

/** What kind of model was asked: one that somebody pays for, or one that is free. */
export type AskedModel = 'paid' | 'free';

const storage = new AsyncLocalStorage<CallContext>();

/** The context of the call being served. @throws Error outside of one, which is a mistake in the program */
export function callContext(): CallContext {
  const context = storage.getStore();
  if (context === undefined) throw new Error('callContext() was used outside of a call');
  return context;
}

/** The context of the call being served, if one is. */
export function currentCall(): CallContext | undefined {
  return storage.getStore();
}

/** Runs `work` within `context`. */
export function runInCall<T>(context: CallContext, work: () => T): T {
  return storage.run(context, work);
}

/** What a background job is known by; the deadline is passed on to what it calls. */
export interface JobContext {
  readonly requestId?: string;
  /** On whose behalf; not set: the platform's own. */
  readonly caller?: Caller;
  /** What it is for; not set: work that nobody waits for at this moment, in no job's books. */
  readonly work?: Work;
  readonly signal: AbortSignal;
  readonly deadline?: Date | undefined;
}

const BACKGROUND_WORK: Work = { class: 'batch', job: '' };

/** Runs a background job as if it were a call: its log lines and downstream calls carry its request id and signal. */
export function runAsJob<T>(
  {
    requestId = newRequestId(),
    caller = PLATFORM,
    work: purpose = BACKGROUND_WORK,
    signal,
    deadline,
  }: JobContext,
  work: () => T,
): T {
  return storage.run(
    { requestId, caller, work: purpose, signal, deadline, endOnStop: nothing, modelAsked: nothing },
    work,
  );
}

const nothing = (): void => undefined;

export function newRequestId(): string {
  return randomUUID();
}
