import type { Eventually } from '@rookery/shared-planner-wasm';
import { isRookeryError, RookeryError } from '@rookery/shared-errors';

// Planners and worlds name what they know, `problem.depth` and `parameters.exploration`; callers wrote a request.
const REQUEST_FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^problem\.known$/, 'known_attributes'],
  [/^problem\.forbidden$/, 'options.forbidden_attributes'],
  [/^problem\.costs/, 'options.attribute_costs'],
  [/^problem\./, 'options.'],
  [/^parameters/, 'options.parameters_json'],
  [/^world/, 'world.settings_json'],
];

/** Does the work; an error that names wrong fields names those of the request. */
export async function inRequestFields<T>(work: () => Eventually<T>): Promise<T> {
  try {
    return await work();
  } catch (caught) {
    throw inTheirWords(caught);
  }
}

/** The same for work that is done at once. */
export function inRequestFieldsNow<T>(work: () => T): T {
  try {
    return work();
  } catch (caught) {
    throw inTheirWords(caught);
  }
}

/** The same for work that goes on. */
export async function* eachInRequestFields<T>(events: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  try {
    yield* events;
  } catch (caught) {
    throw inTheirWords(caught);
  }
}

function inTheirWords(caught: unknown): unknown {
  if (!isRookeryError(caught) || caught.violations.length === 0) return caught;
  const violations = caught.violations.map(({ field, description }) => ({
    field: requestField(field),
    description,
  }));
  const message = violations.map(({ field, description }) => `${field}: ${description}`).join('; ');
  return new RookeryError(caught.code, message, { violations, cause: caught });
}

function requestField(field: string): string {
  const [pattern, words] = REQUEST_FIELDS.find(([known]) => known.test(field)) ?? [/^/, ''];
  return field.replace(pattern, words);
}
