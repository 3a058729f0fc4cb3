import { readFileSync } from 'node:fs';
import { ATTRIBUTES } from '@rookery/shared-scenario';
import type { Network } from './network.ts';
import { readNetwork } from './read-network.ts';

/** The root of the network: what kind of situation a person is in. */
export const SCENARIO_NODE = 'scenario';

/**
 * The network that profiles are sampled from: the root and the ten attributes, with the values of the reference vocabulary.
 * @throws RookeryError INVALID_ARGUMENT (network) where the file says otherwise
 */
function profileNetwork(): Network {
  const network = readNetwork(
    readFileSync(new URL('../../data/profile-network.yaml', import.meta.url), 'utf8'),
  );
  const wanted = JSON.stringify(ATTRIBUTES.map(({ key, values }) => [key, values]).sort());
  const [root, ...attributes] = network.nodes;
  const there = JSON.stringify(attributes.map(({ name, values }) => [name, values]).sort());
  if (root?.name !== SCENARIO_NODE || wanted !== there) {
    throw new TypeError('profile-network.yaml: is not the scenario and the ten attributes with their values');
  }
  return network;
}

export const PROFILE_NETWORK: Network = profileNetwork();
