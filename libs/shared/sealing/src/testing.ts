export { copyOf, restore, type Copy } from './testing/copies.ts';
export { keysAtRest } from './testing/keys-at-rest.ts';
