// The API server, the scheduler and etcd, built once from the module in kubernetes/, which pins them by their sums.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BINARIES, findGo } from '../helm.ts';

const MODULE = join(import.meta.dirname, 'kubernetes');
const VERSION = /k8s\.io\/kubernetes (v[\d.]+)/.exec(readFileSync(join(MODULE, 'go.mod'), 'utf8'))?.[1] ?? '';

const PROGRAMS = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
} as const;
export type Program = keyof typeof PROGRAMS;

/** Kept by version: another one is built anew. */
export const programAt = (program: Program): string => join(BINARIES, `${program}-${VERSION}`);

/**
 * Builds what is not there yet.
 * @returns why it cannot; undefined when all is there
 */
export function build(note: (text: string) => void): string | undefined {
  const missing = (Object.keys(PROGRAMS) as Program[]).filter((program) => !existsSync(programAt(program)));
  if (missing.length === 0) return undefined;
  const go = findGo();
  if (go === undefined)
    return 'there is no Go, which builds the API server, the scheduler and etcd (https://go.dev/dl, 1.25 or newer)';
  mkdirSync(BINARIES, { recursive: true });
  const [major = '', minor = ''] = VERSION.slice(1).split('.');
  const version = `k8s.io/component-base/version`;
  const flags = `-s -w -X ${version}.gitVersion=${VERSION} -X ${version}.gitMajor=${major} -X ${version}.gitMinor=${minor}`;
  for (const program of missing) {
    note(
      `builds ${program} of Kubernetes ${VERSION} into ${BINARIES} (all three once: about 8 minutes of processor, 1 GB of modules)`,
    );
    const built = spawnSync(
      go,
      ['build', '-trimpath', '-ldflags', flags, '-o', programAt(program), PROGRAMS[program]],
      {
        cwd: MODULE,
        env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' },
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    if (built.status !== 0) return `${program} could not be built; the lines above say why`;
  }
  return undefined;
}
