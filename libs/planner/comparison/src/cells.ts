import { parseParameters } from '@rookery/planner-planners';
import {
  Arrival,
  PriorQuality as WirePrior,
  type ComparisonSpec,
  type Contender,
  type TransferCase,
} from '@rookery/shared-contracts';
import {
  STANDARD_CONCURRENCY,
  STANDARD_PROBLEM,
  type ComparisonCell,
  type PriorQuality,
  type TransferStream,
} from '@rookery/shared-planner-wasm';
import { invalidArgument } from '@rookery/shared-errors';

/** Problems of a simulated world. */
export interface WorldCell extends ComparisonCell {
  readonly kind: 'world';
  readonly label: string;
  /** Index of the world in the specification. */
  readonly worldIndex: number;
}

/** Queries that came with the request. */
export interface QueriesCell {
  readonly kind: 'queries';
  readonly label: string;
  readonly depth: number;
  readonly batch: number;
}

/** Streams with a library. */
export interface TransferCell {
  readonly kind: 'transfer';
  readonly label: string;
  readonly caseIndex: number;
  /** The stream, but for its first problem. */
  readonly stream: Omit<TransferStream, 'firstProblem'>;
}

export type Cell = WorldCell | QueriesCell | TransferCell;

const PRIORS: readonly PriorQuality[] = ['good', 'poor', 'misleading'];
const QUERIES = 'queries';

/** Questions asked and answered together. */
export function batchOf({ batch }: ComparisonSpec): number {
  return batch ?? STANDARD_CONCURRENCY;
}

/** Searches of each problem. */
export function repetitionsOf({ repetitions }: ComparisonSpec): number {
  return Math.max(1, repetitions);
}

/** What results call a contender. */
export function labelOf({ label, planner }: Contender): string {
  return label === '' ? planner : label;
}

/** Index of the contender whom the others are paired with. @throws RookeryError INVALID_ARGUMENT */
export function baselineOf({ baseline, contenders }: ComparisonSpec): number {
  return baseline === '' ? 0 : contenderNamed('spec.baseline', baseline, contenders);
}

/** Index of the contender whose last loss the others are to reach. @throws RookeryError INVALID_ARGUMENT */
export function targetOf(spec: ComparisonSpec): number {
  return spec.target === '' ? baselineOf(spec) : contenderNamed('spec.target', spec.target, spec.contenders);
}

function contenderNamed(field: string, label: string, contenders: readonly Contender[]): number {
  const labels = contenders.map(labelOf);
  const index = labels.indexOf(label);
  if (index !== -1) return index;
  throw invalidArgument(field, `${label} is no contender; those are: ${labels.join(', ')}`);
}

/** One model call against the two of an evaluation. */
const RANKING_PRICE = 0.5;

/** What a ranking costs, in evaluations. */
export function rankingPriceOf({ rankingPrice }: ComparisonSpec): number {
  return rankingPrice ?? RANKING_PRICE;
}

/**
 * The cells of the result, in its order.
 * @throws RookeryError INVALID_ARGUMENT for JSON that cannot be read and a baseline that is no contender
 */
export function cellsOf(spec: ComparisonSpec): Cell[] {
  return [...worldCells(spec), ...queryCells(spec), ...transferCells(spec)];
}

function worldCells(spec: ComparisonSpec): WorldCell[] {
  const { worlds } = spec;
  if (worlds === undefined) return [];
  return worlds.worlds.flatMap(({ label, settingsJson, ...own }, worldIndex) => {
    const priors = priorsOf(own.priors.length === 0 ? worlds.priors : own.priors);
    const depths = depthsOf(own.depths.length === 0 ? worlds.depths : own.depths);
    const world = parseParameters(`spec.worlds.worlds[${worldIndex}].settings_json`, settingsJson);
    return depths.flatMap((depth) =>
      priors.map((prior): WorldCell => ({
        kind: 'world',
        label: label === '' ? JSON.stringify(world) : label,
        world,
        worldIndex,
        prior,
        depth,
        checkpoints: spec.checkpoints,
        batch: own.batch ?? batchOf(spec),
      })),
    );
  });
}

function queryCells(spec: ComparisonSpec): QueriesCell[] {
  const { live } = spec;
  if (live === undefined) return [];
  return [{ kind: 'queries', label: QUERIES, depth: live.depth, batch: batchOf(spec) }];
}

function transferCells(spec: ComparisonSpec): TransferCell[] {
  const { transfer } = spec;
  if (transfer === undefined) return [];
  const reference = spec.contenders[targetOf(spec)];
  if (reference === undefined) return [];
  const shared = {
    checkpoints: transfer.checkpoints,
    batch: batchOf(spec),
    parameters: parseParameters('spec.transfer.parameters_json', transfer.parametersJson),
    problems: transfer.problems,
    reference: {
      planner: reference.planner,
      parameters: parseParameters('spec.contenders.parameters_json', reference.parametersJson),
      budget: spec.checkpoints.at(-1) ?? 1,
    },
  };
  return transfer.cases.flatMap((one, caseIndex) =>
    depthsOf(transfer.depths).map((depth): TransferCell => ({
      kind: 'transfer',
      label: one.label,
      caseIndex,
      stream: { ...shared, depth, ...caseOf(one, caseIndex, transfer.librarySearches) },
    })),
  );
}

function caseOf(
  one: TransferCase,
  index: number,
  searches: number,
): Pick<TransferStream, 'world' | 'prior' | 'library' | 'stray' | 'arrival'> {
  const field = (name: string): string => `spec.transfer.cases[${index}].${name}`;
  const world = parseParameters(field('world_json'), one.worldJson);
  const prior = priorOf(one.prior, 'good');
  return {
    world,
    prior,
    library: {
      world:
        one.libraryWorldJson === ''
          ? world
          : parseParameters(field('library_world_json'), one.libraryWorldJson),
      prior: priorOf(one.libraryPrior, prior),
      searches,
    },
    stray: { world: parseParameters(field('stray_world_json'), one.strayWorldJson), share: one.strayShare },
    arrival: one.arrival === Arrival.BY_DOMAIN ? 'byDomain' : 'mixed',
  };
}

function depthsOf(depths: readonly number[]): readonly number[] {
  return depths.length === 0 ? [STANDARD_PROBLEM.depth] : depths;
}

function priorsOf(priors: readonly WirePrior[]): readonly PriorQuality[] {
  return priors.length === 0 ? PRIORS : priors.map((prior) => priorOf(prior, 'good'));
}

function priorOf(prior: WirePrior, unset: PriorQuality): PriorQuality {
  switch (prior) {
    case WirePrior.GOOD:
      return 'good';
    case WirePrior.POOR:
      return 'poor';
    case WirePrior.MISLEADING:
      return 'misleading';
    case WirePrior.CONSTANT:
      return 'constant';
    default:
      return unset;
  }
}

/** The ranking of a cell in the words of the contract; unset where nothing is simulated. */
export function priorToWire(cell: Cell): WirePrior {
  const words = {
    good: WirePrior.GOOD,
    poor: WirePrior.POOR,
    misleading: WirePrior.MISLEADING,
    constant: WirePrior.CONSTANT,
  };
  switch (cell.kind) {
    case 'world':
      return words[cell.prior];
    case 'transfer':
      return words[cell.stream.prior];
    case 'queries':
      return WirePrior.UNSPECIFIED;
  }
}
