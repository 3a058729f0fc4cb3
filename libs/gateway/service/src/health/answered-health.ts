import type { AnsweredHere, Answers } from '@rookery/gateway-forwarder';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import type { HealthState } from '@rookery/shared-server';
import { HealthDefinition } from '@rookery/shared-transport';
import { WatchCounts } from './watch-counts.ts';

const { check, watch } = HealthDefinition.methods;
const SERVICE_UNKNOWN = 3;
/** A name of a service takes far less. */
const MOST_BYTES = 512;
const WITHIN_MS = 10_000;

/**
 * The gateway's health, told from what is known of it: anybody may ask, without a key, so nothing is asked of anybody else for it and no
 * more is kept of a watch than that there is one.
 */
export class AnsweredHealth {
  readonly #state: HealthState;
  readonly #watches = new WatchCounts();

  constructor(state: HealthState) {
    this.#state = state;
  }

  /** @throws RookeryError UNIMPLEMENTED for a method that there is not */
  target(method: string): AnsweredHere {
    if (method === check.name) return { mostBytes: MOST_BYTES, withinMs: WITHIN_MS, answer: this.#check };
    if (method === watch.name) return { mostBytes: MOST_BYTES, withinMs: WITHIN_MS, answer: this.#watch };
    throw new RookeryError('UNIMPLEMENTED', 'health has the methods Check and Watch');
  }

  readonly #check = (request: Uint8Array, answers: Answers): void => {
    const service = serviceIn(request);
    const status = this.#state.statusOf(service);
    if (status === SERVICE_UNKNOWN) {
      const named = JSON.stringify(service.slice(0, 100));
      throw new RookeryError('NOT_FOUND', `service: ${named} is not served here`);
    }
    answers.send(check.responseType.encode({ status }).finish());
    answers.end();
  };

  readonly #watch = (request: Uint8Array, answers: Answers): void => {
    const service = serviceIn(request);
    answers.whenOver(this.#watches.begin(answers.from));
    let told: number | undefined;
    const tell = (): void => {
      const status = this.#state.statusOf(service);
      if (status === told) return;
      told = status;
      answers.send(watch.responseType.encode({ status }).finish());
    };
    answers.whenOver(this.#state.onChange(tell));
    tell();
  };
}

function serviceIn(request: Uint8Array): string {
  try {
    return check.requestType.decode(request).service;
  } catch {
    throw invalidArgument('message', 'its bytes are no message of type grpc.health.v1.HealthCheckRequest');
  }
}
