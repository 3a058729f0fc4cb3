import { readConfig } from '@rookery/shared-runtime';
import { z } from 'zod';

/** As they are set: what is wrong with them is a finding, and not the end of looking. */
const outsideConfig = z.object({
  DATABASE_URL: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
});

/** What services would use outside of the platform: a database and a collector of traces, each where one is set. */
export function readOutside(): {
  readonly databaseUrl: string | undefined;
  readonly collector: string | undefined;
} {
  const { DATABASE_URL, OTEL_EXPORTER_OTLP_ENDPOINT } = readConfig(outsideConfig);
  return { databaseUrl: DATABASE_URL, collector: OTEL_EXPORTER_OTLP_ENDPOINT };
}
