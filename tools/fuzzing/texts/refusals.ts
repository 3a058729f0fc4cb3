import { isRookeryError } from '@rookery/shared-errors';

/** How readers refuse that do not speak to callers: what their documentation says that they throw. */
const OF_READERS: ReadonlyMap<string, RegExp> = new Map([
  ['crisis resources', /^Error: crisis resources: /],
  ['labelled messages', /^Error: line \d+ is not a labelled message$/],
  ['parsedAnswer of inference/backends/src/openai/whole-answer', /^BrokenAnswer: the model server /],
]);

/** Whether a reader said no, and did not fall over. */
export function isRefusal(reader: string, caught: unknown): boolean {
  if (isRookeryError(caught)) return caught.code !== 'INTERNAL';
  const own = OF_READERS.get(reader);
  return own !== undefined && caught instanceof Error && own.test(`${caught.name}: ${caught.message}`);
}
