import {
  AgentServiceDefinition,
  AnswerState,
  GenerateResponse,
  InferenceServiceDefinition,
  type ConverseRequest,
  type ConverseResponse,
  type GenerateRequest,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { RookeryError } from '@rookery/shared-errors';
import { createLog, readConfig } from '@rookery/shared-runtime';
import { startService } from '@rookery/shared-server';
import type { CallContext } from 'nice-grpc';
import { chatConfig } from '../config.ts';
import { CHAT_LIMITS, type ChatLimits } from '../http/limits.ts';
import { startChat } from '../start-chat.ts';

export type Said = NonNullable<ConverseResponse['event']>;
/** What the agent does on one stream. */
export type Script = (
  requests: AsyncIterable<ConverseRequest>,
  signal: AbortSignal,
) => AsyncGenerator<Said, void>;

export interface Asked {
  readonly messages: readonly object[];
  readonly stream?: boolean;
  readonly [parameter: string]: unknown;
}

const converseOnly = {
  name: AgentServiceDefinition.name,
  fullName: AgentServiceDefinition.fullName,
  methods: { converse: AgentServiceDefinition.methods.converse },
} as const;
const generateOnly = {
  name: InferenceServiceDefinition.name,
  fullName: InferenceServiceDefinition.fullName,
  methods: {
    generate: InferenceServiceDefinition.methods.generate,
    listModels: InferenceServiceDefinition.methods.listModels,
  },
} as const;

/** The chat service over a database of its own, and at the other end of its calls, at a real socket, an agent that follows a script. */
export class AgentAndFront {
  readonly database: Database;
  /** host:port of the chat service. */
  readonly address: string;
  /** What the agent does from now on. */
  script: Script = async function* () {
    yield* [];
  };
  /** Keys that open something; undefined: everybody may do everything. */
  keys: ReadonlySet<string> | undefined;
  /** How often it was asked which models there are. */
  listed = 0;
  /** What the model was asked without the agent. */
  tasks: GenerateRequest[] = [];
  readonly #opened: AsyncDisposableStack;
  readonly #stopAgent: () => Promise<void>;

  private constructor(
    parts: Pick<AgentAndFront, 'database' | 'address'>,
    opened: AsyncDisposableStack,
    stopAgent: () => Promise<void>,
  ) {
    this.database = parts.database;
    this.address = parts.address;
    this.#opened = opened;
    this.#stopAgent = stopAgent;
  }

  /** @param variables of the chat service */
  static async start(
    variables: Readonly<Record<string, string>> = {},
    limits: Partial<ChatLimits> = {},
  ): Promise<AgentAndFront> {
    const opened = new AsyncDisposableStack();
    const database = opened.adopt(await testDatabase(), (open) => open.close());
    const running: { front?: AgentAndFront } = {};
    const agent = await startService({
      name: 'agent',
      host: '127.0.0.1',
      port: 0,
      log: createLog('agent', 'silent'),
      graceMs: 100,
      services: [
        {
          definition: converseOnly,
          implementation: {
            async *converse(requests: AsyncIterable<ConverseRequest>, { signal }: { signal: AbortSignal }) {
              const script = running.front?.script(requests, signal) ?? [];
              for await (const event of script) yield { event };
            },
          },
        },
        {
          definition: generateOnly,
          implementation: {
            async generate(request: GenerateRequest) {
              running.front?.tasks.push(request);
              return GenerateResponse.fromPartial({ text: 'Sleep', state: AnswerState.WHOLE });
            },
            async listModels(_: object, { metadata }: Pick<CallContext, 'metadata'>) {
              if (running.front !== undefined) running.front.listed += 1;
              if (running.front?.keys?.has(metadata.get('x-api-key') ?? '') === false)
                throw new RookeryError('UNAUTHENTICATED', 'the API key is not known');
              return { models: [], silentServers: [], refusedModels: [] };
            },
          },
        },
      ],
    });
    opened.defer(() => agent.close());
    const config = readConfig(chatConfig, {
      ROOKERY_PORT: '0',
      ROOKERY_LOG_LEVEL: 'silent',
      DATABASE_URL: database.connectionString,
      ROOKERY_GATEWAY_ADDRESS: agent.address,
      ...variables,
    });
    const chat = opened.adopt(await startChat(config, 50, { ...CHAT_LIMITS, ...limits }), (open) =>
      open.close(),
    );
    running.front = new AgentAndFront({ database, address: chat.address }, opened, () => agent.close());
    return running.front;
  }

  post({ messages, stream = false, ...more }: Asked, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://${this.address}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', messages, stream, ...more }),
      ...init,
    });
  }

  /** What the assistant says to it, which has to be a completion. */
  async said(asked: Asked): Promise<string> {
    const response = await this.post(asked);
    const body = (await response.json()) as { choices: { message: { content: string } }[] };
    return body.choices[0]?.message.content ?? JSON.stringify(body);
  }

  /** Nobody answers any more at the other end. */
  stopAgent(): Promise<void> {
    return this.#stopAgent();
  }

  close(): Promise<void> {
    return this.#opened.disposeAsync();
  }
}

export interface Message {
  readonly role: string;
  readonly content: string;
}

export const user = (content: string): Message => ({ role: 'user', content });
export const assistant = (content: string): Message => ({ role: 'assistant', content });
