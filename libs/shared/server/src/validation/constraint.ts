import { getOption, hasOption, type DescExtension, type DescField } from '@bufbuild/protobuf';
import { contractFiles } from '@rookery/shared-runtime';

/** The limits of one field as its contract states them (rookery.common.v1.Constraint). 0 and '' mean: no limit. */
export interface Constraint {
  readonly required: boolean;
  readonly minLength: number;
  readonly maxLength: number;
  readonly maxItems: number;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly pattern: RegExp | undefined;
  readonly patternWords: string;
}

/** The option of a field that holds its constraint. */
function constraintOption(): DescExtension {
  const extension = contractFiles().getExtension('rookery.common.v1.constraint');
  if (extension === undefined) throw new Error('the contracts define no constraints');
  return extension;
}

/** The constraint of a field, if it has one. @throws SyntaxError when its pattern is no regular expression */
export function constraintOf(field: DescField): Constraint | undefined {
  const constraint = constraintOption();
  if (!hasOption(field, constraint)) return undefined;
  const option: unknown = getOption(field, constraint);
  // Own properties only: optional numbers stand on the prototype until they are set.
  const stated = new Map<string, unknown>(Object.entries(option as object));
  const pattern = textOf(stated.get('pattern'));
  return {
    required: stated.get('required') === true,
    minLength: numberOf(stated.get('minLength')) ?? 0,
    maxLength: numberOf(stated.get('maxLength')) ?? 0,
    maxItems: numberOf(stated.get('maxItems')) ?? 0,
    min: numberOf(stated.get('min')),
    max: numberOf(stated.get('max')),
    pattern: pattern === '' ? undefined : new RegExp(`^(?:${pattern})$`, 'su'),
    patternWords: textOf(stated.get('patternWords')) || pattern,
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
