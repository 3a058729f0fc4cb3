import { hash } from 'node:crypto';
import { type CatalogueEntry as KnownEntry, versionOf } from '@rookery/inference-catalogue';
import { type CatalogueEntry, PinState, Placement } from '@rookery/shared-contracts';
import type { Checked, Found } from './check-pin.ts';
import { groupGpus } from './gpus-in-words.ts';

/** Of a model that is in the catalogue, and needs no GPU of ours. */
export function hostedPlacement(worker: string, entry: KnownEntry): Placement {
  return versioned({ worker, state: PinState.HOSTED, entry: entryToWire(entry) });
}

/** Of a model that is not in the catalogue. */
export function unknownPlacement(worker: string): Placement {
  return versioned({ worker, state: PinState.NOT_IN_CATALOGUE });
}

/** Of a model of the catalogue that was looked at. */
export function examinedPlacement(
  worker: string,
  entry: KnownEntry,
  found: Found,
  checked: Checked,
): Placement {
  const { server, model, template, gpus } = found;
  return versioned({
    worker,
    state: checked.wrong.length === 0 ? PinState.PINNED : PinState.OVERRIDDEN,
    entry: entryToWire(entry),
    gpus: groupGpus(gpus.gpus),
    gpuSource: gpus.source ?? '',
    served: {
      software: server.software ?? '',
      version: server.version ?? '',
      loadedFrom: model?.loadedFrom ?? '',
      revision: model?.revision ?? '',
      contextTokens: model?.contextTokens,
      dtype: server.dtype ?? '',
      tensorParallel: server.tensorParallel,
      systemRole: template.systemRole,
      thoughts: template.thoughts ?? '',
      structured: template.structured,
    },
    findings: [...checked.wrong, ...checked.differing],
    unchecked: [...checked.unchecked],
  });
}

function versioned(fields: Parameters<typeof Placement.fromPartial>[0]): Placement {
  const placement = Placement.fromPartial(fields);
  const content = Placement.encode({ ...placement, worker: '', version: '' }).finish();
  return { ...placement, version: hash('sha256', content).slice(0, 12) };
}

function entryToWire(entry: KnownEntry): CatalogueEntry {
  const { name, open, revision, sampling } = entry;
  return {
    name,
    version: versionOf(entry),
    hub: open?.hub ?? '',
    revision,
    gpuClass: open?.gpu.class ?? '',
    sampling,
    dtype: open?.dtype ?? '',
  };
}
