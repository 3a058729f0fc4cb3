import type { AttributeKey } from '@rookery/shared-scenario';

/** Spellings of "nobody said". "None" is not one of them: it says that there is no condition. */
const NOBODY_SAID: ReadonlySet<string> = new Set([
  '',
  '-',
  '?',
  'n/a',
  'na',
  'nan',
  'none given',
  'not available',
  'not disclosed',
  'not given',
  'not known',
  'not mentioned',
  'not provided',
  'not specified',
  'not stated',
  'null',
  'prefer not to say',
  'undisclosed',
  'unknown',
  'unspecified',
]);

/** Used for "nobody said" in the published real rows, but said of a feeling they are an answer. */
const UNSURE: ReadonlySet<string> = new Set(['unsure', 'uncertain']);

/** Whether a value means that the attribute is not known. */
export function meansUnknown(attribute: AttributeKey, value: string): boolean {
  const folded = value.trim().toLowerCase().replace(/\.$/, '');
  return NOBODY_SAID.has(folded) || (attribute !== 'emotional_state' && UNSURE.has(folded));
}
