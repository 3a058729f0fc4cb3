import { unstorable, wrongLength, type ValueCheck } from './value-checks.ts';

/** The check of a list: its length, and each element by `each`. */
export function listCheck(each: ValueCheck | undefined, maxItems: number): ValueCheck | undefined {
  if (each === undefined && maxItems === 0) return undefined;
  return (value, found) => {
    const items = value as readonly unknown[];
    // An overlong list is not walked: its length may be the attack.
    if (maxItems > 0 && items.length > maxItems) {
      found.add(`has ${items.length} elements, at most ${maxItems} allowed`);
      return;
    }
    if (each === undefined) return;
    for (let index = 0; index < items.length; index += 1) {
      found.enter(index);
      each(items[index], found);
      found.leave();
    }
  };
}

/** The check of a map: the number of entries, the length of keys, and each value by `each`. */
export function mapCheck(
  each: ValueCheck | undefined,
  {
    maxItems,
    ...lengths
  }: { readonly maxItems: number; readonly minLength: number; readonly maxLength: number },
  personal: boolean,
): ValueCheck {
  return (value, found) => {
    const entries = Object.entries(value as Readonly<Record<string, unknown>>);
    if (maxItems > 0 && entries.length > maxItems) {
      found.add(`has ${entries.length} entries, at most ${maxItems} allowed`);
      return;
    }
    for (const [index, [key, item]] of entries.entries()) {
      found.enter({ key: keyName(key, index, personal) });
      const wrong = wrongLength(key, lengths);
      if (wrong !== undefined) found.add(`has a key of ${wrong}`);
      if (unstorable(key) !== undefined) found.add('has a key with U+0000, which no text may hold');
      each?.(item, found);
      found.leave();
    }
  };
}

// A key that is no plain identifier may itself be something a person said: then its position names it.
function keyName(key: string, index: number, personal: boolean): string {
  if (key.length > 64 || (personal && !/^[\w-]+$/.test(key))) return `#${index}`;
  return JSON.stringify(key);
}
