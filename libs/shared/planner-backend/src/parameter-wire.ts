import type { ParameterSpec } from '@rookery/shared-contracts';
import type { ParameterInfo } from '@rookery/shared-planner-wasm';

/** What a description says of a parameter; undefined: no type is set. */
export function parameterFromWire({ name, description, type }: ParameterSpec): ParameterInfo | undefined {
  if (type === undefined) return undefined;
  switch (type.$case) {
    case 'number':
    case 'integer': {
      const { min, max, defaultValue } = type.value;
      return {
        name,
        description,
        type: type.$case,
        min: Number(min),
        max: Number(max),
        default: Number(defaultValue),
      };
    }
    case 'choice':
      return {
        name,
        description,
        type: 'choice',
        options: type.value.options,
        default: type.value.defaultValue,
      };
    case 'flag':
      return { name, description, type: 'flag', default: type.value.defaultValue };
  }
}

/** The inverse, for parameters that are described to callers. */
export function parameterToWire(parameter: ParameterInfo): ParameterSpec {
  const { name, description } = parameter;
  return { name, description, type: typeToWire(parameter) };
}

function typeToWire(parameter: ParameterInfo): NonNullable<ParameterSpec['type']> {
  const { type, min = 0, max = 0, options = [], default: given } = parameter;
  switch (type) {
    case 'number':
    case 'integer':
      return { $case: type, value: { min, max, defaultValue: Number(given) } };
    case 'choice':
      return { $case: 'choice', value: { options: [...options], defaultValue: String(given) } };
    case 'flag':
      return { $case: 'flag', value: { defaultValue: given === true } };
  }
}
