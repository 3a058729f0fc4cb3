import { ScalarType, type DescField } from '@bufbuild/protobuf';
import { isPersonal } from '@rookery/shared-runtime';
import fc from 'fast-check';
import { constraintOf, type Constraint } from '@rookery/shared-server';
import { MODEL } from '../../chaos/stage/upstream.ts';
import { CANARY } from '../platform/canary.ts';

/** Values that a handler takes, by the name of the field: without them most messages would be refused before anything is done. */
const BY_NAME: ReadonlyMap<string, readonly string[]> = new Map([
  // Nobody is called that is not on this machine: the port is one that discards.
  ['address', ['127.0.0.1:9']],
  ...['model', 'models', 'judge_model', 'judge', 'answer_model', 'prior_model', 'reader_model'].map(
    (name): [string, string[]] => [name, [MODEL]],
  ),
  ['planner', ['path-kg', 'random', 'mcts', 'greedy']],
  ['attribute', ['age', 'gender', 'health_status']],
  ['data_set', ['penguin', 'fuzzed', 'shipped']],
  ['locale', ['en-US', 'de', 'x']],
  ['parameters_json', ['{}', '{"budget":1}']],
]);

/** Text that a field of a contract allows. What a person says holds the canary. */
export function goodText(field: DescField): fc.Arbitrary<string> {
  const known = BY_NAME.get(field.name);
  if (known !== undefined) return fc.constantFrom(...known);
  const constraint = constraintOf(field);
  if (constraint?.pattern !== undefined) return matching(constraint.pattern, constraint.maxLength);
  const short = fc.constantFrom('x', 'fuzzed', 'Should I quit?');
  return isPersonal(field) ? short.map((text) => `${text} ${CANARY}`) : short;
}

function matching(pattern: RegExp, maxLength: number): fc.Arbitrary<string> {
  const longest = maxLength === 0 ? 60 : Math.min(maxLength, 60);
  // Some patterns hold what fast-check cannot make texts of; then a few that often fit have to do.
  try {
    return fc.stringMatching(pattern, { maxLength: longest });
  } catch {
    return fc.constantFrom('a', 'a/b', '1', 'x@y');
  }
}

/** A number that a field of a contract allows, small: what is asked for is to be done at once. */
export function goodNumber(field: DescField): fc.Arbitrary<number> {
  const { min = 0, max = min + 3 } = (constraintOf(field) ?? {}) as Partial<Constraint>;
  if (field.scalar === ScalarType.DOUBLE || field.scalar === ScalarType.FLOAT)
    return fc.double({ min, max: Math.min(max, min + 3), noNaN: true });
  return fc.integer({ min: Math.ceil(min), max: Math.floor(Math.min(max, Math.ceil(min) + 3)) });
}

/** Whether a message without the field would be refused. */
export const isRequired = (field: DescField): boolean => constraintOf(field)?.required === true;
