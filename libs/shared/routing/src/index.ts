export { chooseWorker, loadOf, type ChoiceState } from './choose-worker.ts';
export { noWorkerError, offeredModels } from './offered-models.ts';
export {
  openInference,
  type CallOptions,
  type EmbedCall,
  type GenerateCall,
  type Inference,
} from './inference.ts';
export { WORKER_FULL } from './worker-choice.ts';
