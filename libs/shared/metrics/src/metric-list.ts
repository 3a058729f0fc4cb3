import { measureProcess } from './known/process.ts';
import { registry } from './registry.ts';
import { ProcessMeter } from '@rookery/shared-process-load';

/** A metric as it is documented. */
export interface KnownMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** Every metric that a process of the platform may serve, by name. */
export async function metricList(): Promise<KnownMetric[]> {
  const meter = new ProcessMeter();
  const end = measureProcess(meter, '0.0.0');
  try {
    const described = await registry.getMetricsAsJSON();
    return described
      .map(({ name, type, help }) => ({ name, type: String(type), help, labels: labelsOf(name) }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  } finally {
    end();
    meter.close();
  }
}

function labelsOf(name: string): readonly string[] {
  const metric = registry.getSingleMetric(name) as { readonly labelNames?: readonly string[] } | undefined;
  return metric?.labelNames ?? [];
}
