import type { ListedModel } from '../model-server.ts';
import { count, record, string } from './untyped.ts';

/** A folder of the hub's cache: `models--OWNER--NAME/snapshots/COMMIT`. */
const SNAPSHOT = /(?:^|\/)models--([\w.-]{1,96}?)--([\w.-]{1,96})\/snapshots\/([0-9a-f]{40})\/?$/;
const HUB_NAME = /^[\w.-]{1,96}\/[\w.-]{1,96}$/;

/** One item of a list of models; undefined when it names none. */
export function listedModel(item: unknown): ListedModel | undefined {
  if (typeof item === 'string') return { id: item, ...UNSAID };
  const fields = record(item);
  const id = string(fields['id']) ?? string(fields['model']) ?? string(fields['name']);
  if (id === undefined) return undefined;
  // llama.cpp says what it was trained with under `meta`, and not what it runs with; vLLM and SGLang say what they run with.
  return { id, contextTokens: count(fields['max_model_len']), ...loadedFrom(string(fields['root'])) };
}

/** @param root what a server says that it has loaded: a name at the hub, or a folder */
export function loadedFrom(root: string | undefined): Pick<ListedModel, 'loadedFrom' | 'revision'> {
  const [, owner, name, commit] = SNAPSHOT.exec(root ?? '') ?? [];
  if (owner !== undefined && name !== undefined) return { loadedFrom: `${owner}/${name}`, revision: commit };
  return { loadedFrom: root !== undefined && HUB_NAME.test(root) ? root : undefined, revision: undefined };
}

/** Of a model of which nothing is known but its name. */
export const UNSAID = { loadedFrom: undefined, revision: undefined, contextTokens: undefined } as const;
