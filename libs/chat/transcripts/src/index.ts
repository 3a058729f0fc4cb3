export {
  after,
  beginning,
  landmarksOf,
  type Landmarks,
  type Transcript,
  type SaidMessage,
} from './transcript.ts';
export { TranscriptStore, type Said, type Standing } from './transcript-store.ts';
export { migrateChat } from './tables.ts';
export { CHAT_PLACES } from './places.ts';
