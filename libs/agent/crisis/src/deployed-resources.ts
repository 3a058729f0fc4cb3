import { readFileSync } from 'node:fs';
import { parseResources } from './parse-resources.ts';
import { RESOURCE_LIST } from './resource-list.ts';
import { resourcesFrom, type ResourcesFor } from './resources.ts';

/**
 * The deployment's own list, else ours.
 * @param path of a JSON list; undefined: ours
 * @throws Error that names what is wrong with the file: a service must not send people astray
 */
export function deployedResources(path: string | undefined): ResourcesFor {
  if (path === undefined) return resourcesFrom(RESOURCE_LIST);
  try {
    return resourcesFrom(parseResources(readFileSync(path, 'utf8')));
  } catch (caught) {
    throw new Error(
      `ROOKERY_CRISIS_RESOURCES: ${path}: ${caught instanceof Error ? caught.message : String(caught)}`,
      { cause: caught },
    );
  }
}
