import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Backend,
  type BackendCall,
  type Completion,
  type CompletionEvent,
  estimateTokens,
  GENERATION_DEFAULTS,
  truncateToTokens,
} from '@rookery/inference-backends';
import {
  Capability,
  type EmbedRequest,
  type EmbedResponse,
  AnswerState,
  type GenerateRequest,
  type Model,
  Purpose,
  Structure,
} from '@rookery/shared-contracts';
import { createWorld, type World } from '@rookery/shared-planner-wasm';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import type { Embedder } from '@rookery/shared-embedding';
import { embedText } from './embedder.ts';
import { firstPlaces } from './first-world/places.ts';
import { GULLIBLE_JUDGES } from './gullible-judges.ts';
import { simulationLabel } from './label.ts';
import { Fields } from './measured/fields.ts';
import { abstain } from './purposes/abstain.ts';
import { acquire } from './purposes/acquire.ts';
import { answer } from './purposes/answer.ts';
import { extract } from './purposes/extract.ts';
import { judge } from './purposes/judge.ts';
import { judgeGullibly } from './purposes/judge-gullibly.ts';
import { prior } from './purposes/prior.ts';
import { screen } from './purposes/screen.ts';
import { annotate } from './purposes/annotate.ts';
import { synthesize } from './purposes/synthesize.ts';
import type { Turn } from './purposes/turn.ts';
import { Random, seedOf, type Seed } from './random.ts';
import { readRequest } from './request-reading.ts';
import { SIMULATED_EMBEDDER, SIMULATED_MODELS, type SimulatedModel } from './simulated-models.ts';
import { TruthMemory } from './truth-memory.ts';
import type { Place, Places } from './worlds/place.ts';
import { placesByMeaning } from './worlds/places-by-meaning.ts';
import { placesByWords } from './worlds/places-by-words.ts';
import { type SimulatedWorld, type SimulatedWorldName, WORLDS } from './worlds/worlds.ts';

export interface SimulationSettings {
  /**
   * How long each call takes, in milliseconds; 0: no wait at all. For benches of what surrounds the models.
   */
  readonly latencyMs: number;
  readonly world: SimulatedWorldName;
  /** The trained embedder, where it is installed; closed with the backend. Undefined: queries are related by their words. */
  readonly embedder: Embedder | undefined;
}

/** Where what needs no place is. */
const NOWHERE: Place = { latent: [], direction: new Float64Array() };

/** What goes by where the query lies among others. */
const PLACED: ReadonlySet<Purpose> = new Set([
  Purpose.ANSWER,
  Purpose.PRIOR,
  Purpose.ACQUIRE,
  Purpose.ABSTAIN,
]);

/** Pieces of a streamed answer, in characters. */
const PIECE = 24;

/**
 * The simulated models (docs/simulation.md): they answer, judge, rank, ask and abstain from the calibrated
 * world and from what their prompt shows, and mark everything they write. Deterministic in model, messages
 * and seed; without a seed every call is a fresh sample.
 */
export class SimulatedBackend implements Backend {
  readonly name = 'simulated';
  readonly isFree = true;
  readonly #latencyMs: number;
  readonly #inputs: SimulatedWorld;
  readonly #world: World;
  readonly #truths: TruthMemory;
  readonly #places: Places;
  readonly #fields = new Fields();
  /** The world's name, and how its queries are related where it is not as the world is meant. */
  readonly worldName: string;

  constructor({ latencyMs, world, embedder }: SimulationSettings) {
    this.#latencyMs = latencyMs;
    this.#inputs = WORLDS[world];
    this.#world = createWorld(this.#inputs.truth);
    this.#truths = new TruthMemory(this.#world, this.#inputs.promptGain);
    this.#places = placesOf(this.#inputs, embedder);
    const asMeant = this.#inputs.relatedBy === 'domain-and-words' || embedder !== undefined;
    this.worldName = asMeant ? world : `${world}, ${this.#places.means}`;
  }

  models(): Promise<readonly Model[]> {
    return Promise.resolve([
      ...[...SIMULATED_MODELS, ...GULLIBLE_JUDGES].map(({ id }) =>
        describe(id, Capability.GENERATE, this.worldName),
      ),
      describe(SIMULATED_EMBEDDER, Capability.EMBED, this.worldName),
    ]);
  }

  async generate(request: GenerateRequest, call: BackendCall): Promise<Completion> {
    call.attempted();
    await this.#takeTime(call.signal);
    return this.#complete(request);
  }

  async *stream(request: GenerateRequest, call: BackendCall): AsyncIterable<CompletionEvent> {
    const completed = await this.generate(request, call);
    for (let start = 0; start < completed.text.length; start += PIECE) {
      call.signal.throwIfAborted();
      yield { text: completed.text.slice(start, start + PIECE) };
    }
    yield { completed };
  }

  async embed(request: EmbedRequest, call: BackendCall): Promise<EmbedResponse> {
    if (request.model !== SIMULATED_EMBEDDER) throw cannot(request.model, 'embed texts');
    call.attempted();
    await this.#takeTime(call.signal);
    return {
      embeddings: request.texts.map((text) => ({ values: embedText(text) })),
      usage: {
        calls: 1,
        inputTokens: estimateTokens(...request.texts),
        outputTokens: 0,
        costUsd: 0,
        unpricedCalls: 0,
      },
    };
  }

  async close(): Promise<void> {
    this.#truths.close();
    this.#world.close();
    await this.#places.close();
  }

  async #complete(request: GenerateRequest): Promise<Completion> {
    const whole = await this.#write(request);
    const limit = request.maxOutputTokens ?? GENERATION_DEFAULTS.maxOutputTokens;
    const text = cutKeepingLabel(whole, request.model, limit);
    return {
      text,
      state: text === whole ? AnswerState.WHOLE : AnswerState.CUT,
      usage: {
        calls: 1,
        inputTokens: estimateTokens(...request.messages.map(({ content }) => content)),
        outputTokens: estimateTokens(text),
        costUsd: 0,
        unpricedCalls: 0,
      },
      structured: request.responseSchema !== '',
      simulated: true,
      serverReason: '',
      thought: false,
      sent: {
        temperature: request.temperature ?? GENERATION_DEFAULTS.temperature,
        topP: request.topP ?? GENERATION_DEFAULTS.topP,
        seed: request.seed,
        maxOutputTokens: limit,
        structure: request.responseSchema === '' ? Structure.UNSPECIFIED : Structure.SCHEMA,
        systemInUser: false,
        rolesJoined: false,
        seedShortened: false,
        placement: '',
      },
    };
  }

  async #write(request: GenerateRequest): Promise<string> {
    const model = SIMULATED_MODELS.find(({ id }) => id === request.model);
    if (model !== undefined) {
      const { purpose } = request;
      if (purpose === Purpose.SYNTHESIZE) return synthesize(request, new Random(sampleSeed(request)));
      return speak(purpose, await this.#turn(request, model));
    }
    const judge = GULLIBLE_JUDGES.find(({ id }) => id === request.model);
    if (judge === undefined) throw cannot(request.model, 'write texts');
    if (request.purpose !== Purpose.JUDGE) throw cannot(request.model, 'do anything but judge');
    const random = new Random(sampleSeed(request));
    return judgeGullibly({ judge, reading: readRequest(request), random, schema: request.responseSchema });
  }

  async #turn(request: GenerateRequest, model: SimulatedModel): Promise<Turn> {
    const reading = readRequest(request);
    // Reading a message, screening it and judging an answer need no place.
    const place = PLACED.has(request.purpose) ? await this.#places.of(reading.query) : NOWHERE;
    const nearness = await Promise.all(
      reading.examples.map(({ query }) => this.#places.nearness(reading.query, query)),
    );
    const seed = sampleSeed(request);
    const truths = this.#truths;
    return {
      model,
      reading,
      world: this.#world,
      // Looked up when it is asked for: reading a message needs no truth about it.
      get truth() {
        return truths.of(reading.query, place);
      },
      place,
      nearness,
      fields: this.#fields,
      manner: this.#inputs.manner,
      random: new Random(seed),
      seed,
      schema: request.responseSchema,
    };
  }

  async #takeTime(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#latencyMs > 0) await pause(this.#latencyMs, undefined, { signal });
  }
}

function placesOf({ relatedBy }: SimulatedWorld, embedder: Embedder | undefined): Places {
  if (relatedBy === 'domain-and-words') return firstPlaces();
  return embedder === undefined ? placesByWords() : placesByMeaning(embedder);
}

/** Names the sample: the same for the same model, messages and seed, and a fresh one without a seed. */
function sampleSeed({ model, seed, messages }: GenerateRequest): Seed {
  const sample = seed === undefined ? `fresh ${randomInt(2 ** 47)}` : `seed ${seed}`;
  return seedOf(model, sample, ...messages.flatMap(({ role, content }) => [String(role), content]));
}

// A cut text says that it is simulated all the same; only a limit too small for the label cuts that too.
function cutKeepingLabel(whole: string, modelId: string, tokens: number): string {
  const label = simulationLabel(modelId);
  if (truncateToTokens(whole, tokens) === whole || !whole.endsWith(label))
    return truncateToTokens(whole, tokens);
  const room = tokens - estimateTokens(`\n${label}`);
  return room > 0 ? `${truncateToTokens(whole, room)}\n${label}` : truncateToTokens(label, tokens);
}

function speak(purpose: Exclude<Purpose, Purpose.SYNTHESIZE>, turn: Turn): string {
  switch (purpose) {
    case Purpose.ANSWER:
      return answer(turn);
    case Purpose.JUDGE:
      return judge(turn);
    case Purpose.PRIOR:
      return prior(turn);
    case Purpose.ACQUIRE:
      return acquire(turn);
    case Purpose.ABSTAIN:
      return abstain(turn);
    case Purpose.EXTRACT:
      return extract(turn);
    case Purpose.SCREEN:
      return screen(turn);
    case Purpose.ANNOTATE:
      return annotate(turn);
    case Purpose.UNSPECIFIED:
    case Purpose.UNRECOGNIZED:
      throw invalidArgument('purpose', 'has to be said: the simulation goes by it');
  }
}

function describe(id: string, capability: Capability, world: string): Model {
  // Free of charge, and said so: an unset price would mean "unknown".
  return {
    id,
    simulated: true,
    capabilities: [capability],
    world,
    placements: [],
    inputUsdPerMillionTokens: 0,
    outputUsdPerMillionTokens: 0,
  };
}

function cannot(model: string, what: string): RookeryError {
  return new RookeryError('NOT_FOUND', `model: ${model} does not ${what}`, {
    reason: 'MODEL_UNKNOWN',
    violations: [{ field: 'model', description: `${model} does not ${what}` }],
  });
}
