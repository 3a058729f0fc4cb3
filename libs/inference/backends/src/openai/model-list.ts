import { record, string } from './untyped.ts';

/** A page of a list of models. */
export interface ModelPage {
  readonly ids: readonly string[];
  /** The last id, to go on after; undefined: there is no further page. */
  readonly after: string | undefined;
}

/**
 * Reads a page in any of the shapes that servers send: `{"data": [..]}`, `{"models": [..]}`, a bare list; of objects or of names.
 * Undefined when it is none of them.
 */
export function readModelPage(body: unknown): ModelPage | undefined {
  const { data, models, has_more: hasMore, last_id: lastId } = record(body);
  const list = Array.isArray(body) ? body : (data ?? models);
  if (list === null) return { ids: [], after: undefined };
  if (!Array.isArray(list)) return undefined;
  const ids = list.flatMap((item) => idOf(item) ?? []);
  return { ids, after: hasMore === true ? (string(lastId) ?? ids.at(-1)) : undefined };
}

function idOf(item: unknown): string | undefined {
  if (typeof item === 'string') return item;
  const { id, model, name } = record(item);
  return string(id) ?? string(model) ?? string(name);
}
