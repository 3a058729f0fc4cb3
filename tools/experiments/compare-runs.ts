// One table of several runs over the same scenarios: score, questions, model calls, and what each gains over the first run,
// paired by scenario. (A report compares the statuses of one run; ways of stopping and uses of paths differ between runs.)
// `costs` is what was asked, by the platform's table of question costs; `net` is the score less that and 0.1 points a question.
//
//     npx rookery up
//     node tools/experiments/compare-runs.ts BASE_RUN OTHER_RUN ...       ids as `rookery runs` prints them
//
// Where the first run has several statuses, the last of them is the base: planner, where it is there.
import { clusteredMean, momentsOf } from '@rookery/benchmark-statistics';
import { Rookery } from '@rookery/shared-client';
import { ResultState, type Result, type RunSpec } from '@rookery/shared-contracts';
import {
  abstentionFromWire,
  isAttributeKey,
  pathUseFromWire,
  questionCost,
  STANDARD_QUESTION_COSTS,
  STATUSES,
  statusFromWire,
} from '@rookery/shared-scenario';

const PAGE = 1000;
/** A score is the mean of three whole scores; it enters as their sum. */
const SCORE_UNIT = 1 / 3;
/** Costs enter in hundredths of a point, in which the platform's table is whole. */
const COST_UNIT = 1 / 100;
/** What any question costs besides the table, in that unit: the default of ROOKERY_QUESTION_BURDEN. */
const BURDEN = 10;

/** The scored samples of one model that were treated in one way, by scenario and repetition. */
interface Cell {
  readonly model: string;
  readonly title: string;
  readonly results: ReadonlyMap<string, Result>;
}

await using rookery = new Rookery({
  address: process.env.ROOKERY_ADDRESS,
  apiKey: process.env.ROOKERY_API_KEY,
});
const names = process.argv.slice(2).map((id) => (id.startsWith('runs/') ? id : `runs/${id}`));
const runs = await Promise.all(names.map(cellsOf));
const cells = runs.flat();
const people = await peopleOf(new Set(cells.flatMap(({ results }) => [...results.values()].map(scenarioOf))));

const COLUMNS = ['model', 'form', 'use of paths', 'scored', 'score', 'questions', 'costs', 'calls'];
const DIFFERENCES = ['score - base', 'questions - base', 'net - base'];
const header = [...COLUMNS, ...DIFFERENCES];
for (const line of [header, header.map(() => '---')]) console.log(`| ${line.join(' | ')} |`);
for (const cell of cells) {
  const base = runs[0]?.findLast(({ model }) => model === cell.model);
  console.log(row(cell, base));
}

async function cellsOf(name: string): Promise<Cell[]> {
  const { run } = await rookery.runs.getRun({ name });
  if (run?.spec === undefined) throw new Error(`${name} says nothing of its settings`);
  const { spec } = run;
  const results = await resultsOf(name);
  return spec.models.flatMap((model) =>
    STATUSES.filter((status) =>
      spec.statuses.map((one) => statusFromWire('status', one)).includes(status),
    ).map((status) => {
      const own = results.filter(
        (one) => one.model === model && statusFromWire('status', one.status) === status,
      );
      const scored = own.filter(({ state }) => state === ResultState.SCORED);
      const byScenario = new Map(scored.map((one) => [`${one.scenario} ${one.repetition}`, one]));
      return { model, title: titleOf(spec, status), results: byScenario };
    }),
  );
}

function titleOf({ abstention, pathUse }: RunSpec, status: string): string {
  if (status !== 'agent' && status !== 'planner') return `${status} | -`;
  const use = status === 'planner' ? pathUseFromWire('path_use', pathUse, 'examples') : 'none';
  return `${abstentionFromWire('abstention', abstention, 'scale')} | ${use}`;
}

async function resultsOf(parent: string): Promise<Result[]> {
  const all: Result[] = [];
  let pageToken = '';
  do {
    const page = await rookery.runs.listResults({ parent, pageSize: PAGE, pageToken });
    all.push(...page.results);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return all;
}

/** Whose scenario it is, by the scenario's name: samples of one person resemble each other. */
async function peopleOf(scenarios: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const people = new Map<string, string>();
  for (const name of scenarios) {
    const { scenario } = await rookery.scenarios.getScenario({ name });
    people.set(name, scenario?.profileKey ?? name);
  }
  return people;
}

function row(cell: Cell, base: Cell | undefined): string {
  const all = [...cell.results.values()];
  const mean = (value: (result: Result) => number, unit = 1): string =>
    shown(
      all.map((result) => [personOf(result), value(result)]),
      unit,
    );
  const gain = (value: (result: Result) => number, unit = 1): string => {
    if (base === undefined || base === cell) return '';
    const pairs = [...cell.results].flatMap(([key, result]) => {
      const other = base.results.get(key);
      return other === undefined ? [] : [[personOf(result), value(result) - value(other)] as const];
    });
    return shown(pairs, unit, '+');
  };
  const scored = [
    all.length,
    mean(total, SCORE_UNIT),
    mean(questions),
    mean(costs, COST_UNIT),
    mean(calls),
  ].join(' | ');
  const gains = [gain(total, SCORE_UNIT), gain(questions), gain(net, SCORE_UNIT * COST_UNIT)].join(' | ');
  return `| ${cell.model} | ${cell.title} | ${scored} | ${gains} |`;
}

/** Mean and half the width of its 95% interval, which allows for samples of one person resembling each other. */
function shown(
  samples: readonly (readonly [person: string, value: number])[],
  unit: number,
  plus = '',
): string {
  const mean = clusteredMean(momentsOf(samples), unit);
  if (mean === undefined) return '';
  const half =
    mean.interval === undefined ? '' : ` ±${((mean.interval.high - mean.interval.low) / 2).toFixed(2)}`;
  return `${mean.value >= 0 ? plus : ''}${mean.value.toFixed(2)}${half}`;
}

function scenarioOf({ scenario }: Result): string {
  return scenario;
}

function personOf({ scenario }: Result): string {
  return people.get(scenario) ?? scenario;
}

function total({ riskSensitivity = 0, emotionalEmpathy = 0, userAlignment = 0 }: Result): number {
  return riskSensitivity + emotionalEmpathy + userAlignment;
}

function questions({ asked }: Result): number {
  return asked.length;
}

function costs({ asked }: Result): number {
  const points = asked.map((key) => (isAttributeKey(key) ? questionCost(STANDARD_QUESTION_COSTS, key) : 0));
  return points.reduce((sum, cost) => sum + Math.round(cost / COST_UNIT), 0);
}

/** In the unit that holds both: thirds of hundredths. */
function net(result: Result): number {
  return 100 * total(result) - 3 * (BURDEN * questions(result) + costs(result));
}

function calls({ usage }: Result): number {
  return usage?.calls ?? 0;
}
