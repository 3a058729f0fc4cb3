export type { Backend, BackendCall, Completion, CompletionEvent } from './backend.ts';
export type { ListedModel, ModelServer, ServerFacts, ServerLoad, TemplateFacts } from './model-server.ts';
export { GENERATION_DEFAULTS } from './defaults.ts';
export { EmbedderBackend } from './embedder-backend.ts';
export { estimateTokens, truncateToTokens } from './estimate-tokens.ts';
export { readPrices, type PriceList } from './prices.ts';
export { FAIRNESS_HEADER, OBJECTIVE_HEADER, type EngineHintSettings } from './openai/engine-hints.ts';
export { OpenAiBackend } from './openai/openai-backend.ts';
export {
  OPENAI_DEFAULTS,
  type OpenAiSettings,
  type ProxyVariables,
  type Sampling,
} from './openai/settings.ts';
