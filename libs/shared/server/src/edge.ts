import { callCounts } from '@rookery/shared-metrics';
import { ServerError, type CallContext as TransportContext, type ServerMiddleware } from 'nice-grpc';
import {
  DETAILS_KEY,
  encodeDetails,
  fitTrailers,
  REQUEST_ID_KEY,
  RESOURCE_KEY,
  statusOf,
} from '@rookery/shared-transport';
import {
  asRookeryError,
  invalidArgument,
  RookeryError,
  withoutStack,
  withUsage,
} from '@rookery/shared-errors';
import {
  runInCall,
  requestDescriptor,
  WORK_CLASS_KEY,
  withoutPersonal,
  wrongWorkClass,
  type Logger,
} from '@rookery/shared-runtime';
import { beginServing } from './traced-serving.ts';
import { refuseUndecodable } from './undecodable.ts';
import { requestCheck } from './validation/message-checks.ts';
import { CallLog } from './call-log.ts';
import { resourceIn, resourceMade } from './call-resource.ts';
import type { CallsInFlight, ServedCall } from './calls-in-flight.ts';

/** What the edge needs to know of the service. */
export interface EdgeOptions {
  readonly log: Logger;
  readonly calls: CallsInFlight;
  /** Full names of services that answer while the service stops (health). */
  readonly always: ReadonlySet<string>;
  /** gRPC paths of request streams whose handler checks each message itself, so that a wrong one harms only itself. */
  readonly checkedByHandler: ReadonlySet<string>;
}

/**
 * The edge of a service, around every call of every kind: request id, deadline and cancellation become the call's
 * context; requests are checked against their contract; errors become a status with details; one log line says how
 * it went.
 */
export function edge(options: EdgeOptions): ServerMiddleware {
  const log = new CallLog(options.log);
  const checks = new Map<string, ReturnType<typeof requestCheck>>();
  const checkOf = (path: string): ReturnType<typeof requestCheck> => {
    if (!checks.has(path)) {
      checks.set(path, options.checkedByHandler.has(path) ? undefined : requestCheck(path));
    }
    return checks.get(path);
  };
  return async function* serve(call, transport) {
    const served = options.calls.begin(transport);
    const started = performance.now();
    const counts = callCounts(call.method);
    counts.begin();
    const span = beginServing(call.method, transport.metadata);
    const run: RunStep = (step) =>
      span === undefined ? runInCall(served, step) : span.run(() => runInCall(served, step));
    const { path } = call.method;
    transport.header.set(REQUEST_ID_KEY, served.requestId);
    let failure: RookeryError | undefined;
    try {
      if (options.calls.stopping && !options.always.has(serviceOf(path))) served.endOnStop();
      served.signal.throwIfAborted();
      checkWorkClass(transport);
      const check = checkOf(path);
      const context = { ...transport, signal: served.signal };
      if (call.requestStream) {
        return yield* inCall(run, call.next(checked(call.request, check), context));
      }
      refuseUndecodable(call.request);
      traceRequest(options.log, served, path, call.request);
      check?.(call.request as object);
      const resource = resourceIn(call.request as object);
      if (resource !== undefined) transport.trailer.set(RESOURCE_KEY, resource);
      const handler = call.next(call.request, context);
      // Most calls answer once: one step, without what it takes to drive several.
      if (!call.responseStream) {
        const answer = onlyAnswer(await run(() => handler.next()));
        const made = resource === undefined ? resourceMade(answer as object) : undefined;
        if (made !== undefined) transport.trailer.set(RESOURCE_KEY, made);
        return answer;
      }
      return yield* inCall(run, handler);
    } catch (caught) {
      failure = failureOf(caught, served);
      throw serverError(failure, transport);
    } finally {
      served.finish();
      const ms = performance.now() - started;
      counts.end(failure?.code ?? 'OK', ms / 1000);
      span?.end(failure?.code);
      run(() => log.ended(path, ms, failure));
    }
  };
}

/** Runs a step of a handler within its call. */
type RunStep = <Result>(step: () => Result) => Result;
function checkWorkClass({ metadata }: TransportContext): void {
  const wrong = wrongWorkClass(metadata.get(WORK_CLASS_KEY));
  if (wrong !== undefined) throw invalidArgument(WORK_CLASS_KEY, wrong);
}

function onlyAnswer<Response>({ done, value }: IteratorResult<Response, Response | void>): Response {
  if (done !== true || value === undefined) throw new Error('a call that answers once has one answer');
  return value;
}

/**
 * Drives a handler step by step, each step within the call's context: a generator resumes in the context of whoever
 * asks for its next value, which is the transport.
 */
async function* inCall<Response>(
  run: RunStep,
  handler: AsyncGenerator<Response, Response | void, undefined>,
): AsyncGenerator<Response, Response | void, undefined> {
  let waiting = false;
  try {
    for (;;) {
      const step = await run(() => handler.next());
      if (step.done === true) return step.value;
      waiting = true;
      yield step.value;
      waiting = false;
    }
  } finally {
    // The reader left between two values: the handler's own `finally` has to run.
    if (waiting) await run(() => handler.return());
  }
}

async function* checked<Request>(
  requests: AsyncIterable<Request>,
  check: ((request: object) => void) | undefined,
): AsyncGenerator<Request, void, undefined> {
  for await (const request of requests) {
    refuseUndecodable(request);
    check?.(request as object);
    yield request;
  }
}

// What the call was aborted with says more than the abort error that came out of some library.
function failureOf(caught: unknown, served: ServedCall): RookeryError {
  if (caught instanceof ServerError) {
    return new RookeryError('INTERNAL', caught.details, { cause: caught });
  }
  const error = asRookeryError(caught);
  if (
    served.abortReason !== undefined &&
    (error.code === 'CANCELLED' || error.code === 'DEADLINE_EXCEEDED')
  ) {
    return error.usage === undefined ? served.abortReason : withUsage(served.abortReason, error.usage);
  }
  return error;
}

function serverError(failure: RookeryError, transport: TransportContext): ServerError {
  const error = fitTrailers(failure);
  const details = encodeDetails(error);
  if (details !== undefined) transport.trailer.set(DETAILS_KEY, details);
  // It only carries the status to the transport; what happened where is in the log's record of the error itself.
  return withoutStack(() => new ServerError(statusOf(error.code), error.message));
}

function traceRequest(log: Logger, served: ServedCall, path: string, request: unknown): void {
  if (!log.isLevelEnabled('trace')) return;
  const type = requestDescriptor(path)?.typeName;
  if (type === undefined) return;
  runInCall(served, () =>
    log.trace({ method: path, request: withoutPersonal(type, request as object) }, 'request'),
  );
}

function serviceOf(path: string): string {
  return path.split('/')[1] ?? '';
}
