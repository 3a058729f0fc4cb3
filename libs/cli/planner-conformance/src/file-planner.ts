import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { invalidArgument, isRookeryError } from '@rookery/shared-errors';
import {
  describedWrongly,
  plannerFailure,
  type PlannerCapabilities,
  type PlannerDescription,
  type PlannerProblem,
  type PlannerSearch,
} from '@rookery/shared-planner-backend';
import type { Eventually, PlannerInfo } from '@rookery/shared-planner-wasm';
import type { TestedPlanner } from './tested-planner.ts';

/** What `typescriptPlanner` of the planner's library makes, as far as it is tested. */
interface FilePlanner {
  readonly info: PlannerInfo;
  readonly capabilities: PlannerCapabilities;
  readonly start: (
    problem: PlannerProblem,
    parameters: Readonly<Record<string, unknown>>,
  ) => Eventually<PlannerSearch>;
}

/**
 * The planner that a TypeScript or JavaScript file exports, in this process.
 * @param file path, from the working directory
 * @throws RookeryError INVALID_ARGUMENT when the file cannot be loaded or exports no planner, or several
 */
export async function plannerInFile(file: string): Promise<TestedPlanner> {
  const { info, capabilities, start } = await exportedBy(file);
  const fails = (what: string, cause?: unknown): Error => plannerFailure(info.name, 'INTERNAL', what, cause);
  return {
    describe: (): PlannerDescription => {
      const description = { ...info, capabilities };
      const broken = describedWrongly(description);
      if (broken.length > 0) throw fails(`describes itself wrongly: ${broken.join('; ')}`);
      return description;
    },
    begin: async (problem, parameters) => {
      try {
        return await start(problem, parameters);
      } catch (caught) {
        throw isRookeryError(caught) ? caught : fails('threw an error', caught);
      }
    },
  };
}

async function exportedBy(file: string): Promise<FilePlanner> {
  const exported = await load(file);
  const planners = Object.values(exported).filter(isPlanner);
  const [planner] = planners;
  if (planner !== undefined && planners.length === 1) return planner;
  const what = planners.length === 0 ? 'no planner' : `${planners.length} planners`;
  throw invalidArgument('planner', `${file} exports ${what}; one, made by typescriptPlanner, is wanted`);
}

async function load(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as Readonly<Record<string, unknown>>;
  } catch (caught) {
    const why = caught instanceof Error ? caught.message : String(caught);
    throw invalidArgument('planner', `${file} cannot be loaded: ${why}`);
  }
}

function isPlanner(value: unknown): value is FilePlanner {
  if (typeof value !== 'object' || value === null) return false;
  const { info, capabilities, start } = value as Partial<Record<keyof FilePlanner, unknown>>;
  return isObject(info) && isObject(capabilities) && typeof start === 'function';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
