import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Tracing, TracingOptions } from './start-tracing.ts';

/** A run writes thousands of spans a second: what no collector takes in time is dropped, and no call waits for it. */
const BATCHES = { maxQueueSize: 16_384, maxExportBatchSize: 512, scheduledDelayMillis: 1_000 };
/** Longest text in an attribute, in characters; only contents are long. */
const LONGEST_TEXT = 16_384;
const LAST_SPANS_MS = 2_000;
/** How long the collector may take for a batch, with all tries, in milliseconds; a command does not end before. */
const ANSWER_MS = 3_000;

/** Tracing by the SDK of OpenTelemetry, sent to a collector as OTLP over HTTP. */
export function openTelemetry(options: TracingOptions): Tracing {
  const { service, version, endpoint, headers, share, contents } = options;
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: ANSWER_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.namespace': 'rookery',
      'service.version': version,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanLimits: { attributeValueLengthLimit: LONGEST_TEXT },
    spanProcessors: [new BatchSpanProcessor({ exporter, ...BATCHES })],
  });
  return {
    tracer: provider.getTracer('rookery', version),
    contents,
    stop: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_SPANS_MS)));
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
}
