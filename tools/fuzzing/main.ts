// `npm run fuzz -- TARGET... --seed S --times N` (or `--minutes M`): sends what nobody should send, and says what did not hold.
// Without a target it lists them; `--replay FILE` plays one input that was kept.
import { parseArgs } from 'node:util';
import { TARGETS } from './known-targets.ts';
import { fuzz, type Finding } from './play/fuzz.ts';
import { readSeed, writeSeed } from './play/seeds.ts';
import { Watchdog } from './play/watchdog.ts';

/** Where findings are written; a seed is one that somebody moved to tools/fuzzing/seeds. */
const FOUND = 'dist/fuzzing';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    times: { type: 'string' },
    minutes: { type: 'string' },
    replay: { type: 'string' },
  },
});
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed)) refuse(`--seed ${values.seed} is not a whole number`);
const times = numberOf('times', values.times, 10_000_000);
const minutes = numberOf('minutes', values.minutes, 1440);
const failed = values.replay === undefined ? await play() : await replay(values.replay);
process.exit(failed ? 1 : 0);

async function play(): Promise<boolean> {
  const chosen = positionals.includes('all')
    ? TARGETS
    : positionals.map((name) => TARGETS.find((one) => one.name === name) ?? unknown(name));
  if (chosen.length === 0) usage();
  let any = false;
  await using watchdog = new Watchdog(FOUND);
  for (const target of chosen) {
    const started = performance.now();
    const { played, findings } = await fuzz(target, {
      seed,
      times: times ?? (minutes === undefined ? target.times : Infinity),
      forMs: minutes === undefined ? Infinity : minutes * 60_000,
      found,
      watchdog,
    });
    any ||= findings.length > 0;
    const seconds = Math.round((performance.now() - started) / 1000);
    const end = findings.length === 0 ? 'all held' : `${findings.length} kinds of things did not hold`;
    console.log(`${target.name}: ${end}; seed ${seed}, ${played} inputs, ${seconds} s`);
  }
  return any;
}

function found(finding: Finding): void {
  console.log(`${finding.target}: DID NOT HOLD: ${finding.says}`);
  if (finding.input === undefined) {
    console.log(`  after many inputs; again: npm run fuzz -- ${finding.target} --seed ${seed}`);
    return;
  }
  const file = writeSeed(FOUND, finding);
  console.log(
    `  again: npm run fuzz -- --replay ${file}   (a seed, once it lies in tools/fuzzing/seeds/${finding.target})`,
  );
}

async function replay(file: string): Promise<boolean> {
  const { target: name, input } = readSeed(file);
  const target = TARGETS.find((one) => one.name === name) ?? unknown(name);
  await using open = await target.open();
  const wrong = [await open.play(input), ...((await open.after?.()) ?? [])].filter(
    (one) => one !== undefined,
  );
  for (const one of wrong) console.log(`${name}: DID NOT HOLD: ${one}`);
  if (wrong.length === 0) console.log(`${name}: all held for ${file}`);
  return wrong.length > 0;
}

function numberOf(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0 && number <= most) || (option === 'times' && !Number.isSafeInteger(number)))
    refuse(`--${option} ${text} is not a number above 0 and up to ${most}`);
  return number;
}

function usage(): never {
  console.log(
    'usage: npm run fuzz -- TARGET... [--seed S] [--times N | --minutes M]   or   npm run fuzz -- --replay FILE\n\nwhere TARGET is all, or of:\n',
  );
  for (const { name, says } of TARGETS) console.log(`  ${name.padEnd(10)} ${says}`);
  process.exit(2);
}

function unknown(name: string): never {
  return refuse(`no target ${name}; there are ${TARGETS.map((one) => one.name).join(', ')}`);
}

function refuse(why: string): never {
  console.error(`fuzz: ${why}`);
  process.exit(2);
}
