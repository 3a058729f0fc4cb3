export { chooseWorker, type ChoiceState } from './choose-worker.ts';
export { checkNamedModels } from './check-named-models.ts';
export { noWorkerError, offeredModels } from './offered-models.ts';
export {
  openInference,
  type CallOptions,
  type EmbedCall,
  type GenerateCall,
  type Inference,
} from './inference.ts';
export { WORKER_FULL } from './worker-choice.ts';
