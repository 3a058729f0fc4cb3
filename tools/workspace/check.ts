// `npm run check`: everything that needs no running service. Each step runs even when one before it failed, so that
// one call shows all there is to mend.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { breakingCommand } from '../contracts/agreed.ts';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd?: string;
}

const has = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

const steps: Step[] = [
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'proto format', command: ['buf', 'format', '--diff', '--exit-code'] },
  { name: 'proto lint', command: ['buf', 'lint'] },
  { name: 'proto keeps the agreed contract', command: breakingCommand() },
  { name: 'contracts generated', command: ['node', 'tools/contracts/generate.ts', '--check'] },
  { name: 'types', command: ['tsc', '--noEmit', '-p', 'tsconfig.json'] },
  // The boundary rule reads Nx's project graph and is skipped without one.
  { name: 'project graph', command: ['nx', 'graph', '--file=dist/graph.json'] },
  {
    name: 'lint',
    command: ['eslint', '--max-warnings=0', '--cache', '--cache-location=dist/eslintcache', '.'],
  },
  // Warns, and never fails: no build breaks because a date has passed.
  { name: 'crisis resources reviewed', command: ['node', 'tools/workspace/resource-age.ts'] },
  { name: 'supply chain', command: ['node', 'tools/supply-chain/main.ts'] },
  { name: 'unused files and exports', command: ['knip', '--no-config-hints'] },
];
if (existsSync('planner-wasm/Cargo.toml') && has('cargo', 'fmt', '--version'))
  steps.push({ name: 'cargo fmt', command: ['cargo', 'fmt', '--all', '--check'], cwd: 'planner-wasm' });
if (existsSync('planner-wasm/Cargo.toml') && has('cargo', 'clippy', '--version'))
  steps.push({
    name: 'cargo clippy',
    command: ['cargo', 'clippy', '--all-targets', '--quiet', '--', '-D', 'warnings'],
    cwd: 'planner-wasm',
  });

mkdirSync('dist', { recursive: true });
const failures: string[] = [];
for (const { name, command, cwd } of steps) {
  const started = performance.now();
  const [program = '', ...args] = command;
  const run = spawnSync(program, args, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, NX_DAEMON: 'false' },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${run.status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (run.status !== 0) failures.push(name);
}
if (failures.length > 0) console.error(`\ncheck failed: ${failures.join(', ')}`);
process.exit(failures.length === 0 ? 0 : 1);
