/** The place of one value in an object: names of fields, and of entries of a list (by `name`, by how a text begins, by number, or `+` for one more). */
export type Place = readonly string[];

/**
 * Puts a value into a place of an object, or takes away what is there when it is undefined.
 * @throws Error for a place that there is not
 */
export function changeAt(object: unknown, place: Place, value: unknown): void {
  const [first = '', ...rest] = place;
  const isLast = rest.length === 0;
  if (Array.isArray(object)) {
    const list = object as unknown[];
    if (first === '+') return void list.push(value);
    const index = /^\d+$/.test(first) ? Number(first) : list.findIndex((entry) => isNamed(entry, first));
    if (index < 0 || index >= list.length) throw new Error(`there is no ${first}`);
    if (!isLast) return changeAt(list[index], rest, value);
    list.splice(index, 1, ...(value === undefined ? [] : [value]));
  } else if (typeof object === 'object' && object !== null) {
    const fields = object as Record<string, unknown>;
    if (!isLast) return changeAt(fields[first], rest, value);
    if (value === undefined) Reflect.deleteProperty(fields, first);
    else fields[first] = value;
  } else throw new Error(`there is nothing that could have ${first}`);
}

function isNamed(entry: unknown, name: string): boolean {
  if (typeof entry === 'string') return entry.startsWith(name);
  return typeof entry === 'object' && entry !== null && (entry as { name?: unknown }).name === name;
}
