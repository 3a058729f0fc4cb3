import type { Backend, BackendCall } from '@rookery/inference-backends';
import type { UsageLog } from '@rookery/inference-usage';
import {
  type EmbedRequest,
  type EmbedResponse,
  GenerateRequest,
  type GenerateResponse,
  type GenerateStreamRequest,
  type GenerateStreamResponse,
  type InferenceServiceImplementation,
  type ListModelsResponse,
  NO_USAGE,
  Purpose,
  purposeToJSON,
  type SilentModelServer,
} from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { callContext } from '@rookery/shared-runtime';
import type { Catalogue } from './catalogue.ts';
import { JoinedCalls } from './joined-calls.ts';
import { MeteredCall } from './metered-call.ts';
import type { Places } from './places.ts';
import { storable, storableText } from './storable.ts';

/** What answers of the last ten minutes may hold at most. */
const KEPT = { mostKept: 20_000, mostCharacters: 64 * 1024 * 1024 } as const;

/** What the agent asks between a message of a person and its reply. Judging, planning and runs have nobody waiting. */
const INTERACTIVE: ReadonlySet<Purpose> = new Set([
  Purpose.ACQUIRE,
  Purpose.ABSTAIN,
  Purpose.EXTRACT,
  Purpose.SCREEN,
]);

/** InferenceService over the backends of this worker. */
export class InferenceService implements InferenceServiceImplementation {
  readonly #catalogue: Catalogue;
  readonly #places: Places;
  readonly #usage: UsageLog;
  readonly #worker: string;
  readonly #joined = new JoinedCalls<GenerateResponse>(KEPT, ({ text }) => text.length);
  /** Answers whose usage somebody has been told. */
  readonly #counted = new WeakSet<GenerateResponse>();

  constructor(parts: { catalogue: Catalogue; places: Places; usage: UsageLog; worker: string }) {
    this.#catalogue = parts.catalogue;
    this.#places = parts.places;
    this.#usage = parts.usage;
    this.#worker = parts.worker;
  }

  async generate(request: GenerateRequest): Promise<GenerateResponse> {
    const { signal, deadline, caller } = callContext();
    if (request.requestId === '') return this.#complete(request, { signal, deadline });
    const content = GenerateRequest.encode(request).finish();
    // Request ids are each caller's own: nobody is given, or refused, what another asked for.
    const id = JSON.stringify([caller.name, request.requestId]);
    const answer = await this.#joined.run(id, content, { signal, deadline }, (call) =>
      this.#complete(request, call),
    );
    // Who adds up what calls took must not meet the same tokens twice: given again, an answer takes nothing.
    if (this.#counted.has(answer)) return { ...answer, usage: NO_USAGE };
    this.#counted.add(answer);
    return answer;
  }

  async *generateStream({ request }: GenerateStreamRequest): AsyncGenerator<GenerateStreamResponse, void> {
    if (request === undefined) throw invalidArgument('request', 'has to be set');
    const { signal, deadline } = callContext();
    const backend = await this.#catalogue.backendOf(request.model, signal);
    const leave = await this.#places.enter(signal);
    const metered = this.#meter(request.model, purposeName(request), backend);
    let ended = false;
    try {
      const call = metered.asBackendCall({ signal, deadline }, true);
      for await (const event of backend.stream(request, call)) {
        if (event.completed === undefined) {
          yield { event: { $case: 'text', value: storableText(event.text) } };
          continue;
        }
        ended = true;
        const latencyMs = metered.succeeded(event.completed.usage);
        yield { event: { $case: 'completed', value: { ...storable(event.completed), latencyMs } } };
      }
    } catch (caught) {
      ended = true;
      metered.failed(caught);
      throw caught;
    } finally {
      // Reached without an end when the reader stops.
      if (!ended) metered.failed(new DOMException('the reader stopped', 'AbortError'));
      leave();
    }
  }

  async embed(request: EmbedRequest): Promise<EmbedResponse> {
    const { signal, deadline } = callContext();
    const backend = await this.#catalogue.backendOf(request.model, signal);
    return this.#places.run(signal, async () => {
      const metered = this.#meter(request.model, 'embed', backend);
      return this.#measured(metered, async () => {
        const response = await backend.embed(request, metered.asBackendCall({ signal, deadline }));
        metered.succeeded(response.usage);
        return response;
      });
    });
  }

  listModels(): Promise<ListModelsResponse> {
    return Promise.resolve({
      models: this.#catalogue.models(),
      silentServers: silentServers(this.#worker, this.#catalogue),
    });
  }

  async #complete(
    request: GenerateRequest,
    limits: Pick<BackendCall, 'signal' | 'deadline'>,
  ): Promise<GenerateResponse> {
    const interactive = INTERACTIVE.has(request.purpose);
    const backend = await this.#catalogue.backendOf(request.model, limits.signal);
    return this.#places.run(limits.signal, async () => {
      const metered = this.#meter(request.model, purposeName(request), backend);
      return this.#measured(metered, async () => {
        const completion = await backend.generate(request, metered.asBackendCall(limits, interactive));
        return { ...completion, latencyMs: metered.succeeded(completion.usage) };
      });
    });
  }

  async #measured<Result extends object>(metered: MeteredCall, work: () => Promise<Result>): Promise<Result> {
    try {
      return storable(await work());
    } catch (caught) {
      metered.failed(caught);
      throw caught;
    }
  }

  #meter(model: string, purpose: string, backend: Backend): MeteredCall {
    const call = callContext();
    const facts = { worker: this.#worker, requestId: call.requestId, backend, model, purpose };
    return new MeteredCall(this.#usage, facts, () => call.modelAsked(backend.isFree ? 'free' : 'paid'));
  }
}

/** Longest reason that a registration takes. */
const LONGEST_REASON = 4000;

/** The model servers of a worker that could not be asked for their models. */
export function silentServers(worker: string, catalogue: Catalogue): SilentModelServer[] {
  return catalogue.silences().map((reason) => ({ worker, reason: reason.slice(0, LONGEST_REASON) }));
}

function purposeName({ purpose }: GenerateRequest): string {
  return purposeToJSON(purpose).replace('PURPOSE_', '').toLowerCase();
}
