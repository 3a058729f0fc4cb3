export type { Embedder } from './embedder.ts';
export { lexicalEmbedder } from './lexical-embedder.ts';
