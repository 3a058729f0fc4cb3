import type { AttributeKey } from '@rookery/shared-scenario';

/** A planned path of a similar query, as the models of a conversation are shown it. */
export interface ExamplePath {
  /** Undefined: another tenant's, whose words nobody else is shown. */
  readonly query: string | undefined;
  /** In the order to ask for. */
  readonly attributes: readonly AttributeKey[];
}

/**
 * Two lines for each path, best first. The attributes stand on a line of their own, so that nobody has to tell them from
 * the words of the message. The library's value of a path orders the list and is not shown.
 */
export function examplesText(paths: readonly ExamplePath[]): string {
  return paths
    .map(
      ({ query, attributes }) =>
        `message: ${query === undefined ? UNTOLD : oneLine(query)}\nask: ${attributes.join(', ')}`,
    )
    .join('\n');
}

const LONGEST_QUERY = 500;
/** Stands for a message that is not shown. */
const UNTOLD = '(a similar one)';

// Long messages would crowd out the one that is to be answered.
function oneLine(query: string): string {
  const flat = query.replace(/\s+/gu, ' ').trim();
  return flat.length <= LONGEST_QUERY ? flat : `${flat.slice(0, LONGEST_QUERY)}…`;
}
