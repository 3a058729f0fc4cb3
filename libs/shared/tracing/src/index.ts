export {
  isTracing,
  startTracing,
  stopTracing,
  tracesContents,
  type TracingOptions,
} from './start-tracing.ts';
export {
  beginSpan,
  inSpan,
  isTraced,
  noteSpan,
  spanOver,
  traceId,
  traceParent,
  type OpenSpan,
  type SpanAbout,
} from './span.ts';
export { TRACE_PARENT } from './trace-parent.ts';
