// Finds helm, or builds it with Go.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOY, KUBERNETES, type Setting } from './rendered.ts';

const HELM = 'helm.sh/helm/v3/cmd/helm@v3.22.0';
/** Where what is built for the cluster test is kept. */
export const BINARIES = join(DEPLOY, '../../.rookery/cluster/bin');

/** @returns where helm is; undefined where there is neither helm nor Go */
export function findHelm(note: (text: string) => void): string | undefined {
  const built = join(BINARIES, 'helm');
  if (existsSync(built)) return built;
  if (runs('helm', 'version')) return 'helm';
  const go = findGo();
  if (go === undefined) return undefined;
  note(`builds ${HELM} with Go, once (3 minutes of processor)`);
  mkdirSync(BINARIES, { recursive: true });
  execFileSync(go, ['install', HELM], {
    env: { ...process.env, GOBIN: BINARIES, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' },
    stdio: 'inherit',
  });
  return built;
}

/** @returns where Go is, on the path or where its own installer puts it */
export function findGo(): string | undefined {
  return ['go', '/usr/local/go/bin/go'].find((program) => runs(program, 'version'));
}

/** What the chart renders to, as YAML. */
export function rendered(helm: string, setting: Pick<Setting, 'arguments'>): string {
  return execFileSync(
    helm,
    [
      'template',
      'rookery',
      'chart',
      '--namespace',
      'rookery',
      '--kube-version',
      KUBERNETES,
      ...setting.arguments,
    ],
    { cwd: DEPLOY, encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'pipe'] },
  );
}

function runs(program: string, argument: string): boolean {
  try {
    execFileSync(program, [argument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
