import type { AttributeKey } from '@rookery/shared-scenario';
import type { GuidingPath } from './guiding-path.ts';

/**
 * What most paths ask for next: each votes for its first step that may still be asked for, with the similarity of its query as its
 * weight. Of equals, the one that the better path takes. Undefined when no path has such a step.
 * @param paths best first
 */
export function elected(
  candidates: readonly AttributeKey[],
  paths: readonly GuidingPath[],
): AttributeKey | undefined {
  const votes = new Map<AttributeKey, number>();
  for (const { attributes, similarity } of paths) {
    const next = attributes.find((key) => candidates.includes(key));
    if (next !== undefined) votes.set(next, (votes.get(next) ?? 0) + similarity);
  }
  let best: AttributeKey | undefined;
  let most = -Infinity;
  for (const [attribute, weight] of votes) if (weight > most) [best, most] = [attribute, weight];
  return best;
}
