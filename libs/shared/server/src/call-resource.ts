/** What a resource name looks like: a collection and an id, and perhaps more of both; nothing that people have written. */
const RESOURCE = /^[a-zA-Z]+\/[\x21-\x7e]{1,200}$/;

/** The resource that a request names, if it names one: what it is about, or what it is about something of. */
export function resourceIn(request: object): string | undefined {
  const { name, parent } = request as { readonly name?: unknown; readonly parent?: unknown };
  return named(name) ?? named(parent);
}

/** The resource that an answer tells of, such as one that was made. */
export function resourceMade(response: object): string | undefined {
  for (const value of Object.values<unknown>({ ...response })) {
    if (typeof value !== 'object' || value === null || !('name' in value)) continue;
    const found = named(value.name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function named(value: unknown): string | undefined {
  return typeof value === 'string' && RESOURCE.test(value) ? value : undefined;
}
