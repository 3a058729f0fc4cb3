import { whenAborted } from '@rookery/shared-concurrency';
import { RookeryError } from '@rookery/shared-errors';
import type { ServiceImplementation } from 'nice-grpc';
import { callContext } from '@rookery/shared-runtime';
import { SERVING, type HealthDefinition } from '@rookery/shared-transport';

/** grpc.health.v1.HealthCheckResponse.ServingStatus */
const NOT_SERVING = 2;
const SERVICE_UNKNOWN = 3;

/** What is known of the health of each service, for those who tell others of it. */
export interface HealthState {
  /** grpc.health.v1.HealthCheckResponse.ServingStatus: 1 serving, 2 not, 3 unknown. */
  statusOf(service: string): number;
  /** Calls back whenever something has changed. @returns ends that */
  onChange(listener: () => void): () => void;
}

/** The name under which health says SERVING for as long as the process answers: what it waits for is none of its own faults. */
const LIVE = 'live';

/** Whether each service can serve; "" stands for the whole process. Everything begins as NOT_SERVING. */
export class Health implements HealthState {
  /** What is waited for before everything serves, each with the reason. */
  waitingFor: readonly string[] = [];
  readonly #serving = new Map<string, boolean>();
  readonly #listeners = new Set<() => void>();
  #changed = Promise.withResolvers<void>();

  constructor(services: readonly string[]) {
    for (const service of ['', ...services]) this.#serving.set(service, false);
  }

  set(service: string, serving: boolean): void {
    if (this.#serving.get(service) === serving) return;
    this.#serving.set(service, serving);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
    for (const listener of this.#listeners) listener();
  }

  /** Everything is NOT_SERVING from now on. */
  stop(): void {
    for (const service of this.#serving.keys()) this.set(service, false);
  }

  readonly implementation: ServiceImplementation<typeof HealthDefinition> = {
    check: ({ service }) => {
      const status = this.statusOf(service);
      if (status === SERVICE_UNKNOWN) {
        const named = JSON.stringify(service.slice(0, 100));
        return Promise.reject(new RookeryError('NOT_FOUND', `service: ${named} is not served here`));
      }
      return Promise.resolve({ status });
    },
    watch: ({ service }) => this.#watch(service),
  };

  async *#watch(service: string): AsyncGenerator<{ status: number }, void> {
    const call = callContext();
    call.endOnStop();
    const left = whenAborted(call.signal);
    let told: number | undefined;
    for (;;) {
      call.signal.throwIfAborted();
      // Taken before the status is read, so that a change while the caller is slow to read is not lost.
      const changed = this.#changed.promise;
      const status = this.statusOf(service);
      if (status !== told) {
        told = status;
        yield { status };
        continue;
      }
      await Promise.race([changed, left]);
    }
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  statusOf(service: string): number {
    if (service === LIVE) return SERVING;
    const serving = this.#serving.get(service);
    if (serving === undefined) return SERVICE_UNKNOWN;
    return serving ? SERVING : NOT_SERVING;
  }
}
