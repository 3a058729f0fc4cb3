import type { BestPath, QuestionResult, SearchQuestion, SearchStart } from '@rookery/shared-contracts';
import type { Answer, Question } from '@rookery/shared-planner-wasm';
import type { AttributeNames } from './attribute-names.ts';
import { plannerFailure } from './planner-failure.ts';
import type { PlannerPath, PlannerProblem } from './planner-search.ts';

/** Version of the protocol that this platform speaks. */
export const PROTOCOL_VERSION = 1;

export function startToWire(
  problem: PlannerProblem,
  parameters: Readonly<Record<string, unknown>>,
  names: AttributeNames,
): SearchStart {
  return {
    protocolVersion: PROTOCOL_VERSION,
    attributes: [...names.keys],
    depth: problem.depth,
    budget: problem.budget,
    known: names.keysIn(problem.known),
    forbidden: names.keysIn(problem.forbidden),
    parametersJson: Object.keys(parameters).length === 0 ? '' : JSON.stringify(parameters),
    seed: Number(BigInt.asUintN(32, problem.seed)),
    distinctSubsets: problem.distinct,
  };
}

export function resultToWire(answer: Answer): QuestionResult {
  const { id } = answer;
  switch (answer.kind) {
    case 'reward':
      return { id, outcome: { $case: 'reward', value: answer.reward } };
    case 'weights':
      return { id, outcome: { $case: 'weights', value: { values: [...answer.weights] } } };
    case 'failed':
      return { id, outcome: { $case: 'failed', value: {} } };
  }
}

/** @throws RookeryError a planner failure for what has no meaning in the problem */
export function questionFromWire(
  { id, want }: SearchQuestion,
  names: AttributeNames,
  planner: string,
): Question {
  if (want === undefined) throw plannerFailure(planner, 'INTERNAL', `asked question ${id} without content`);
  const keys = want.$case === 'evaluate' ? want.value.attributes : want.value.state;
  let mask = 0n;
  for (const key of keys) {
    const index = names.indexOf(key);
    if (index === undefined) {
      throw plannerFailure(
        planner,
        'INTERNAL',
        `asked question ${id} about attributes that are not in the problem`,
      );
    }
    const bit = 1n << BigInt(index);
    if ((mask & bit) !== 0n) {
      throw plannerFailure(planner, 'INTERNAL', `asked question ${id} with an attribute twice`);
    }
    mask |= bit;
  }
  return want.$case === 'evaluate'
    ? { kind: 'evaluate', id, subset: mask }
    : { kind: 'rank', id, state: mask };
}

export function pathFromWire({ steps }: BestPath, names: AttributeNames): PlannerPath {
  return {
    steps: steps.map(({ attribute, value, visits }) => ({
      // The guard says what an index outside the problem means.
      attribute: names.indexOf(attribute) ?? -1,
      mean: value,
      visits,
    })),
  };
}
