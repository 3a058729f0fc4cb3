import type { ListedModel } from '../model-server.ts';
import { listedModel } from './listed-model.ts';
import { record, string } from './untyped.ts';

/** A page of a list of models. */
export interface ModelPage {
  readonly models: readonly ListedModel[];
  /** The software that serves them, where it says so. */
  readonly ownedBy: string | undefined;
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
  if (list === null) return { models: [], ownedBy: undefined, after: undefined };
  if (!Array.isArray(list)) return undefined;
  const read = list.flatMap((item: unknown) => listedModel(item) ?? []);
  return {
    models: read,
    ownedBy: string(record(list[0])['owned_by']),
    after: hasMore === true ? (string(lastId) ?? read.at(-1)?.id) : undefined,
  };
}
