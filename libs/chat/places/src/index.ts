export { after, beginning, type Place, type SaidMessage } from './place.ts';
export { PlaceStore, type Said, type Standing } from './place-store.ts';
export { migrateChat } from './tables.ts';
