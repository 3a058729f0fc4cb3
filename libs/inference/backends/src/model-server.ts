/** A model, as its server describes it in its list. What is undefined, the server does not say. */
export interface ListedModel {
  readonly id: string;
  /** The name at the hub that its weights were loaded by. */
  readonly loadedFrom: string | undefined;
  /** The commit of the hub. */
  readonly revision: string | undefined;
  /** Prompt and answer together, in tokens. */
  readonly contextTokens: number | undefined;
}

/** What a server says of itself. What is undefined, it does not say: that is unknown, and never zero or none. */
export interface ServerFacts {
  /** `vllm`, `sglang`, `llama.cpp`. */
  readonly software: string | undefined;
  readonly version: string | undefined;
  readonly models: readonly ListedModel[];
  /** `bfloat16`, `float16`, `float32`. */
  readonly dtype: string | undefined;
  /** GPUs that one copy of the model is spread over. */
  readonly tensorParallel: number | undefined;
  /** Seconds since 1970 at which its process began. */
  readonly startedAt: number | undefined;
}

/** How busy a server says that it is, whoever asks it. What is undefined, it does not say. */
export interface ServerLoad {
  /** Requests that it is at work on. */
  readonly running: number | undefined;
  /** Requests that wait inside of it. */
  readonly waiting: number | undefined;
  /** The share of its cache for prompts and answers that is taken, 0..1. */
  readonly cacheUsed: number | undefined;
}

/** What a model's template makes of messages, tried out. What is undefined, the tries did not show. */
export interface TemplateFacts {
  /** Whether it takes a system message. */
  readonly systemRole: boolean | undefined;
  /** Where thoughts are: beside the answer, in its text, or nowhere. */
  readonly thoughts: 'beside' | 'within' | 'none' | undefined;
  /** Whether a JSON schema is kept to. */
  readonly structured: boolean | undefined;
}

/** The server behind a backend. */
export interface ModelServer {
  /** It is reached on this machine's own address, so what this machine has, is what it runs on. */
  readonly isLocal: boolean;
  /** How often a connection to it has broken off so far: whenever that grows, it may be another one. */
  readonly breaks: number;
  /** How often no connection to it was left, as after a pause: it may be another one, which is seldom, and cheap to find out. */
  readonly lapses: number;
  /** What it said last of the models that the backend offers; of those that are configured by name, their names alone. */
  listed(): readonly ListedModel[];
  /** Asks it what it is. Rejects with UNAVAILABLE while it cannot be asked, or says that it is not well. */
  facts(signal: AbortSignal): Promise<ServerFacts>;
  /** Asks it how busy it is. Never rejects, but when the signal aborts: what it does not say is undefined. */
  load(signal: AbortSignal): Promise<ServerLoad>;
  /** Tries out the template of a model, with two short requests. Never rejects, but when the signal aborts. */
  tryTemplate(model: string, signal: AbortSignal): Promise<TemplateFacts>;
}
