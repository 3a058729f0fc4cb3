// The one place that loads the WebAssembly package.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as bindings from '../../../../planner-wasm/pkg/rookery_planner.js';

const FILE = 'rookery_planner_bg.wasm';
// Beside the bundle in an image, in its package in the source tree.
const PLACES = [`./${FILE}`, `../../../../planner-wasm/pkg/${FILE}`];

let loaded = false;

/** The bindings of the planning core; instantiated on first use (a few milliseconds), once per thread. */
export function core(): typeof bindings {
  if (!loaded) {
    bindings.initSync({ module: readFileSync(location()) });
    loaded = true;
  }
  return bindings;
}

function location(): string {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = paths.find((path) => existsSync(path));
  if (found === undefined)
    throw new Error(`${FILE} is missing: it belongs beside the program or in planner-wasm/pkg`);
  return found;
}
