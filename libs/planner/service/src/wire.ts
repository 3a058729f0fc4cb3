import type { SearchReport } from '@rookery/planner-search';
import {
  type FoundPath,
  type LibrarySummary,
  type PlannedPath,
  type StopReason,
  type StoredPath,
  isOwn,
  nextFitAt,
  shownLibrary,
} from '@rookery/planner-library';
import type { ListedPlanner } from '@rookery/planner-planners';
import * as wire from '@rookery/shared-contracts';
import { parameterToWire } from '@rookery/shared-planner-backend';
import { carriedWeights } from '@rookery/shared-planner-wasm';
import { callContext } from '@rookery/shared-runtime';
import { domainToWire } from '@rookery/shared-scenario';
import { stepsOf } from '@rookery/planner-planning';

/** Between the planner's own types and the contract; what is read from requests is checked where it is used. */

const STOP_REASON: Readonly<Record<StopReason, wire.StopReason>> = {
  budget: wire.StopReason.BUDGET,
  converged: wire.StopReason.CONVERGED,
  deadline: wire.StopReason.DEADLINE,
  cancelled: wire.StopReason.CANCELLED,
  evaluation_failed: wire.StopReason.EVALUATION_FAILED,
  planner_failed: wire.StopReason.PLANNER_FAILED,
};

/** As the core calls them. */
const EFFECT_GROUP: Readonly<Record<string, wire.EffectGroup>> = {
  constant: wire.EffectGroup.CONSTANT,
  saturation: wire.EffectGroup.SATURATION,
  main: wire.EffectGroup.MAIN,
  pair: wire.EffectGroup.PAIR,
  prior: wire.EffectGroup.PRIOR,
};

const LIBRARY_MODEL: Readonly<Record<string, wire.LibraryModel>> = {
  library: wire.LibraryModel.LIBRARY,
  widened: wire.LibraryModel.WIDENED,
  handSet: wire.LibraryModel.HAND_SET,
};

export function stopReasonToWire(reason: StopReason): wire.StopReason {
  return STOP_REASON[reason];
}

export function stepToWire({ attribute, value, visits }: wire.PathStep): wire.PathStep {
  return { attribute, value, visits: Math.round(visits) };
}

export function progressToWire(report: SearchReport): wire.PlanProgress {
  return {
    evaluations: report.evaluations,
    budget: report.budget,
    bestSteps: stepsOf(report.best).map(stepToWire),
  };
}

export function storedPathToWire(path: StoredPath): wire.Path {
  const { library, id } = path;
  const shown = pathToWire(path, wire.pathName({ library: shownLibrary(library), id }), path.createdAt);
  return mayBeTold(library) ? shown : { ...shown, query: '' };
}

/** What somebody asked is for its owner, and for operators; who published a library has not published people's words. */
function mayBeTold(library: string): boolean {
  const { caller } = callContext();
  return caller.operator || isOwn(library, caller);
}

export function pathToWire(path: PlannedPath, name: string, createTime: Date): wire.Path {
  return {
    name,
    query: path.query,
    domain: domainToWire(path.domain),
    steps: path.steps.map(stepToWire),
    startValue: path.startValue,
    known: [...path.known],
    stopReason: stopReasonToWire(path.stopReason),
    evaluations: path.evaluations,
    unscoredEvaluations: path.unscoredEvaluations,
    planner: path.planner,
    parametersJson: path.parametersJson,
    seed: path.seed,
    models: {
      answerModel: path.answerModel,
      judgeModel: path.judgeModel,
      priorModel: path.priorModel,
      promptVersions: [...path.promptVersions],
    },
    usage: path.usage,
    createTime,
    simulated: path.simulated,
    profileKey: path.profileKey,
    plannerFailure: path.plannerFailure,
    libraryVersion: path.libraryVersion,
  };
}

export function foundPathToWire({ path, similarity }: FoundPath): wire.FoundPath {
  return { path: storedPathToWire(path), similarity };
}

export function plannerToWire(info: ListedPlanner): wire.Planner {
  return {
    name: info.name,
    description: info.description,
    parameters: info.parameters.map(parameterToWire),
    capabilities: info.capabilities,
    external: info.external,
    weighsCosts: info.weighsCosts,
    learnsFromLibraries: info.learnsFromLibraries,
    unusable: info.unusable?.message ?? '',
  };
}

export function libraryToWire({ fit, carry, ...library }: LibrarySummary): wire.Library {
  return {
    name: wire.libraryName(shownLibrary(library.name)),
    owner: library.owner,
    published: library.published,
    createTime: library.createdAt,
    paths: library.paths,
    finishedSearches: library.finishedSearches,
    nextFitAt: nextFitAt(fit?.finishedSearches ?? 0),
    fit: fit && {
      version: fit.version,
      createTime: fit.createdAt,
      finishedSearches: fit.finishedSearches,
      embedder: fit.embedder,
      noise: fit.report.noise,
      sharing: fit.report.sharing.map(({ group, share, deviation }) => ({
        group: EFFECT_GROUP[group] ?? wire.EffectGroup.UNSPECIFIED,
        share,
        deviation,
      })),
      trustInRanking: fit.report.trustInRanking,
      summary: fit.report.summary,
    },
    modelWeights:
      fit === undefined
        ? []
        : carriedWeights(carry).map(({ name, weight }) => ({
            model: LIBRARY_MODEL[name] ?? wire.LibraryModel.UNSPECIFIED,
            weight,
          })),
  };
}
