import type { SpanContext } from '@opentelemetry/api';

/** Metadata and header by which a call says of which trace it is (W3C Trace Context). */
export const TRACE_PARENT = 'traceparent';

/** Version, trace, span, flags; what a later version puts behind them is left out, as the standard has it. */
const FORM = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;
/** A later version may be longer than the 55 characters of this one, and nothing sensible is longer than this. */
const LONGEST = 128;
const NOTHING = /^0+$/;

/** Reads the header; undefined when it is missing or wrong: then a trace begins. */
export function readTraceParent(header: string | undefined): SpanContext | undefined {
  if (header === undefined || header.length > LONGEST) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = FORM.exec(header) ?? [];
  if (traceId === '' || NOTHING.test(traceId) || NOTHING.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

export function writeTraceParent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & 1).toString(16).padStart(2, '0')}`;
}
