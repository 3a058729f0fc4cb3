import { Capability, type Model } from '@rookery/shared-contracts';

/** The models that can hold a conversation, as clients of OpenAI read them. */
export function modelList(models: readonly Model[]): object {
  return { object: 'list', data: models.filter(canTalk).map(modelEntry) };
}

export function canTalk({ capabilities }: Model): boolean {
  return capabilities.includes(Capability.GENERATE);
}

export function modelEntry({ id, simulated }: Model): object {
  // When a model was made is not known here.
  return { id, object: 'model', created: 0, owned_by: simulated ? 'rookery-simulation' : 'rookery' };
}
