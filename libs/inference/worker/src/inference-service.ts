import type { Backend, BackendCall, Completion } from '@rookery/inference-backends';
import type { UsageLog } from '@rookery/inference-usage';
import {
  type EmbedRequest,
  type EmbedResponse,
  GenerateRequest,
  type GenerateResponse,
  type GenerateStreamRequest,
  type GenerateStreamResponse,
  type InferenceServiceImplementation,
  type ListBatchesRequest,
  type ListBatchesResponse,
  type ListModelsResponse,
  NO_USAGE,
  Purpose,
  purposeToJSON,
  type SilentModelServer,
} from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { callContext, type CallContext } from '@rookery/shared-runtime';
import { BusyShares } from './busy-shares.ts';
import type { ServedModels } from './served-models.ts';
import { JoinedCalls } from './joined-calls.ts';
import { MeteredCall } from './metered-call.ts';
import type { Claim, Places } from './places.ts';
import { storable, storableText } from './storable.ts';
import { showCompletion, tracedModelCall, tracedStream } from './traced-model-call.ts';

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
  readonly #served: ServedModels;
  readonly #places: Places;
  readonly #usage: UsageLog;
  readonly #worker: string;
  readonly #gpus: number | undefined;
  /** By backend: each has its own server. */
  readonly #busy = new WeakMap<Backend, BusyShares>();
  readonly #joined = new JoinedCalls<GenerateResponse>(KEPT, ({ text }) => text.length);
  /** Answers whose usage somebody has been told. */
  readonly #counted = new WeakSet<GenerateResponse>();

  /** @param parts `gpus`: of the model server; undefined: not known */
  constructor(parts: {
    served: ServedModels;
    places: Places;
    usage: UsageLog;
    worker: string;
    gpus?: number | undefined;
  }) {
    this.#served = parts.served;
    this.#places = parts.places;
    this.#usage = parts.usage;
    this.#worker = parts.worker;
    this.#gpus = parts.gpus;
  }

  async generate(request: GenerateRequest): Promise<GenerateResponse> {
    const { signal, deadline, caller } = callContext();
    if (request.batch && request.requestId === '') {
      throw invalidArgument('request_id', 'is empty; what is asked by the batch is found again by it');
    }
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
    if (request.batch) throw invalidArgument('request.batch', 'is set; a stream is not asked by the batch');
    const { signal, deadline } = callContext();
    const backend = await this.#served.backendOf(request.model, signal);
    const leave = await this.#places.enter(signal, claimOf(callContext()));
    const metered = this.#meter(request.model, purposeName(request), backend);
    const placement = this.#served.placementOf(request.model);
    let ended = false;
    try {
      const sure = this.#makingSure(backend, request.model, signal);
      const call = metered.asBackendCall({ signal, deadline }, sure, true);
      const facts = { backend, model: request.model, purpose: purposeName(request) };
      for await (const event of tracedStream(facts, request, () => backend.stream(request, call))) {
        if (event.completed === undefined) {
          yield { event: { $case: 'text', value: storableText(event.text) } };
          continue;
        }
        ended = true;
        const latencyMs = metered.succeeded(event.completed.usage);
        yield {
          event: {
            $case: 'completed',
            value: { ...placed(storable(event.completed), placement), latencyMs },
          },
        };
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
    const backend = await this.#served.backendOf(request.model, signal);
    const sure = this.#makingSure(backend, request.model, signal);
    return this.#places.run(signal, claimOf(callContext()), async () => {
      const metered = this.#meter(request.model, 'embed', backend);
      return tracedModelCall({ backend, model: request.model, purpose: 'embed' }, undefined, () =>
        this.#measured(metered, async () => {
          const response = await backend.embed(request, metered.asBackendCall({ signal, deadline }, sure));
          metered.succeeded(response.usage);
          return response;
        }),
      );
    });
  }

  listModels(): Promise<ListModelsResponse> {
    return Promise.resolve({
      models: this.#served.models(),
      silentServers: silentServers(this.#worker, this.#served),
      refusedModels: this.#served.refusals(),
    });
  }

  async listBatches({ model }: ListBatchesRequest): Promise<ListBatchesResponse> {
    const open = await this.#served.batches();
    return {
      batches: open
        .filter((batch) => model === '' || batch.model === model)
        .map(({ ageMs, ...batch }) => ({ ...batch, createTime: new Date(Date.now() - ageMs) })),
    };
  }

  async #complete(
    request: GenerateRequest,
    limits: Pick<BackendCall, 'signal' | 'deadline'>,
  ): Promise<GenerateResponse> {
    const interactive = INTERACTIVE.has(request.purpose);
    const backend = await this.#served.backendOf(request.model, limits.signal);
    const sure = this.#makingSure(backend, request.model, limits.signal);
    const ask = (batch?: BackendCall['batch']): Promise<GenerateResponse> => {
      const { model } = request;
      const purpose = purposeName(request);
      const metered = this.#meter(model, purpose, backend, batch !== undefined);
      return tracedModelCall({ backend, model, purpose }, request, (span) =>
        this.#measured(metered, async () => {
          const call = { ...metered.asBackendCall(limits, sure, interactive), batch };
          // Where it is asked, whatever becomes of that meanwhile.
          const placement = this.#served.placementOf(model);
          const completion = placed(await backend.generate(request, call), placement);
          if (span !== undefined) showCompletion(span, completion);
          return { ...completion, latencyMs: metered.succeeded(completion.usage) };
        }),
      );
    };
    if (request.batch && backend.batches !== undefined) {
      // It waits for hours and does nothing meanwhile, so it takes nobody's place.
      return ask({ key: JSON.stringify([callContext().caller.name, request.requestId]) });
    }
    return this.#places.run(limits.signal, claimOf(callContext()), () => ask());
  }

  async #measured<Result extends object>(metered: MeteredCall, work: () => Promise<Result>): Promise<Result> {
    try {
      return storable(await work());
    } catch (caught) {
      metered.failed(caught);
      throw caught;
    }
  }

  #makingSure(backend: Backend, model: string, signal: AbortSignal): BackendCall['sure'] {
    return () => this.#served.makeSure(backend, model, signal);
  }

  // Simulated models have none, and are not behind the server that the worker was made for.
  #gpusOf({ isFree }: Backend): number | undefined {
    return isFree ? undefined : this.#gpus;
  }

  #busyOf(backend: Backend): BusyShares {
    const shares = this.#busy.get(backend) ?? new BusyShares();
    this.#busy.set(backend, shares);
    return shares;
  }

  #meter(model: string, purpose: string, backend: Backend, byBatch = false): MeteredCall {
    const call = callContext();
    const { requestId, caller, work } = call;
    const facts = {
      worker: this.#worker,
      requestId,
      caller: caller.name,
      work,
      backend,
      model,
      purpose,
      gpus: this.#gpusOf(backend),
    };
    return new MeteredCall(this.#usage, facts, byBatch ? undefined : this.#busyOf(backend), () =>
      call.modelAsked(backend.isFree ? 'free' : 'paid'),
    );
  }
}

function claimOf({ caller, work }: CallContext): Claim {
  return { class: work.class, key: caller.name };
}

/** The completion, with where it was made. */
function placed<Made extends Completion>(completion: Made, placement: string): Made {
  return completion.sent === undefined
    ? completion
    : { ...completion, sent: { ...completion.sent, placement } };
}

/** Longest reason that a registration takes. */
const LONGEST_REASON = 4000;

/** The model servers of a worker that could not be asked for their models. */
export function silentServers(worker: string, served: ServedModels): SilentModelServer[] {
  return served.silences().map((reason) => ({ worker, reason: reason.slice(0, LONGEST_REASON) }));
}

function purposeName({ purpose }: GenerateRequest): string {
  return purposeToJSON(purpose).replace('PURPOSE_', '').toLowerCase();
}
