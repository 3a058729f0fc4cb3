import type { ServiceName } from './service-names.ts';

/** Secrets that may stand in the environment of whoever starts a platform, and the services that need each. */
const NEEDED_BY: Readonly<Record<string, readonly ServiceName[]>> = {
  OPENAI_API_KEY: ['inference-worker'],
  HF_TOKEN: [],
  ROOKERY_API_KEYS: ['gateway'],
  // Where keys are, which is as much.
  ROOKERY_CONTENT_KEYS: ['planner', 'benchmark'],
  ROOKERY_OPERATOR_KEYS: ['gateway'],
  // Services know each other by the secret of their platform; this is the key of whoever types the command.
  ROOKERY_API_KEY: [],
};

/** Variables that keep from a service the secrets that it does not need: an empty one counts as not set. */
export function withoutOthersSecrets(service: ServiceName): Record<string, string> {
  const others = Object.entries(NEEDED_BY).filter(([, needs]) => !needs.includes(service));
  return Object.fromEntries(others.map(([name]) => [name, '']));
}
