import { startTracing } from '@rookery/shared-tracing';
import { commonConfig } from '../config/common-config.ts';
import { readConfig } from '../config/read-config.ts';
import { VERSION } from '../version.ts';

const tracesConfig = commonConfig.pick({
  OTEL_EXPORTER_OTLP_ENDPOINT: true,
  OTEL_EXPORTER_OTLP_HEADERS: true,
  ROOKERY_TRACE_SHARE: true,
  ROOKERY_TRACE_CONTENTS: true,
});

/**
 * Traces what this process does where its variables say so; `stopTracing` sends what is left.
 * @param service name of the process
 * @returns the collector, host:port; undefined: nothing is traced
 * @throws ConfigError
 */
export async function startTraces(service: string): Promise<string | undefined> {
  const settings = readConfig(tracesConfig);
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers = '' } = settings;
  if (endpoint === undefined) return undefined;
  await startTracing({
    service,
    version: VERSION,
    endpoint,
    headers: headersIn(headers),
    share: settings.ROOKERY_TRACE_SHARE,
    contents: settings.ROOKERY_TRACE_CONTENTS === 'yes',
  });
  return new URL(endpoint).host;
}

function headersIn(list: string): Record<string, string> {
  const pairs = list.split(',').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}
