import type { LoadTarget } from '@rookery/cli-load';
import {
  echoTarget,
  generateTarget,
  inProcessPlanTarget,
  judgeTarget,
  planTarget,
  type Endpoint,
} from '@rookery/cli-load-targets';
import { PlannerServiceDefinition } from '@rookery/shared-contracts';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import type { LoadFlags } from './load-options.ts';

/** What can be called, with what is sensible for it on a laptop. */
export const LOADS = {
  plan: { rate: '20', p99LimitMs: 250, open: planTarget },
  generate: { rate: '50', p99LimitMs: 100, open: generateTarget },
  judge: { rate: '20', p99LimitMs: 250, open: judgeTarget },
  echo: { rate: '200', p99LimitMs: 50, open: echoTarget },
} as const;

export type LoadKind = keyof typeof LOADS;

/** @throws RookeryError INVALID_ARGUMENT when it is none of them */
export function loadKind(what: string): LoadKind {
  if (Object.hasOwn(LOADS, what)) return what as LoadKind;
  throw invalidArgument('what', `must be one of ${Object.keys(LOADS).join(', ')}`);
}

/** A target, and what a reader of its figures must know. */
export interface OpenTarget {
  readonly target: LoadTarget;
  readonly notes: readonly string[];
}

const ADDRESS = /^[^\s/]+:\d{1,5}$/;
const SIMULATED = 'Models are simulated: this measures the platform and no model.';
const WORLD = 'Problems are simulated: no model is called.';

/** Opens the target that the flags name, runs `work` with it and closes it. */
export async function withTarget<T>(
  context: CommandContext,
  kind: LoadKind,
  flags: LoadFlags,
  work: (target: OpenTarget) => Promise<T>,
): Promise<T> {
  const { target: where, connections, timeout: timeoutMs } = flags;
  const remote = (
    endpoint: Pick<Endpoint, 'address' | 'headers'>,
    notes: readonly string[],
    planner = flags.planner,
  ): Promise<T> => {
    const target = LOADS[kind].open(
      { ...endpoint, connections, timeoutMs },
      { ...flags, model: flags.model, planner },
    );
    return closing(target, () => work({ target, notes: [...simulation(kind, flags.model), ...notes] }));
  };
  if (where === 'in-process') {
    if (kind !== 'plan')
      throw invalidArgument('target', `in-process: only plan can be called without a service`);
    const target = inProcessPlanTarget({ ...flags, timeoutMs });
    const notes = [
      'Target and generator share one thread: the rates are those of one core, less the generator.',
    ];
    return closing(target, () => work({ target, notes }));
  }
  if (where !== 'gateway') {
    if (!ADDRESS.test(where)) throw invalidArgument('target', 'must be gateway, in-process or host:port');
    const headers: Record<string, string> =
      context.apiKey === undefined ? {} : { 'x-api-key': context.apiKey };
    return remote({ address: where, headers }, []);
  }
  return withPlatform(context, async (platform) => {
    const { address, headers, temporary } = platform;
    const planner = kind === 'plan' ? await plannerOf(context, platform, flags.planner) : '';
    const notes = temporary ? ['Platform and generator share this machine.'] : [];
    return remote({ address, headers }, notes, planner);
  });
}

/** The planner of the deployment that is meant, by its name. */
async function plannerOf(
  context: CommandContext,
  platform: PlatformConnection,
  named: string,
): Promise<string> {
  const { planners, defaultPlanner } = await platform
    .client(PlannerServiceDefinition)
    .listPlanners({}, { signal: context.interrupted });
  const name = named === '' ? defaultPlanner : named;
  const planner = planners.find((one) => one.name === name);
  if (planner === undefined) {
    throw invalidArgument('--planner', `${name} is not one of ${planners.map((one) => one.name).join(', ')}`);
  }
  if (planner.unusable !== '') throw new RookeryError('UNAVAILABLE', planner.unusable);
  return name;
}

async function closing<T>(target: LoadTarget, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    target.close();
  }
}

function simulation(kind: LoadKind, model: string | undefined): string[] {
  if (kind === 'echo') return [];
  if (model === undefined) return [kind === 'plan' ? WORLD : SIMULATED];
  return model.startsWith('sim/') ? [SIMULATED] : [];
}
