export type { Embedder } from '@rookery/shared-embedding';
export { lexicalEmbedder } from './lexical-embedder.ts';
export { openEmbedder } from './open-embedder.ts';
export type { EmbedderSettings } from './open-embedder.ts';
