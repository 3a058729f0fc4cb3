import {
  AgentServiceDefinition,
  ExperimentServiceDefinition,
  InferenceServiceDefinition,
  JudgeServiceDefinition,
  LibraryServiceDefinition,
  PlannerServiceDefinition,
  RatingServiceDefinition,
  RunServiceDefinition,
  ScenarioServiceDefinition,
} from '@rookery/shared-contracts';
import type { Channel } from 'nice-grpc';
import { connect, typedClient, type ContractService, type TypedClient } from '@rookery/shared-transport';
import { Agent } from './conversation/agent.ts';

const TIMEOUT_MS = 60_000;

export interface RookeryOptions {
  /** The platform's gateway, host:port; not set: 127.0.0.1:7600. */
  readonly address?: string | undefined;
  /** Needed when the gateway has keys; what is made with it can be seen with it alone, and by operators. */
  readonly apiKey?: string | undefined;
  /** Of a platform that the program has started itself; see `ROOKERY_PLATFORM_SECRET`. */
  readonly secret?: string | undefined;
  /** Longest that a call with one answer may take, in milliseconds; not set: 60,000. A call's own `timeoutMs` goes before. */
  readonly timeoutMs?: number;
}

/**
 * The platform, for applications. Calls reject with RookeryError, which has the `code`, the `violations` (field and what is
 * allowed) and `retryAfterMs` where trying again makes sense. Calls that only read are repeated a few times when the platform is
 * UNAVAILABLE; others never are.
 *
 *     await using rookery = new Rookery({ address: '127.0.0.1:7600', apiKey });
 *     const conversation = rookery.agent.converse({ query, model });
 *     for await (const event of conversation) {
 *       if (event.kind === 'question') conversation.reply(await askThePerson(event.text));
 *       if (event.kind === 'piece') show(event.text);
 *     }
 */
export class Rookery implements Disposable, AsyncDisposable {
  readonly agent: Agent;
  readonly #channel: Channel;
  readonly #options: RookeryOptions;

  /** Connects when the first call is made, and again whenever the connection is lost. */
  constructor(options: RookeryOptions = {}) {
    this.#options = options;
    this.#channel = connect(options.address ?? '127.0.0.1:7600', {
      apiKey: options.apiKey,
      secret: options.secret,
    });
    this.agent = new Agent(this.service(AgentServiceDefinition));
  }

  /** Plans and planners. */
  get planner(): TypedClient<typeof PlannerServiceDefinition> {
    return this.service(PlannerServiceDefinition);
  }

  /** Libraries of planned paths. */
  get libraries(): TypedClient<typeof LibraryServiceDefinition> {
    return this.service(LibraryServiceDefinition);
  }

  /** Data sets and their scenarios. */
  get scenarios(): TypedClient<typeof ScenarioServiceDefinition> {
    return this.service(ScenarioServiceDefinition);
  }

  /** Runs, their results and reports. */
  get runs(): TypedClient<typeof RunServiceDefinition> {
    return this.service(RunServiceDefinition);
  }

  /** Ratings of people, and how a judge agrees with them. */
  get ratings(): TypedClient<typeof RatingServiceDefinition> {
    return this.service(RatingServiceDefinition);
  }

  /** Experiments by name, and what came of them. */
  get experiments(): TypedClient<typeof ExperimentServiceDefinition> {
    return this.service(ExperimentServiceDefinition);
  }

  /** Verdicts. */
  get judge(): TypedClient<typeof JudgeServiceDefinition> {
    return this.service(JudgeServiceDefinition);
  }

  /** The models. Calls of one model need the metadata key `rookery-model`. */
  get inference(): TypedClient<typeof InferenceServiceDefinition> {
    return this.service(InferenceServiceDefinition);
  }

  /** A client of any service behind the gateway; some of them need an operator key. */
  service<Definition extends ContractService>(definition: Definition): TypedClient<Definition> {
    const { timeoutMs = TIMEOUT_MS } = this.#options;
    return typedClient(definition, this.#channel, { timeoutMs });
  }

  /** Ends the connection; calls that are under way fail with CANCELLED. */
  close(): void {
    this.#channel.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }
}
