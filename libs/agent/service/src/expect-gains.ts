import type { Conversation } from '@rookery/agent-conversation';
import type { Reader } from '@rookery/shared-database';
import { asRookeryError, isRookeryError } from '@rookery/shared-errors';
import { restoreLibraryFit } from '@rookery/shared-planner-wasm';
import { ATTRIBUTE_KEYS, maskOf, maskOfProfile, type AttributeKey } from '@rookery/shared-scenario';
import type { AgentParts } from './agent-parts.ts';

/** What is asked of a library. */
export interface GainsTask {
  readonly conversation: Pick<Conversation, 'query' | 'known'>;
  /** What may still be asked for, one or more. */
  readonly candidates: readonly AttributeKey[];
  readonly library: string;
  /** Has to be allowed to see it. */
  readonly reader: Reader;
}

/** What the core says of a fit that it cannot use. */
const REFUSALS: ReadonlySet<string> = new Set(['DATA_LOSS', 'INVALID_ARGUMENT']);

/**
 * What the library learned from its finished searches: how much each candidate is expected to gain for this query, given what is
 * known, score points. Asks no model. A conversation goes on without, when it cannot be had or nothing was learned yet: undefined.
 * @throws the signal's reason once it is aborted
 */
export async function expectGains(
  { planning, libraries, log }: Pick<AgentParts, 'planning' | 'libraries' | 'log'>,
  { conversation, candidates, library, reader }: GainsTask,
  signal: AbortSignal,
): Promise<ReadonlyMap<AttributeKey, number> | undefined> {
  const { lessons } = planning;
  const { query, known } = conversation;
  try {
    await libraries.check(reader, library);
    const { lesson, version } = await lessons.of(library, { text: query, domain: 'unknown' }, signal);
    if (lesson === undefined) return undefined;
    try {
      using fit = restoreLibraryFit(lesson.fit);
      const gains = fit.gains(lesson, maskOfProfile(known), maskOf(candidates));
      return new Map(
        candidates.flatMap((attribute) => {
          const gain = gains.get(ATTRIBUTE_KEYS.indexOf(attribute));
          return gain === undefined ? [] : [[attribute, gain.mean] as const];
        }),
      );
    } catch (caught) {
      if (!isRookeryError(caught) || !REFUSALS.has(caught.code)) throw caught;
      await lessons.refused(library, version, caught);
    }
  } catch (caught) {
    signal.throwIfAborted();
    const { code, message } = asRookeryError(caught);
    log.warn(
      { library, code, reason: message },
      'a conversation could not learn from its library; it goes on with found paths',
    );
  }
  return undefined;
}
