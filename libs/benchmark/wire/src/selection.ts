import type { ScenarioSelection } from '@rookery/benchmark-samples';
import { idsIn, ScenarioFilter, Split } from '@rookery/shared-contracts';
import {
  domainFromWire,
  domainToWire,
  originFromWire,
  originToWire,
  splitFromWire,
  splitToWire,
} from '@rookery/shared-scenario';

/** @param field path of the filter in its request, for error messages */
export function selectionFromWire(field: string, filter: ScenarioFilter | undefined): ScenarioSelection {
  const { dataSet, domains, origins, split } = filter ?? ScenarioFilter.fromPartial({});
  return {
    ...(dataSet === '' ? {} : { dataSet: idsIn(dataSet)[0] }),
    domains: domains.map((domain, index) => domainFromWire(`${field}.domains[${index}]`, domain)),
    origins: origins.map((origin, index) => originFromWire(`${field}.origins[${index}]`, origin)),
    ...(split === Split.UNSPECIFIED ? {} : { split: splitFromWire(`${field}.split`, split) }),
  };
}

export function selectionToWire(selection: ScenarioSelection): ScenarioFilter {
  return {
    dataSet: selection.dataSet === undefined ? '' : `dataSets/${selection.dataSet}`,
    domains: (selection.domains ?? []).map(domainToWire),
    origins: (selection.origins ?? []).map(originToWire),
    split: selection.split === undefined ? Split.UNSPECIFIED : splitToWire(selection.split),
  };
}
