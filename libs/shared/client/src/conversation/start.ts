import { MessageReading, type ConverseRequest, type ConverseStart } from '@rookery/shared-contracts';
import { abstentionToWire, pathUseToWire, type AbstentionForm, type PathUse } from '@rookery/shared-scenario';

/** A conversation to be opened. */
export interface Start {
  /** What the person asks; at most 20,000 characters. */
  readonly query: string;
  /** Model that asks, decides and answers. */
  readonly model: string;
  /** What is known already and never asked for: attribute to value in plain words. */
  readonly known?: Readonly<Record<string, string>>;
  /** `libraries/{library}` whose paths guide the questions; not set: none. */
  readonly library?: string;
  /** Most questions, 0..64; not set: 5. 0 answers at once. */
  readonly maxQuestions?: number | undefined;
  /** Completeness, 0..5, from which the agent answers, for the abstention form `scale`; not set: 4. */
  readonly completenessThreshold?: number | undefined;
  /** Seed of the model's sampling, 0..2^32-1. */
  readonly seed?: number | undefined;
  /** How it is decided that enough is known; not set: as the platform is configured. */
  readonly abstention?: AbstentionForm | undefined;
  /** What is done with planned paths; not set: as the platform is configured. */
  readonly pathUse?: PathUse | undefined;
  /** `literal`: a reply is the value of what was asked for, as in a form. Not set: a model reads what is said. */
  readonly reading?: 'model' | 'literal';
  /** Keep nothing: such a conversation cannot be resumed, not even after a lost connection. */
  readonly ephemeral?: boolean;
  /** Send a trace of every turn with the answer. */
  readonly explain?: boolean;
  /** BCP 47 tag of where the person is, such as `en-GB`: whose crisis resources are shown. */
  readonly locale?: string;
  /** Send the answer as a whole, without pieces before it. */
  readonly wholeAnswer?: boolean;
  /** What the application wants of the answer, such as its tone; never read for facts about the person. */
  readonly instructions?: string;
  /** Whom the application converses for, in its own words: sessions are counted for each. Only a hash of it is kept. */
  readonly endUser?: string | undefined;
  /** Most tokens that the model may write in the answer, thoughts included, 1..131072; not set: 2048. */
  readonly maxOutputTokens?: number | undefined;
}

/** The first message of a conversation. */
export function startRequest(start: Start): ConverseRequest {
  const { abstention, pathUse } = start;
  const value: ConverseStart = {
    requestId: '',
    query: start.query,
    model: start.model,
    known: { values: { ...start.known } },
    library: start.library ?? '',
    maxQuestions: start.maxQuestions,
    completenessThreshold: start.completenessThreshold,
    seed: start.seed,
    abstention: abstention === undefined ? 0 : abstentionToWire(abstention),
    pathUse: pathUse === undefined ? 0 : pathUseToWire(pathUse),
    reading: start.reading === 'literal' ? MessageReading.LITERAL : MessageReading.MODEL,
    ephemeral: start.ephemeral ?? false,
    explain: start.explain ?? false,
    locale: start.locale ?? '',
    wholeAnswer: start.wholeAnswer ?? false,
    instructions: start.instructions ?? '',
    maxOutputTokens: start.maxOutputTokens,
    endUser: start.endUser ?? '',
  };
  return { event: { $case: 'start', value } };
}
