import type { Tracer } from '@opentelemetry/api';

export interface TracingOptions {
  /** Of this process: `judge`. */
  readonly service: string;
  readonly version: string;
  /** Base URL of an OTLP collector that speaks HTTP: `http://127.0.0.1:4318`. */
  readonly endpoint: string;
  /** Headers for it. */
  readonly headers: Readonly<Record<string, string>>;
  /** Share of the traces begun here that are kept, 0 to 1; one that was begun elsewhere goes by what was decided there. */
  readonly share: number;
  /** What people and models said goes along. */
  readonly contents: boolean;
}

export interface Tracing {
  readonly tracer: Tracer;
  readonly contents: boolean;
  /** Sends what is there, for at most two seconds. */
  stop(): Promise<void>;
}

let current: Tracing | undefined;

/** The tracing of this process; undefined: it is off, and nothing of it is loaded. */
export function tracing(): Tracing | undefined {
  return current;
}

/** Whether this process traces; what is made for it alone is made after it has begun. */
export function isTracing(): boolean {
  return current !== undefined;
}

/** Whether contents may go into spans. */
export function tracesContents(): boolean {
  return current?.contents === true;
}

/** Begins to trace. Its libraries are loaded only here, so that a process that does not trace pays nothing for them. */
export async function startTracing(options: TracingOptions): Promise<void> {
  const { openTelemetry } = await import('./open-telemetry.ts');
  current = openTelemetry(options);
}

/** Sends what is left and traces no more. */
export async function stopTracing(): Promise<void> {
  const stopping = current;
  current = undefined;
  await stopping?.stop();
}
