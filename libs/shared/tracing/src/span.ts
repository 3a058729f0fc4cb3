import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { tracing } from './start-tracing.ts';
import { readTraceParent, writeTraceParent } from './trace-parent.ts';

/** Of what kind a piece of work is. */
export type WorkKind = 'inside' | 'serves' | 'calls';

export interface SpanAbout {
  /** `inside` when not set. */
  readonly kind?: WorkKind;
  /** Asked for only where somebody traces. Never what people say or are, unless contents are wanted. */
  readonly attributes?: () => Attributes;
  /**
   * Where it hangs. Not set: under what is at work here, else it begins a trace. `root`: it begins one, with a link to what is at work.
   * `caller`: under what another process has at work if this one was called by it, else as `root`. A header: under what it names.
   */
  readonly under?: 'root' | 'caller' | { readonly header: string | undefined };
}

interface AtWork {
  readonly context: Context;
  /** Begun by a call of another process that traces. */
  readonly isCalled: boolean;
}

const atWork = new AsyncLocalStorage<AtWork>();

const KINDS: Readonly<Record<WorkKind, SpanKind>> = {
  inside: SpanKind.INTERNAL,
  serves: SpanKind.SERVER,
  calls: SpanKind.CLIENT,
};

/** A piece of work that is being traced. */
export class OpenSpan {
  readonly #span: Span;
  readonly #atWork: AtWork;

  constructor(span: Span, context: Context, isCalled: boolean) {
    this.#span = span;
    this.#atWork = { context: trace.setSpan(context, span), isCalled };
  }

  /** Runs a step of the work: what it begins hangs under it. */
  run<Result>(step: () => Result): Result {
    return atWork.run(this.#atWork, step);
  }

  set(attributes: Attributes): void {
    this.#span.setAttributes(attributes);
  }

  /** Ends it. @param failure the code or reason of an error, never its message, which may quote; undefined: it went well */
  end(failure?: string): void {
    if (failure !== undefined) {
      this.#span.setAttribute('error.type', failure);
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end();
  }
}

/** Begins a piece of work; undefined where nobody traces. */
export function beginSpan(name: string, about: SpanAbout = {}): OpenSpan | undefined {
  const tracer = tracing()?.tracer;
  if (tracer === undefined) return undefined;
  const here = atWork.getStore();
  const { under } = about;
  let context = here?.context ?? ROOT_CONTEXT;
  let isCalled = here?.isCalled ?? false;
  if (typeof under === 'object') {
    const parent = readTraceParent(under.header);
    isCalled = parent !== undefined;
    context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  }
  const isRoot = under === 'root' || (under === 'caller' && !isCalled);
  const linked = isRoot && here !== undefined ? trace.getSpanContext(here.context) : undefined;
  const span = tracer.startSpan(
    name,
    {
      kind: KINDS[about.kind ?? 'inside'],
      attributes: about.attributes?.() ?? {},
      ...(linked !== undefined && { links: [{ context: linked }] }),
    },
    isRoot ? ROOT_CONTEXT : context,
  );
  return new OpenSpan(span, isRoot ? ROOT_CONTEXT : context, isCalled);
}

/**
 * Does a piece of work and traces it, where somebody traces.
 * @param codeOf of what it rejects with
 */
export async function inSpan<Result>(
  name: string,
  about: SpanAbout,
  codeOf: (caught: unknown) => string,
  work: (span: OpenSpan | undefined) => Promise<Result>,
): Promise<Result> {
  const span = beginSpan(name, about);
  if (span === undefined) return work(undefined);
  try {
    const result = await span.run(() => work(span));
    span.end();
    return result;
  } catch (caught) {
    span.end(codeOf(caught));
    throw caught;
  }
}

/** The same of work that says one thing after the other; each step is run within it. */
export async function* spanOver<Item, Result>(
  name: string,
  about: SpanAbout,
  codeOf: (caught: unknown) => string,
  items: (span: OpenSpan | undefined) => AsyncGenerator<Item, Result, undefined>,
): AsyncGenerator<Item, Result, undefined> {
  const span = beginSpan(name, about);
  if (span === undefined) return yield* items(undefined);
  const steps = span.run(() => items(span));
  let failure: string | undefined = 'CANCELLED';
  try {
    for (;;) {
      const step = await span.run(() => steps.next());
      if (step.done === true) {
        failure = undefined;
        return step.value;
      }
      yield step.value;
    }
  } catch (caught) {
    failure = codeOf(caught);
    throw caught;
  } finally {
    // Harmless where it has ended; where the reader left, its own `finally` has to run.
    await span.run(() => steps.return(undefined as never)).catch(() => undefined);
    span.end(failure);
  }
}

/** Whether something that is traced is at work here. */
export function isTraced(): boolean {
  return tracing() !== undefined && atWork.getStore() !== undefined;
}

/** The header by which a call says under what it hangs; undefined: nothing here is traced. */
export function traceParent(): string | undefined {
  if (tracing() === undefined) return undefined;
  const here = atWork.getStore();
  const context = here === undefined ? undefined : trace.getSpanContext(here.context);
  return context === undefined ? undefined : writeTraceParent(context);
}

/** The trace that the work at hand belongs to, 32 hexadecimal digits, for logs. */
export function traceId(): string | undefined {
  if (tracing() === undefined) return undefined;
  const here = atWork.getStore();
  return here === undefined ? undefined : trace.getSpanContext(here.context)?.traceId;
}

/** Notes work that is over, of which nothing was begun. @param header under what it hangs; nothing is noted without one */
export function noteSpan(
  name: string,
  header: string | undefined,
  {
    tookMs,
    failure,
    attributes,
  }: { tookMs: number; failure: string | undefined; attributes: () => Attributes },
): void {
  const tracer = tracing()?.tracer;
  const parent = tracer === undefined ? undefined : readTraceParent(header);
  if (tracer === undefined || parent === undefined) return;
  const options = { kind: SpanKind.SERVER, startTime: Date.now() - tookMs, attributes: attributes() };
  const span = tracer.startSpan(name, options, trace.setSpanContext(ROOT_CONTEXT, parent));
  if (failure !== undefined) {
    span.setAttribute('error.type', failure);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
