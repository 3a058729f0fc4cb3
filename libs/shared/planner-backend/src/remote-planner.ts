import { onAbort } from '@rookery/shared-concurrency';
import { PlannerBackendServiceDefinition, type DescribeResponse } from '@rookery/shared-contracts';
import { isRookeryError, RookeryError } from '@rookery/shared-errors';
import { client, connectToForeign } from '@rookery/shared-transport';
import type { Channel } from 'nice-grpc';
import { AttributeNames } from './attribute-names.ts';
import { BackendStream } from './backend-stream.ts';
import { brokenByDescription, describedBy, otherVersion } from './description.ts';
import { asPlannerFailure, isPlannerFailure, plannerFailure } from './planner-failure.ts';
import { checkParameters } from './parameters.ts';
import type { PlannerDescription, PlannerProblem, PlannerSearch } from './planner-search.ts';
import { RemoteSearch } from './remote-search.ts';
import { PROTOCOL_VERSION, startToWire } from './search-messages.ts';

/** Longest a description is awaited, in milliseconds; part of the contract. */
const DESCRIBE_MS = 2_000;

/** Statuses at the start of a search that concern the request, and go to whoever made it. */
const OF_THE_REQUEST = new Set(['INVALID_ARGUMENT', 'RESOURCE_EXHAUSTED']);

interface Connection {
  readonly channel: Channel;
  readonly backend: ReturnType<typeof client<typeof PlannerBackendServiceDefinition>>;
  answered: boolean;
}

function open(address: string): Connection {
  const channel = connectToForeign(address);
  return { channel, backend: client(PlannerBackendServiceDefinition, channel), answered: false };
}

/** A planner behind a PlannerBackendService. Connects when it is first used and reconnects by itself. */
export class RemotePlanner {
  readonly name: string;
  readonly #address: string;
  #connection: Connection;

  /**
   * @param name the name that requests use
   * @param address host:port
   */
  constructor(name: string, address: string) {
    this.name = name;
    this.#address = address;
    this.#connection = open(address);
  }

  /**
   * @throws RookeryError a planner failure: UNAVAILABLE when it cannot be reached, FAILED_PRECONDITION when it speaks
   *   another version of the protocol, INTERNAL when its description breaks the contract
   */
  async describe(): Promise<PlannerDescription> {
    const response = await this.#askForDescription().catch((caught: unknown) => {
      throw this.#unreachable(caught);
    });
    const version = otherVersion(response);
    if (version !== undefined) throw plannerFailure(this.name, 'FAILED_PRECONDITION', version);
    const broken = brokenByDescription(response);
    if (broken.length > 0) {
      throw plannerFailure(this.name, 'INTERNAL', `describes itself wrongly: ${broken.join('; ')}`);
    }
    return describedBy(this.name, response);
  }

  /**
   * Begins a search.
   * @param signal gives up the beginning; the search itself ends with `close`
   * @throws RookeryError INVALID_ARGUMENT (parameters.*) and RESOURCE_EXHAUSTED for the request's maker, else a planner
   *   failure
   */
  async start(
    problem: PlannerProblem,
    parameters: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<PlannerSearch> {
    checkParameters((await this.describe()).parameters, parameters);
    return this.begin(problem, parameters, signal);
  }

  /**
   * Begins a search without a look at the description first, so that the backend's own refusals show.
   * @param protocolVersion the version it is told
   * @throws RookeryError as `start` does
   */
  async begin(
    problem: PlannerProblem,
    parameters: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    protocolVersion = PROTOCOL_VERSION,
  ): Promise<RemoteSearch> {
    const names = new AttributeNames(problem.attributes);
    const stream = new BackendStream(this.name, (requests, options) =>
      this.#connection.backend.search(requests, options),
    );
    using _ = onAbort(signal, () => stream.cancel());
    try {
      signal.throwIfAborted();
      const reply = await stream.exchange({
        $case: 'start',
        value: { ...startToWire(problem, parameters, names), protocolVersion },
      });
      if (reply.$case === 'started') return new RemoteSearch(this.name, stream, names);
      throw plannerFailure(this.name, 'INTERNAL', `answered start with ${reply.$case}`);
    } catch (caught) {
      stream.cancel();
      throw this.#atStart(caught);
    }
  }

  /** Ends the connection, and every search on it. */
  close(): void {
    this.#connection.channel.close();
  }

  /**
   * Its server may forbid pings, so a connection that died in silence is known by this alone: one that answered before and
   * answers no more is replaced, and asked again.
   */
  async #askForDescription(): Promise<DescribeResponse> {
    const connection = this.#connection;
    try {
      const response = await connection.backend.describe({}, { timeoutMs: DESCRIBE_MS });
      connection.answered = true;
      return response;
    } catch (caught) {
      const silent = isRookeryError(caught) && caught.code === 'DEADLINE_EXCEEDED';
      if (!silent || !connection.answered) throw caught;
      if (connection === this.#connection) {
        this.#connection = open(this.#address);
        // Searches that still run on it go on.
        connection.channel.close();
      }
      return this.#connection.backend.describe({}, { timeoutMs: DESCRIBE_MS });
    }
  }

  #atStart(caught: unknown): Error {
    if (isPlannerFailure(caught) || !isRookeryError(caught)) return asPlannerFailure(this.name, caught);
    if (OF_THE_REQUEST.has(caught.code)) {
      const message = `planner ${this.name} refused the search: ${caught.message}`;
      const violations =
        caught.code === 'INVALID_ARGUMENT' ? [{ field: 'parameters', description: message }] : [];
      return new RookeryError(caught.code, message, { violations, cause: caught });
    }
    if (caught.code === 'FAILED_PRECONDITION') {
      return plannerFailure(
        this.name,
        'FAILED_PRECONDITION',
        `refused the search: ${caught.message}`,
        caught,
      );
    }
    return asPlannerFailure(this.name, caught);
  }

  #unreachable(caught: unknown): Error {
    const why = isRookeryError(caught) ? `${caught.code}: ${caught.message}` : 'unknown error';
    const code =
      isRookeryError(caught) && caught.code === 'UNIMPLEMENTED' ? 'FAILED_PRECONDITION' : 'UNAVAILABLE';
    return plannerFailure(this.name, code, `cannot be used: ${why}`, caught);
  }
}
