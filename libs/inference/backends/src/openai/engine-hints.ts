import { createHmac } from 'node:crypto';
import type { BackendCall } from '../backend.ts';
import type { SentRequest } from './server-connection.ts';

/** What a model server is told of each call beside what it is asked. All of it is off unless the server is known to take it. */
export interface EngineHintSettings {
  /** Send `priority`. vLLM refuses it unless it runs with `--scheduling-policy priority`. */
  readonly priority: boolean;
  /** Header that carries the class of work: the objective of the Gateway API Inference Extension. Undefined: none. */
  readonly objectiveHeader: string | undefined;
  /** Header that carries whose call it is, under a pseudonym, to be fair by. Undefined: none. */
  readonly fairnessHeader: string | undefined;
  /** Send `cache_salt`. `vllm`: where the list of models says that the server is vLLM. */
  readonly cacheSalt: 'on' | 'off' | 'vllm';
}

/** Names of the headers as routers of the Gateway API Inference Extension read them. */
export const OBJECTIVE_HEADER = 'x-llm-d-inference-objective';
export const FAIRNESS_HEADER = 'x-llm-d-inference-fairness-id';

/** vLLM schedules lower numbers first; 0 is what it takes where nothing is said. */
const PRIORITY = { interactive: 0, batch: 10 } as const;

/** Nothing beside what is asked. */
export const NO_HINTS: EngineHintSettings = {
  priority: false,
  objectiveHeader: undefined,
  fairnessHeader: undefined,
  cacheSalt: 'off',
};

/** Makes the hints of calls to one server: what is added to a request. */
export class Hinting {
  readonly #settings: EngineHintSettings;
  readonly #secret: string;

  /** @param secret makes pseudonyms that nobody can compute who knows the names of callers only: the server's own key */
  constructor(settings: EngineHintSettings, secret: string | undefined) {
    this.#settings = settings;
    this.#secret = secret ?? '';
  }

  /** @param isVllm what the server's list of models says of it */
  of({ workClass, caller }: Pick<BackendCall, 'workClass' | 'caller'>, isVllm: boolean): SentRequest {
    const { priority, objectiveHeader, fairnessHeader, cacheSalt } = this.#settings;
    const salted = cacheSalt === 'on' || (cacheSalt === 'vllm' && isVllm);
    return {
      body: {
        ...(priority && { priority: PRIORITY[workClass] }),
        // Whose prompts begin alike would else be told by how soon the first token comes.
        ...(salted && { cache_salt: this.#pseudonym('cache', caller) }),
      },
      headers: {
        ...(objectiveHeader !== undefined && { [objectiveHeader]: workClass }),
        ...(fairnessHeader !== undefined && { [fairnessHeader]: this.#pseudonym('fairness', caller) }),
      },
    };
  }

  /** The same at every worker of a server, so that they share its cache; another for each use. */
  #pseudonym(use: string, caller: string): string {
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify([use, caller]))
      .digest('base64url');
  }
}
