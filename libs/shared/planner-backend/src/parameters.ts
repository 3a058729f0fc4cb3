import type { ParameterInfo } from '@rookery/shared-planner-wasm';
import { RookeryError, type FieldViolation } from '@rookery/shared-errors';

/**
 * Checks a planner's parameters against what it says of them; planners of the core do it themselves.
 * @throws RookeryError INVALID_ARGUMENT with a violation `parameters.NAME` for each that is unknown, of the wrong type or
 *   out of range
 */
export function checkParameters(
  known: readonly ParameterInfo[],
  given: Readonly<Record<string, unknown>>,
): void {
  const violations = Object.entries(given).flatMap(([name, value]): FieldViolation[] => {
    const parameter = known.find((one) => one.name === name);
    const description = parameter === undefined ? unknown(known) : wrongWith(parameter, value);
    return description === undefined ? [] : [{ field: `parameters.${name}`, description }];
  });
  if (violations.length === 0) return;
  const message = violations.map(({ field, description }) => `${field}: ${description}`).join('; ');
  throw new RookeryError('INVALID_ARGUMENT', message, { violations });
}

function unknown(known: readonly ParameterInfo[]): string {
  const names = known.map(({ name }) => name).sort();
  return names.length === 0
    ? 'is not known; this planner has no parameters'
    : `is not known; known are: ${names.join(', ')}`;
}

/** What is wrong with a value; undefined: nothing. */
export function wrongWith(parameter: ParameterInfo, value: unknown): string | undefined {
  switch (parameter.type) {
    case 'number':
    case 'integer': {
      const { min = -Infinity, max = Infinity, type } = parameter;
      const right = type === 'integer' ? Number.isInteger(value) : Number.isFinite(value);
      const words = type === 'integer' ? 'a whole number' : 'a number';
      if (!right || typeof value !== 'number') return `must be ${words} in ${min}..${max}`;
      return value < min || value > max ? `${value} is not in ${min}..${max}` : undefined;
    }
    case 'choice':
      return typeof value === 'string' && parameter.options?.includes(value) === true
        ? undefined
        : `must be one of ${(parameter.options ?? []).join(', ')}`;
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
  }
}
