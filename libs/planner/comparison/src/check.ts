import type { PlannerRegistry } from '@rookery/planner-planners';
import type { ComparisonSpec } from '@rookery/shared-contracts';
import { checkStream, openArena, STANDARD_PROBLEM } from '@rookery/shared-planner-wasm';
import { invalidArgument, isRookeryError, RookeryError, type FieldViolation } from '@rookery/shared-errors';
import { ATTRIBUTE_KEYS } from '@rookery/shared-scenario';
import {
  baselineOf,
  cellsOf,
  labelOf,
  targetOf,
  type Cell,
  type TransferCell,
  type WorldCell,
} from './cells.ts';
import { budgetOf, inCore } from './play-piece.ts';

/** Seeds of problems have 32 bits. */
const MOST_PROBLEM = 2 ** 32 - 1;
/** Most searches of a comparison: what a table of pieces can hold without being in anybody's way. */
const MOST_SEARCHES = 20_000_000;

/**
 * Whether a comparison can be made, but for what is stored and which models there are.
 * @throws RookeryError INVALID_ARGUMENT naming the field of ComparePlannersRequest and what is allowed; what an external planner
 *   that cannot be used fails with
 */
export async function checkSpec(
  spec: ComparisonSpec,
  registry: Pick<PlannerRegistry, 'check'>,
): Promise<void> {
  checkShape(spec);
  const cells = cellsOf(spec);
  for (const cell of cells) if (cell.kind === 'world') checkWorld(cell);
  const problems = problemsOf(spec, cells);
  for (const [index, { planner, parametersJson }] of spec.contenders.entries()) {
    for (const problem of problems) {
      await inWords(contenderWords(index), () => registry.check({ planner, parametersJson, problem }));
    }
  }
  const target = spec.contenders[targetOf(spec)];
  if (spec.transfer !== undefined && target !== undefined && !inCore(target.planner)) {
    const field = spec.target === '' ? 'spec.baseline' : 'spec.target';
    throw invalidArgument(field, 'must be a planner of the core where transfer is compared');
  }
  for (const cell of cells) if (cell.kind === 'transfer') checkTransfer(spec, cell);
}

function checkShape(spec: ComparisonSpec): void {
  const { contenders, worlds, live, transfer } = spec;
  if (worlds === undefined && live === undefined && transfer === undefined) {
    throw invalidArgument('spec.worlds', 'is required, unless live or transfer is given');
  }
  ascending('spec.checkpoints', spec.checkpoints);
  distinct('spec.contenders', 'label', contenders.map(labelOf));
  targetOf(spec);
  baselineOf(spec);
  if (worlds !== undefined) {
    distinct(
      'spec.worlds.worlds',
      'label',
      worlds.worlds.map(({ label, settingsJson }) => (label === '' ? settingsJson : label)),
    );
  }
  if (transfer !== undefined) {
    ascending('spec.transfer.checkpoints', transfer.checkpoints);
    distinct(
      'spec.transfer.cases',
      'label',
      transfer.cases.map(({ label }) => label),
    );
  }
  const problems = Math.max(worlds?.problems ?? 0, (transfer?.streams ?? 0) * (transfer?.problems ?? 0));
  const last = spec.firstProblem + problems;
  if (last > MOST_PROBLEM)
    throw invalidArgument('spec.first_problem', `the last problem is ${last}, at most ${MOST_PROBLEM}`);
  const searches = problems * Math.max(1, spec.repetitions) * contenders.length;
  if (searches > MOST_SEARCHES) {
    throw invalidArgument('spec.repetitions', `make ${searches} searches a cell, at most ${MOST_SEARCHES}`);
  }
}

function ascending(field: string, values: readonly number[]): void {
  const wrong = values.findIndex((value, index) => value <= (values[index - 1] ?? -1));
  if (wrong !== -1)
    throw invalidArgument(`${field}[${wrong}]`, `is ${values[wrong]}, must be above the one before`);
}

function distinct(field: string, name: string, values: readonly string[]): void {
  const twice = values.findIndex((value, index) => values.indexOf(value) < index);
  if (twice !== -1) throw invalidArgument(`${field}[${twice}].${name}`, `${values[twice]} is there twice`);
}

function checkWorld(cell: WorldCell): void {
  const words: Words = [
    [/^world/, `spec.worlds.worlds[${cell.worldIndex}].settings_json`],
    [/^problem\.(depth|budget)$/, 'spec.worlds.depths'],
    [/^problem/, `spec.worlds.worlds[${cell.worldIndex}].settings_json`],
    [/^checkpoints/, 'spec.checkpoints'],
  ];
  const { world, prior, depth, checkpoints, batch } = cell;
  inWordsNow(words, () => {
    openArena({ world, prior, depth, checkpoints, batch }, 0, 0)[Symbol.dispose]();
  });
}

function checkTransfer(spec: ComparisonSpec, { stream, caseIndex }: TransferCell): void {
  const one = `spec.transfer.cases[${caseIndex}]`;
  const words: Words = [
    [/^library\.world/, `${one}.library_world_json`],
    [/^library\.searches/, 'spec.transfer.library_searches'],
    [/^stray\.world/, `${one}.stray_world_json`],
    [/^stray\.share/, `${one}.stray_share`],
    [/^world/, `${one}.world_json`],
    [/^problems/, 'spec.transfer.problems'],
    [/^problem\.depth/, 'spec.transfer.depths'],
    [/^problem/, `${one}.world_json`],
    [/^reference\.parameters/, `spec.contenders[${targetOf(spec)}].parameters_json`],
    [/^parameters/, 'spec.transfer.parameters_json'],
    [/^checkpoints/, 'spec.transfer.checkpoints'],
  ];
  inWordsNow(words, () => {
    checkStream({ ...stream, firstProblem: spec.firstProblem });
  });
}

interface CheckedProblem {
  readonly attributes: number;
  readonly depth: number;
  readonly budget: number;
}

/** Each kind of problem once, one at least: streams alone still name contenders. */
function problemsOf(spec: ComparisonSpec, cells: readonly Cell[]): CheckedProblem[] {
  const kinds = cells.flatMap((cell): CheckedProblem[] => {
    if (cell.kind === 'transfer') return [];
    const { depth } = cell;
    const budget = budgetOf(spec.checkpoints);
    if (cell.kind === 'queries') return [{ attributes: ATTRIBUTE_KEYS.length, depth, budget }];
    using arena = openArena(cell, 0, 0);
    return [{ attributes: arena.attributes, depth, budget }];
  });
  const known = new Map(kinds.map((kind) => [JSON.stringify(kind), kind]));
  return known.size === 0
    ? [{ ...STANDARD_PROBLEM, budget: budgetOf(spec.checkpoints) }]
    : [...known.values()];
}

/** From the names of the core or of PlanningOptions to fields of the request. */
type Words = readonly (readonly [RegExp, string])[];

function contenderWords(index: number): Words {
  const contender = `spec.contenders[${index}]`;
  return [
    [/^options\.planner$/, `${contender}.planner`],
    [/^options\.parameters_json/, `${contender}.parameters_json`],
    [/^options\.depth$/, 'spec.worlds.depths'],
    [/^options\.budget$/, 'spec.checkpoints'],
    [/^options/, contender],
  ];
}

async function inWords<T>(words: Words, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (caught) {
    throw reworded(words, caught);
  }
}

function inWordsNow<T>(words: Words, work: () => T): T {
  try {
    return work();
  } catch (caught) {
    throw reworded(words, caught);
  }
}

function reworded(words: Words, caught: unknown): unknown {
  if (!isRookeryError(caught) || caught.violations.length === 0) return caught;
  const violations: FieldViolation[] = caught.violations.map(({ field, description }) => {
    const [pattern, replacement] = words.find(([known]) => known.test(field)) ?? [/^/, ''];
    return { field: field.replace(pattern, replacement), description };
  });
  const message = violations.map(({ field, description }) => `${field}: ${description}`).join('; ');
  return new RookeryError(caught.code, message, { violations, cause: caught });
}
