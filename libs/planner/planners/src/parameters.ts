import type { PlannerInfo } from '@rookery/shared-planner-wasm';
import { invalidArgument } from '@rookery/shared-errors';

/** Parameters by name, as JSON values. */
export type ParameterValues = Readonly<Record<string, unknown>>;

/** Reads a JSON object; empty text is an empty object. @throws RookeryError INVALID_ARGUMENT for the field */
export function parseParameters(field: string, json: string): ParameterValues {
  if (json.trim() === '') return {};
  const value = parse(field, json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidArgument(field, 'must be a JSON object, such as {"name": 0.5}');
  }
  return { ...value };
}

function parse(field: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The parser's own message quotes the text.
    throw invalidArgument(field, 'is not JSON');
  }
}

/** The values a planner works with: its defaults, over them a named preset, over that what was given. */
export function filledIn({ parameters, presets }: PlannerInfo, given: ParameterValues): ParameterValues {
  const preset = presets.find(({ name }) => name === given['preset']);
  return {
    ...Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default])),
    ...Object.fromEntries(preset?.values ?? []),
    ...given,
  };
}
