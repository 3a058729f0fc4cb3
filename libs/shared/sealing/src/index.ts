export { contentKeysFolder } from './config.ts';
export { ContentKeys, type Keys } from './content-keys.ts';
export { KeyRing, type ContentKey } from './key-ring.ts';
export { contentKeyTable, type KeyTable, type SealedContents } from './key-table.ts';
export { BENCHMARK_KEYS, COMPARISON_KEYS, PLANNER_KEYS, RINGS, SEALED_SESSIONS } from './known-contents.ts';
export { KeyUpkeep } from './key-upkeep.ts';
export { openSealing, type OpenSealing } from './open-sealing.ts';
export { type Replaced } from './replace-keys.ts';
export { digest, seal } from './seal.ts';
export {
  contentsOfRows,
  openedRow,
  SEALED_MARK,
  sealedContents,
  sealedRow,
  type SealedColumns,
} from './sealed-table.ts';
export { Sealing } from './sealing.ts';
