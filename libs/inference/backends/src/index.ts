export type { Backend, BackendCall, Completion, CompletionEvent } from './backend.ts';
export { GENERATION_DEFAULTS } from './defaults.ts';
export { EmbedderBackend } from './embedder-backend.ts';
export { estimateTokens, truncateToTokens } from './estimate-tokens.ts';
export { readPrices, type PriceList } from './prices.ts';
export { OpenAiBackend } from './openai/openai-backend.ts';
export { OPENAI_DEFAULTS, type OpenAiSettings, type ProxyVariables } from './openai/settings.ts';
