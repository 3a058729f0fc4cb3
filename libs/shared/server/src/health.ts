import { whenAborted } from '@rookery/shared-concurrency';
import { RookeryError } from '@rookery/shared-errors';
import type { ServiceImplementation } from 'nice-grpc';
import { callContext } from '@rookery/shared-runtime';
import { SERVING, type HealthDefinition } from '@rookery/shared-transport';

/** grpc.health.v1.HealthCheckResponse.ServingStatus */
const NOT_SERVING = 2;
const SERVICE_UNKNOWN = 3;

/** Whether each service can serve; "" stands for the whole process. Everything begins as NOT_SERVING. */
export class Health {
  readonly #serving = new Map<string, boolean>();
  #changed = Promise.withResolvers<void>();

  constructor(services: readonly string[]) {
    for (const service of ['', ...services]) this.#serving.set(service, false);
  }

  set(service: string, serving: boolean): void {
    if (this.#serving.get(service) === serving) return;
    this.#serving.set(service, serving);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Everything is NOT_SERVING from now on. */
  stop(): void {
    for (const service of this.#serving.keys()) this.set(service, false);
  }

  readonly implementation: ServiceImplementation<typeof HealthDefinition> = {
    check: ({ service }) => {
      const status = this.#statusOf(service);
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
      const status = this.#statusOf(service);
      if (status !== told) {
        told = status;
        yield { status };
        continue;
      }
      await Promise.race([changed, left]);
    }
  }

  #statusOf(service: string): number {
    const serving = this.#serving.get(service);
    if (serving === undefined) return SERVICE_UNKNOWN;
    return serving ? SERVING : NOT_SERVING;
  }
}
