import type { CallContext as TransportContext, Metadata } from 'nice-grpc';
import { LONGEST_TIMER_MS, onAbort } from '@rookery/shared-concurrency';
import { MODEL_ASKED_KEY, REQUEST_ID_KEY } from '@rookery/shared-transport';
import { RookeryError, withoutStack } from '@rookery/shared-errors';
import {
  CALLER_KEY,
  callerOf,
  JOB_KEY,
  newRequestId,
  ROLE_KEY,
  SESSIONS_KEY,
  WORK_CLASS_KEY,
  workOf,
  type CallContext,
} from '@rookery/shared-runtime';
import { DEADLINE_KEY } from './call-gate.ts';

const LONGEST_REQUEST_ID = 128;

/** A call being served, from its first byte until its handler is done. */
export interface ServedCall extends CallContext {
  /** Why the call was aborted, once it was. */
  readonly abortReason: RookeryError | undefined;
  finish(): void;
}

const stopping = (): RookeryError =>
  new RookeryError('UNAVAILABLE', 'the service is stopping', { retryAfterMs: 1000 });

/** The calls that a service is serving; the service may stop once there are none. */
export class CallsInFlight {
  readonly #calls = new Set<(reason: RookeryError) => void>();
  readonly #watches = new Set<() => void>();
  #stopping = false;
  #emptied: (() => void) | undefined;

  get stopping(): boolean {
    return this.#stopping;
  }

  /** Begins a call with what its transport knows of it. */
  begin(transport: Pick<TransportContext, 'metadata' | 'signal' | 'header' | 'sendHeader'>): ServedCall {
    const controller = new AbortController();
    let abortReason: RookeryError | undefined;
    const abort = (reason: RookeryError): void => {
      abortReason ??= reason;
      controller.abort(abortReason);
    };
    const left = (): void => abort(withoutStack(() => new RookeryError('CANCELLED', 'the caller left')));
    const listening = onAbort(transport.signal, left);
    const deadline = deadlineOf(transport.metadata);
    const timer = startTimer(deadline, abort);
    const stop = (): void => abort(stopping());
    this.#calls.add(abort);
    return {
      requestId: requestIdOf(transport.metadata),
      caller: callerOf(
        transport.metadata.get(CALLER_KEY),
        transport.metadata.get(ROLE_KEY),
        transport.metadata.get(SESSIONS_KEY),
      ),
      work: workOf(transport.metadata.get(WORK_CLASS_KEY), transport.metadata.get(JOB_KEY)),
      signal: controller.signal,
      deadline,
      get abortReason() {
        return abortReason;
      },
      endOnStop: () => {
        if (this.#stopping) stop();
        else this.#watches.add(stop);
      },
      modelAsked: (asked) => {
        if (transport.header.has(MODEL_ASKED_KEY)) return;
        transport.header.set(MODEL_ASKED_KEY, asked);
        transport.sendHeader();
      },
      finish: () => {
        clearTimeout(timer);
        listening[Symbol.dispose]();
        this.#calls.delete(abort);
        this.#watches.delete(stop);
        if (this.#calls.size === 0) this.#emptied?.();
      },
    };
  }

  /** No new calls from now on; ends the watches. Resolves when the last call is done or `graceMs` are over. */
  async drain(graceMs: number): Promise<void> {
    this.#stopping = true;
    for (const stop of this.#watches) stop();
    if (this.#calls.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.#emptied = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Aborts every call that is still there. */
  abortAll(): void {
    for (const abort of this.#calls) abort(stopping());
  }
}

function requestIdOf(metadata: Metadata): string {
  const given = metadata.get(REQUEST_ID_KEY);
  // An id goes into every log line and onto every hop: an overlong one is replaced.
  return given === undefined || given === '' || given.length > LONGEST_REQUEST_ID ? newRequestId() : given;
}

function deadlineOf(metadata: Metadata): Date | undefined {
  const given = metadata.get(DEADLINE_KEY);
  return given === undefined ? undefined : new Date(Number(given));
}

function startTimer(
  deadline: Date | undefined,
  abort: (reason: RookeryError) => void,
): NodeJS.Timeout | undefined {
  const left = deadline === undefined ? Infinity : deadline.getTime() - Date.now();
  if (left > LONGEST_TIMER_MS) return undefined;
  return setTimeout(
    () => abort(withoutStack(() => new RookeryError('DEADLINE_EXCEEDED', 'the deadline of the call passed'))),
    Math.max(0, left),
  );
}
