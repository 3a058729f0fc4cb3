// `npm run test:engine`: the platform on a real model behind a real server, and behind a real router. Says whether it ran, or what was
// missing. Without a word everything, with `short` what continuous integration has time for.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { whatIsMissing } from './python-environment.ts';
import { ROUTER_PACKAGES } from './router.ts';
import { TINY_MODEL_PACKAGES } from './tiny-model.ts';

const say = (text: string): void => console.log(`test:engine: ${text}`);
const [, , set = 'whole'] = process.argv;

if (set !== 'whole' && set !== 'short') {
  say(`there is no set "${set}"; there are whole (which it is without a word) and short`);
  process.exit(2);
}
const needed = set === 'whole' ? [TINY_MODEL_PACKAGES, ROUTER_PACKAGES] : [TINY_MODEL_PACKAGES];
const missing = whatIsMissing(needed, say);
if (missing === undefined) {
  const began = performance.now();
  const root = join(import.meta.dirname, '../..');
  const { status } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules/jest/bin/jest.js'),
      '-i',
      '--verbose',
      // What a suite that could not start has left open ends with it.
      '--forceExit',
      '--rootDir',
      import.meta.dirname,
      'int.spec',
    ],
    { stdio: 'inherit', cwd: root, env: { ...process.env, ROOKERY_TEST_ENGINE: set } },
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  say(`ran (${set}), and ${status === 0 ? 'passed' : 'failed'}, in ${seconds} s`);
  process.exitCode = status ?? 1;
} else {
  say(`did not run: ${missing}`);
}
