export { ErasureStore, type ErasureProgress } from './erasure-store.ts';
export { Erasures, type ErasureSpec } from './erasures.ts';
export { erasureToWire } from './erasure-to-wire.ts';
export { Everywhere } from './everywhere.ts';
export { PersonControl, type ErasureRecord } from './person-control.ts';
