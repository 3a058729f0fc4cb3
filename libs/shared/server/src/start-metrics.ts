import { serveMetrics } from '@rookery/shared-metrics';
import { commonConfig, readConfig, VERSION, type Logger } from '@rookery/shared-runtime';

const metricsConfig = commonConfig.pick({ ROOKERY_METRICS_PORT: true, ROOKERY_METRICS_HOST: true });

/**
 * Serves this process's metrics where its variables say so, for as long as it lives.
 * @throws ConfigError; rejects when the port is taken
 */
export async function startMetrics(log: Logger): Promise<void> {
  const { ROOKERY_METRICS_PORT: port, ROOKERY_METRICS_HOST: host } = readConfig(metricsConfig);
  if (port === undefined) return;
  const { address } = await serveMetrics({ host, port, version: VERSION });
  log.info({ metrics: address }, 'metrics are served');
}
