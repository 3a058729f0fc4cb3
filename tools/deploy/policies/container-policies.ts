import { containersOf, workloadsOf, type Container, type Workload } from './manifest.ts';
import type { Policy } from './policy.ts';

/** A policy of which each container of each pod is asked. */
function ofContainers(
  rule: string,
  wrong: (container: Container, workload: Workload) => string | false,
): Policy {
  return {
    rule,
    breaches: (manifests) =>
      workloadsOf(manifests).flatMap((workload) =>
        containersOf(workload).flatMap((container) => {
          const reason = wrong(container, workload);
          return reason === false
            ? []
            : [`${workload.manifest.kind}/${workload.manifest.metadata.name} ${container.name}: ${reason}`];
        }),
      ),
  };
}

/** Names of variables whose values are secrets. */
const SECRET_NAME = /(_KEY|_KEYS|_TOKEN|PASSWORD|SECRET|^DATABASE_URL)$/;
/** What secrets look like, wherever they stand. */
const SECRET_VALUE =
  /postgres(ql)?:\/\/[^\s/]*:[^\s/]*@|\bsk-[A-Za-z0-9]{16,}|\bhf_[A-Za-z0-9]{16,}|-----BEGIN/;

export const CONTAINER_POLICIES: readonly Policy[] = [
  ofContainers('no container is root, or can become it', ({ securityContext }, { pod }) => {
    const user = securityContext?.['runAsUser'] ?? pod.securityContext?.['runAsUser'];
    const nonRoot = securityContext?.['runAsNonRoot'] ?? pod.securityContext?.['runAsNonRoot'];
    if (nonRoot !== true || typeof user !== 'number' || user === 0) return `user ${String(user)}`;
    if (securityContext?.['privileged'] === true) return 'privileged';
    if (securityContext?.['allowPrivilegeEscalation'] !== false) return 'may gain privileges';
    return securityContext.capabilities?.drop?.includes('ALL') === true ? false : 'keeps capabilities';
  }),
  ofContainers('no container can write its root file system', ({ securityContext }) =>
    securityContext?.['readOnlyRootFilesystem'] === true ? false : 'writable',
  ),
  ofContainers('every image has a fixed tag or a digest', ({ image }) =>
    /(@sha256:[0-9a-f]{64}|:(?!latest$)[\w][\w.-]*)$/.test(image) ? false : image,
  ),
  ofContainers(
    'every container asks for processor and memory, and has a limit of memory',
    ({ resources }) => {
      const { requests = {}, limits = {} } = resources ?? {};
      const missing = [
        ...['cpu', 'memory']
          .filter((name) => requests[name] === undefined)
          .map((name) => `no request of ${name}`),
        ...(limits['memory'] === undefined ? ['no limit of memory'] : []),
      ];
      return missing.length > 0 ? missing.join(', ') : false;
    },
  ),
  ofContainers(
    'secrets come from secrets, and stand nowhere else',
    ({ env = [], args = [], command = [] }) => {
      // The path of a folder with keys is none.
      const plain = env.find(
        ({ name, value }) => value !== undefined && !value.startsWith('/') && SECRET_NAME.test(name),
      );
      if (plain !== undefined) return plain.name;
      const shown = [...args, ...command, ...env.map(({ value = '' }) => value)].find((text) =>
        SECRET_VALUE.test(text),
      );
      return shown === undefined ? false : 'a value looks like a secret';
    },
  ),
];
