import { containersOf, workloadsOf, type Container, type Manifest, type PodSpec } from './manifest.ts';
import type { Policy } from './policy.ts';

const variable = ({ env = [] }: Container, name: string): string | undefined =>
  env.find((one) => one.name === name)?.value;

/** A policy of which each process of ours is asked that goes on. */
function ofProcesses(rule: string, wrong: (process: Container, pod: PodSpec) => readonly string[]): Policy {
  return {
    rule,
    breaches: (manifests) =>
      workloadsOf(manifests).flatMap((workload) =>
        containersOf(workload)
          .filter((one) => one.env?.some(({ name }) => name === 'ROOKERY_PORT') === true)
          .flatMap((process) =>
            wrong(process, workload.pod).map(
              (reason) => `${workload.manifest.metadata.name} ${process.name}: ${reason}`,
            ),
          ),
      ),
  };
}

/** By which a process shows others who it is, and knows them. */
const CERTIFICATES = [
  'ROOKERY_TLS_CERT_FILE',
  'ROOKERY_TLS_KEY_FILE',
  'ROOKERY_TLS_CA_FILE',
  'ROOKERY_TLS_NAME',
];

export const PROCESS_POLICIES: readonly Policy[] = [
  ofProcesses('a process is probed at the port of its metrics, which others than itself reach', (process) => {
    const port = Number(variable(process, 'ROOKERY_METRICS_PORT'));
    const probes = (['startupProbe', 'livenessProbe', 'readinessProbe'] as const).filter(
      (probe) => process[probe]?.httpGet?.port !== port,
    );
    const host = variable(process, 'ROOKERY_METRICS_HOST') ?? 'loopback';
    return [...probes, ...(host === '0.0.0.0' ? [] : [`metrics at ${host}`])];
  }),
  ofProcesses(
    'files that a process is told of are mounted, and not to be written',
    (process, { volumes = [] }) =>
      (process.env ?? [])
        .filter(({ name, value }) => name.endsWith('_FILE') && value !== undefined)
        .flatMap(({ name, value = '' }) => {
          const mount = process.volumeMounts?.find(({ mountPath }) => value.startsWith(`${mountPath}/`));
          if (mount === undefined) return [`${name} is in no volume`];
          if (mount.readOnly !== true) return [`${name} may be written`];
          return volumes.some((volume) => volume['name'] === mount.name)
            ? []
            : [`there is no volume ${mount.name}`];
        }),
  ),
  {
    rule: 'all processes have certificates, or none',
    breaches: (manifests: readonly Manifest[]): readonly string[] => {
      const processes = workloadsOf(manifests)
        .flatMap(containersOf)
        .filter(({ env = [] }) => env.some(({ name }) => name === 'ROOKERY_PORT'));
      const lacks = (process: Container): number =>
        CERTIFICATES.filter((name) => variable(process, name) === undefined).length;
      const without = processes.filter((process) => lacks(process) > 0);
      const none = processes.every((process) => lacks(process) === CERTIFICATES.length);
      return none ? [] : without.map(({ name }) => `${name} lacks ${CERTIFICATES.join(', ')} or one of them`);
    },
  },
];
