import {
  type Backend,
  EmbedderBackend,
  OPENAI_DEFAULTS,
  OpenAiBackend,
  type OpenAiSettings,
  type ProxyVariables,
  readPrices,
} from '@rookery/inference-backends';
import { SimulatedBackend } from '@rookery/inference-simulation';
import { ALL_MINILM_L6_V2, isInstalled, openTrainedEmbedder, type Embedder } from '@rookery/shared-embedding';
import { asRookeryError } from '@rookery/shared-errors';
import { ConfigError } from '@rookery/shared-runtime';
import type { WorkerConfig } from './worker-config.ts';

/**
 * The backends that the configuration asks for. ConfigError when it asks for none.
 * @param own what makes batches, and what the catalogue says of sampling
 */
export async function openBackends(
  config: WorkerConfig,
  own: Pick<OpenAiSettings, 'batches' | 'sampling'>,
): Promise<Backend[]> {
  const prices = await readPrices(config.ROOKERY_OPENAI_PRICES).catch((caught: unknown) => {
    throw new ConfigError(`ROOKERY_OPENAI_PRICES: ${asRookeryError(caught).message}`);
  });
  const backends: Backend[] = [];
  if (config.OPENAI_BASE_URL !== undefined || config.OPENAI_API_KEY !== undefined) {
    backends.push(
      new OpenAiBackend({
        baseUrl: config.OPENAI_BASE_URL,
        apiKey: config.OPENAI_API_KEY,
        proxy: proxyVariables(config),
        models: config.ROOKERY_OPENAI_MODELS,
        prices,
        attemptMs: config.ROOKERY_OPENAI_ATTEMPT_TIMEOUT_MS,
        quietMs: config.ROOKERY_OPENAI_IDLE_TIMEOUT_MS,
        mostOutput: config.ROOKERY_OPENAI_MAX_OUTPUT_TOKENS,
        hints: {
          priority: config.ROOKERY_OPENAI_PRIORITY === 'on',
          objectiveHeader: config.ROOKERY_OPENAI_OBJECTIVE_HEADER,
          fairnessHeader: config.ROOKERY_OPENAI_FAIRNESS_HEADER,
          cacheSalt: config.ROOKERY_OPENAI_CACHE_SALT,
        },
        ...own,
        retries: { ...OPENAI_DEFAULTS.retries, maxAttempts: config.ROOKERY_OPENAI_MAX_ATTEMPTS },
      }),
    );
  }
  if (config.ROOKERY_SIMULATED_MODELS === 'on') {
    const world = config.ROOKERY_SIM_WORLD;
    backends.push(
      new SimulatedBackend({
        latencyMs: config.ROOKERY_SIM_LATENCY_MS,
        world,
        embedder: world === '2026-06' ? undefined : await embedderOf(config),
      }),
    );
  }
  if (config.ROOKERY_SERVE_EMBEDDER === 'on') {
    if (!(await isInstalled(config.ROOKERY_DATA, ALL_MINILM_L6_V2))) {
      throw new ConfigError(
        `ROOKERY_SERVE_EMBEDDER: is on, and the embedder is not in ROOKERY_DATA (${config.ROOKERY_DATA}): npm run models`,
      );
    }
    backends.push(new EmbedderBackend(config.ROOKERY_DATA));
  }
  if (backends.length === 0) {
    throw new ConfigError(
      'This worker would have no model: set OPENAI_BASE_URL or OPENAI_API_KEY, ROOKERY_SIMULATED_MODELS=on or ' +
        'ROOKERY_SERVE_EMBEDDER=on',
    );
  }
  return backends;
}

/** The trained embedder, by whose meaning the simulated models' queries are related; undefined where it is not installed or cannot run. */
async function embedderOf({ ROOKERY_DATA }: WorkerConfig): Promise<Embedder | undefined> {
  if (!(await isInstalled(ROOKERY_DATA, ALL_MINILM_L6_V2))) return undefined;
  return openTrainedEmbedder(ALL_MINILM_L6_V2, ROOKERY_DATA).catch(() => undefined);
}

// Checked here and not by the schema: where no model server is asked, these variables are somebody else's business.
function proxyVariables({ HTTP_PROXY, HTTPS_PROXY, NO_PROXY }: WorkerConfig): ProxyVariables {
  for (const [variable, value] of Object.entries({ HTTP_PROXY, HTTPS_PROXY })) {
    if (value !== undefined && !/^https?:$/.test(URL.parse(value)?.protocol ?? '')) {
      throw new ConfigError(
        `${variable} is wrong (its value is not shown): not an http(s) URL, such as http://proxy.example:3128`,
      );
    }
  }
  return { HTTP_PROXY, HTTPS_PROXY, NO_PROXY };
}
