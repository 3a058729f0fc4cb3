// `npm run chaos -- SCENARIO... --seed S --times N`: breaks things under the real platform on purpose, and says what did not hold.
// Without a scenario it lists them; `all` plays all but the soak.
import { parseArgs } from 'node:util';
import { playScenario } from './play.ts';
import { SCENARIOS } from './scenarios/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    times: { type: 'string' },
    from: { type: 'string' },
    keys: { type: 'boolean' },
  },
});
const seed = Number(values.seed);
const times = values.times === undefined ? undefined : Number(values.times);
const chosen = positionals.includes('all')
  ? SCENARIOS.filter(({ name }) => name !== 'soak')
  : positionals.map((name) => SCENARIOS.find((one) => one.name === name) ?? unknown(name));
if (chosen.length === 0) usage();
if (!Number.isSafeInteger(seed)) refuse(`--seed ${values.seed} is not a whole number`);
if (times !== undefined && !(Number.isSafeInteger(times) && times >= 0 && times <= 100_000))
  refuse(`--times ${values.times} is not a whole number of 0 to 100000`);

if ((values.from !== undefined || values.keys === true) && !chosen.some(({ name }) => name === 'upgrade'))
  refuse('--from and --keys are for upgrade');

let failed = false;
for (const scenario of chosen) {
  const say = (text: string): void => console.log(`${scenario.name}: ${text}`);
  const lacks = scenario.lacks?.(values.from);
  if (lacks !== undefined) {
    say(`was not played: it needs ${lacks}`);
    continue;
  }
  const { wrong, seconds, disturbances } = await playScenario(scenario, seed, {
    times: times ?? scenario.times,
    say,
    from: values.from,
    keys: values.keys,
  });
  for (const one of wrong) say(`DID NOT HOLD: ${one}`);
  failed ||= wrong.length > 0;
  const end = wrong.length === 0 ? 'all invariants held' : `${wrong.length} did not hold`;
  say(`${end}; seed ${seed}, ${disturbances} disturbances, ${Math.round(seconds)} s`);
}
process.exit(failed ? 1 : 0);

function usage(): never {
  console.log(
    'usage: npm run chaos -- SCENARIO... [--seed S] [--times N] [--from COMMIT [--keys]]   where SCENARIO is all, or of:\n',
  );
  for (const { name, says } of SCENARIOS) console.log(`  ${name.padEnd(20)} ${says}`);
  process.exit(2);
}

function unknown(name: string): never {
  return refuse(`no scenario ${name}; there are ${SCENARIOS.map((one) => one.name).join(', ')}`);
}

function refuse(why: string): never {
  console.error(`chaos: ${why}`);
  process.exit(2);
}
