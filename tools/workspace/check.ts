// `npm run check`: everything that needs no running service. Each step runs even when one before it failed, so that
// one call shows all there is to mend. Steps that need nothing of each other run side by side, as many as there are cores; what one of
// them says is printed in one piece when it ends.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { breakingCommand } from '../contracts/agreed.ts';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd?: string;
}

const has = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

/** Writes the generated files anew before it compares them: nobody may read them meanwhile. */
const alone: Step[] = [
  { name: 'contracts generated', command: ['node', 'tools/contracts/generate.ts', '--check'] },
];
const short: Step[] = [
  // The boundary rule of the lint reads Nx's project graph and is skipped without one.
  { name: 'project graph', command: ['nx', 'graph', '--file=dist/graph.json'] },
  { name: 'proto format', command: ['buf', 'format', '--diff', '--exit-code'] },
  { name: 'proto lint', command: ['buf', 'lint'] },
  { name: 'proto keeps the agreed contract', command: breakingCommand() },
  // Warns, and never fails: no build breaks because a date has passed.
  { name: 'crisis resources reviewed', command: ['node', 'tools/workspace/resource-age.ts'] },
  { name: 'supply chain', command: ['node', 'tools/supply-chain/main.ts'] },
];
/** The longest first, so that none of them is left to run alone. */
const long: Step[] = [
  {
    name: 'lint',
    // Without its cache, which goes by a file's own text: rules that know types judge by those of other files too.
    command: ['eslint', '--max-warnings=0', '.'],
  },
  { name: 'types', command: ['tsc', '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'unused files and exports', command: ['knip', '--no-config-hints'] },
];
if (existsSync('planner-wasm/Cargo.toml') && has('cargo', 'clippy', '--version'))
  long.push({
    name: 'cargo clippy',
    command: ['cargo', 'clippy', '--all-targets', '--quiet', '--', '-D', 'warnings'],
    cwd: 'planner-wasm',
  });
if (existsSync('planner-wasm/Cargo.toml') && has('cargo', 'fmt', '--version'))
  long.push({ name: 'cargo fmt', command: ['cargo', 'fmt', '--all', '--check'], cwd: 'planner-wasm' });

mkdirSync('dist', { recursive: true });
const failures: string[] = [];
for (const group of [alone, short, long]) await sideBySide([...group]);
if (failures.length > 0) console.error(`\ncheck failed: ${failures.join(', ')}`);
process.exit(failures.length === 0 ? 0 : 1);

async function sideBySide(waiting: Step[]): Promise<void> {
  const inTurn = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) await take(step);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, inTurn));
}

async function take({ name, command, cwd }: Step): Promise<void> {
  const started = performance.now();
  const [program = '', ...args] = command;
  const run = spawn(program, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NX_DAEMON: 'false' },
  });
  let said = '';
  for (const stream of [run.stdout, run.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const status = await once(run, 'close').then(
    ([code]) => code as number | null,
    (error: unknown) => {
      said += `${String(error)}\n`;
      return null;
    },
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${said}${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n`);
  if (status !== 0) failures.push(name);
}
