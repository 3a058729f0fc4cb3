import { timeLimit, untilAborted } from '@rookery/shared-concurrency';
import type { Embedder } from '@rookery/shared-embedding';
import type { Screening } from '../screen.ts';
import { scoreOf, type Classifier } from './classifier.ts';
import { isEnglish } from './english.ts';
import { piecesOf } from './pieces.ts';
import { TRAINED_CLASSIFIER } from './trained-classifier.ts';

/**
 * A screening with what meaning adds: where the phrases found nothing, a message that sounds like those of people in danger
 * becomes a `concern` with the match `en-meaning`. What the phrases found is given back at once, and never lowered.
 * @throws never, but for the signal's reason once it is aborted
 */
export type LookByMeaning = (screening: Screening, text: string, signal: AbortSignal) => Promise<Screening>;

/** For a service without the embedder: what the phrases found is all. */
export const phrasesAlone: LookByMeaning = (screening) => Promise.resolve(screening);

const LONGEST_WAIT_MS = 2_000;
const MATCH = 'en-meaning';

interface LookLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

interface LookOptions {
  readonly classifier?: Classifier;
  /** How long a message waits for its vectors, in milliseconds. Default 2,000. */
  readonly longestWaitMs?: number;
}

/**
 * The look of the trained classifier, for English; says in the log once whether there is one.
 * @param embedder what the service embeds with: vectors of another than the classifier's mean nothing to it, and phrases look alone
 */
export function openLookByMeaning(
  embedder: Embedder,
  log: LookLog,
  { classifier = TRAINED_CLASSIFIER, longestWaitMs = LONGEST_WAIT_MS }: LookOptions = {},
): LookByMeaning {
  if (embedder.name !== classifier.embedder) {
    log.warn(
      { embedder: embedder.name, needed: classifier.embedder },
      'messages are screened for danger by phrases alone: the classifier needs the trained embedder (npm run models)',
    );
    return phrasesAlone;
  }
  log.info({ classifier: classifier.version }, 'messages are screened for danger by phrases and by meaning');
  return async (screening, text, signal) => {
    if (screening.level !== 'none' || !isEnglish(text)) return screening;
    try {
      using limited = timeLimit(longestWaitMs, signal);
      const vectors = await untilAborted(embedder.embed(piecesOf(text), limited.signal), limited.signal);
      if (scoreOf(vectors, classifier) < classifier.threshold) return screening;
      return { level: 'concern', matches: [...screening.matches, MATCH] };
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ err: error }, 'a message could not be looked at by meaning: the phrases looked alone');
      return screening;
    }
  };
}
