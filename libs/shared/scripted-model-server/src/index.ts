export {
  answering,
  broken,
  cutOff,
  failing,
  json,
  silent,
  stalling,
  streaming,
  type Behaviour,
} from './behaviours.ts';
export { startModelServer, type ModelServer } from './model-server.ts';
export type { SeenRequest } from './seen-request.ts';
