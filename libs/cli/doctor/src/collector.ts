import { ok, warning, type Finding } from './finding.ts';

const ANSWER_MS = 3_000;

/** Whether traces have somewhere to go. @param endpoint OTEL_EXPORTER_OTLP_ENDPOINT as it is set */
export async function checkCollector(endpoint: string | undefined): Promise<Finding[]> {
  if (endpoint === undefined || !URL.canParse(endpoint)) return [];
  const { host } = new URL(endpoint);
  try {
    // Whatever it says to a request without spans: it is there.
    await fetch(endpoint, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_MS) });
    return [ok('traces', `are sent to ${host}, which answers`)];
  } catch {
    return [
      warning(
        'traces',
        `are sent to ${host}, where nothing answers: they are lost`,
        'start the collector, or correct OTEL_EXPORTER_OTLP_ENDPOINT; work goes on without',
      ),
    ];
  }
}
