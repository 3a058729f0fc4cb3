import { readFileSync } from 'node:fs';
import { ATTRIBUTES } from '@rookery/shared-scenario';
import type { Network } from './network.ts';
import { readNetwork } from './read-network.ts';

/** The root of the network: what kind of situation a person is in. */
export const SCENARIO_NODE = 'scenario';

let network: Network | undefined;

/**
 * The network that profiles are sampled from: the root and the ten attributes, with the values of the reference vocabulary. It is read
 * when it is first needed: that takes a tenth of a second, and most processes that hold this code sample nobody.
 * @throws RookeryError INVALID_ARGUMENT (network) where the file says otherwise
 */
export function profileNetwork(): Network {
  return (network ??= readProfileNetwork());
}

function readProfileNetwork(): Network {
  const read = readNetwork(readFileSync(new URL('../../data/profile-network.yaml', import.meta.url), 'utf8'));
  const wanted = JSON.stringify(ATTRIBUTES.map(({ key, values }) => [key, values]).sort());
  const [root, ...attributes] = read.nodes;
  const there = JSON.stringify(attributes.map(({ name, values }) => [name, values]).sort());
  if (root?.name !== SCENARIO_NODE || wanted !== there) {
    throw new TypeError('profile-network.yaml: is not the scenario and the ten attributes with their values');
  }
  return read;
}
