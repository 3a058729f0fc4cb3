// `npm run test:cluster`: the rendered chart in a real Kubernetes: its API server, its scheduler and etcd, on fake nodes. Says
// whether it ran, or why not.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from './binaries.ts';

const say = (text: string): void => console.log(`test:cluster: ${text}`);

const missing = build(say);
if (missing === undefined) {
  const began = performance.now();
  const jest = join(import.meta.dirname, '../../../node_modules/jest/bin/jest.js');
  const { status } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      jest,
      '-i',
      '--verbose',
      '--rootDir',
      join(import.meta.dirname, '..'),
      'cluster.int',
      'rendered.int',
    ],
    {
      stdio: 'inherit',
      cwd: join(import.meta.dirname, '../../..'),
      env: { ...process.env, ROOKERY_TEST_CLUSTER: 'yes' },
    },
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  say(status === 0 ? `ran, and passed, in ${seconds} s` : `ran, and failed, in ${seconds} s`);
  process.exitCode = status ?? 1;
} else {
  say(`did not run: ${missing}`);
  process.exitCode = 1;
}
