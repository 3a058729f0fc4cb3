/**
 * What an answer of a new version says otherwise than the old one did. Fields that only the new one has are no difference, and neither is
 * one that the old one left at its default.
 * @param where names the answer
 */
export function differences(before: unknown, after: unknown, where: string): string[] {
  if (isDefault(before) || Object.is(before, after)) return [];
  if (before instanceof Date && after instanceof Date && before.getTime() === after.getTime()) return [];
  if (areTexts(before) && areTexts(after))
    return before
      .filter((text) => !after.includes(text))
      .map((text) => `${where}: ${inWords(text)} is not said any more`);
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length !== after.length) return [`${where}: ${before.length} before, ${after.length} now`];
    return before.flatMap((item, index) => differences(item, after[index], `${where}[${index}]`));
  }
  if (isObject(before) && isObject(after))
    return Object.entries(before).flatMap(([name, value]) =>
      differences(value, after[name], `${where}.${name}`),
    );
  return [`${where}: ${inWords(before)} before, ${inWords(after)} now`];
}

/** Sentences and names, of which a new version may have more. */
function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isDefault(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === 0 || value === '' || value === false;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function inWords(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}
