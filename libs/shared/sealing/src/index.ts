export { KeyRing, type ContentKey } from './key-ring.ts';
export { KeyUpkeep } from './key-upkeep.ts';
export { type Replaced } from './replace-keys.ts';
export {
  SEALED_MARK,
  SEALED_SESSIONS,
  sealedContents,
  Sealing,
  type SealedColumns,
  type SealedTable,
} from './sealed-table.ts';
