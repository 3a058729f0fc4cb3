import { patiently } from '@rookery/benchmark-patience';
import { Purpose, type GenerateResponse, type SynthesisSpec, type Usage } from '@rookery/shared-contracts';
import { asRookeryError, withUsage } from '@rookery/shared-errors';
import type { Attempt, Job } from '@rookery/shared-jobs';
import { callId, deriveSeed, noAnswerError } from '@rookery/shared-model-calls';
import { dropReason } from '../queries/filter-query.ts';
import { normalised, type Vector } from '../queries/near-duplicates.ts';
import {
  readQuestions,
  synthesizeQueriesPrompt,
  synthesizeQueriesSchema,
} from '../queries/synthesize-queries.ts';
import { Drafts, type KeptQueries, type WrittenQuery } from './drafts.ts';
import type { Person } from './sample-people.ts';
import { WriterPatience, type WriterParts } from './writer-patience.ts';

/** What was written for one person. */
export interface Written {
  readonly queries: readonly WrittenQuery[];
  readonly usage: Usage;
  readonly simulated: boolean;
}

/** For whom queries are written. */
export interface Commission {
  readonly piece: number;
  readonly person: Person;
  /** Of others in the domain, as they are now. */
  kept(): Promise<KeptQueries>;
  /**
   * Keeps what was written. With `mayRefuse` it keeps nothing, and says false, when others of the domain have come to keep queries
   * that are alike.
   */
  note(written: Written, options: { readonly mayRefuse: boolean }): Promise<boolean>;
}

/** How often a model is asked for one person: again for what the filter dropped. */
const MOST_ASKED = 4;
const QUERIES_PER_PROFILE = 10;
/** Queries that a model is told to keep away from. */
const SHOWN_AVOIDED = 20;

/**
 * Has queries written for a person until enough are good, or the model has been asked MOST_ASKED times, and notes them. Calls have ids
 * that follow from job, piece and attempt.
 * @param taken by the job so far
 * @throws RookeryError what remains after all patience, with what all attempts took, or CANCELLED with the signal
 */
export async function writeQueries(
  parts: WriterParts,
  job: Job<SynthesisSpec>,
  commission: Commission,
  taken: Usage,
  attempt: Attempt,
): Promise<void> {
  const { spec } = job;
  const patience = new WriterPatience(parts, job, taken, attempt);
  const wanted = spec.queriesPerProfile === 0 ? QUERIES_PER_PROFILE : spec.queriesPerProfile;
  const drafts = new Drafts(wanted, await commission.kept(), spec);
  let simulated = false;
  try {
    for (let [asked, isNoted] = [0, false]; !isNoted;) {
      const mayAsk = asked < MOST_ASKED && (asked === 0 || patience.options.mayRepeat());
      if (mayAsk && drafts.missing > 0) {
        const response = await generated(parts, job, { ...commission, drafts, asked }, patience);
        asked += 1;
        simulated ||= response.simulated;
        for (const written of await judged(parts, spec, commission.person, response.text, patience)) {
          drafts.take(written);
        }
      } else {
        const written = { queries: drafts.all, usage: patience.usage, simulated };
        isNoted = await commission.note(written, { mayRefuse: mayAsk });
        if (!isNoted) drafts.reconsider(await commission.kept());
      }
    }
  } catch (caught) {
    throw withUsage(asRookeryError(caught), patience.usage);
  } finally {
    void attempt.explain('').catch(() => undefined);
  }
}

async function generated(
  { inference }: WriterParts,
  { id, spec, generation }: Job<SynthesisSpec>,
  {
    piece,
    person: { situation, profile },
    drafts,
    asked,
  }: Commission & { readonly drafts: Drafts; readonly asked: number },
  patience: WriterPatience,
): Promise<GenerateResponse> {
  const { signal } = patience.options;
  const messages = synthesizeQueriesPrompt.render({
    situation: `${situation.name}: ${situation.about}`,
    profile,
    count: drafts.missing,
    avoid: drafts.all.slice(-SHOWN_AVOIDED).map(({ query }) => query),
  });
  const response = await patiently(patience.options, async () => {
    const given = await inference.generate(
      {
        requestId: callId(`syntheses/${id}/${generation}`, piece, asked),
        model: spec.model,
        purpose: Purpose.SYNTHESIZE,
        messages,
        responseSchema: synthesizeQueriesSchema,
        seed: deriveSeed(spec.seed, piece, asked, generation),
      },
      { signal },
    );
    const failure = noAnswerError(given, spec.model);
    if (failure !== undefined) throw failure;
    return given;
  });
  patience.spend(response.usage);
  return response;
}

/** The questions of an answer, each judged by itself; those that are good have a vector. */
async function judged(
  { inference }: WriterParts,
  { embedder }: SynthesisSpec,
  { profile }: Person,
  text: string,
  patience: WriterPatience,
): Promise<WrittenQuery[]> {
  const reading = readQuestions(text);
  const questions = reading.readable ? reading.value : [];
  const queries = questions.map((query) => ({ query, dropped: dropReason(query, profile) }));
  const texts = queries.filter(({ dropped }) => dropped === undefined).map(({ query }) => query);
  const vectors = new Map<string, Vector>();
  if (texts.length > 0) {
    const { signal } = patience.options;
    const { embeddings, usage } = await patiently(patience.options, () =>
      inference.embed({ model: embedder, texts }, { signal }),
    );
    patience.spend(usage);
    embeddings.forEach(({ values }, at) => vectors.set(texts[at] ?? '', normalised(values)));
  }
  return queries.map((one) => ({ ...one, vector: vectors.get(one.query) }));
}
