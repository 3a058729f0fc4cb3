import type { ListedModel, ServerFacts, TemplateFacts } from '@rookery/inference-backends';
import {
  type Catalogue,
  type CatalogueEntry,
  NO_REVISION,
  type OpenModel,
} from '@rookery/inference-catalogue';
import type { PinFinding } from '@rookery/shared-contracts';
import type { FoundGpus } from './gpus/gpu.ts';
import { finding } from './finding.ts';
import { gpusInWords } from './gpus-in-words.ts';

/** What was found out of a model of the catalogue. */
export interface Found {
  readonly gpus: FoundGpus;
  readonly server: Omit<ServerFacts, 'models'>;
  /** As its server lists it; undefined: it does not. */
  readonly model: ListedModel | undefined;
  /** What its server lists. */
  readonly listed: readonly string[];
  readonly template: TemplateFacts;
}

/** What came of holding one against the other. */
export interface Checked {
  /** Reasons to refuse the model. */
  readonly wrong: readonly PinFinding[];
  /** What is not as the entry says, and no reason to refuse it. */
  readonly differing: readonly PinFinding[];
  /** What the entry says and the server does not. */
  readonly unchecked: readonly string[];
}

const MIB_PER_GIB = 1024;

/**
 * Holds an entry against what was found. What is known and otherwise is wrong; of GPUs also what is not known, because the entry is
 * about them; all else that is not known is unchecked, and said so.
 */
export function checkPin(
  entry: CatalogueEntry,
  open: OpenModel,
  catalogue: Catalogue,
  found: Found,
): Checked {
  const wrong: PinFinding[] = [...checkGpus(open, catalogue, found.gpus)];
  const unchecked: string[] = [];
  const check = <Value>(what: string, wanted: Value, is: Value | undefined, fits = is === wanted): void => {
    if (is === undefined) unchecked.push(what);
    else if (!fits) wrong.push(finding(what, String(wanted), String(is)));
  };
  const { model, server } = found;
  if (model === undefined) {
    return {
      wrong: [finding('model', open.hub, namesInWords(found.listed))],
      differing: [],
      unchecked: [],
    };
  }
  // One that is offered under its hub name, by a server that does not say what it has loaded, is taken at its word.
  check('model', open.hub, model.loadedFrom ?? (model.id === open.hub ? model.id : undefined));
  if (entry.revision !== NO_REVISION) check('revision', entry.revision, model.revision);
  check('context', open.contextTokens, model.contextTokens, (model.contextTokens ?? 0) >= open.contextTokens);
  check('dtype', open.dtype, server.dtype);
  check('tensor parallel', open.tensorParallel, server.tensorParallel);
  return { wrong, differing: checkTemplate(open, found.template), unchecked };
}

function checkGpus({ gpu }: OpenModel, catalogue: Catalogue, { gpus, source, why }: FoundGpus): PinFinding[] {
  const wanted = `${gpu.count} x ${gpu.class}`;
  const unknown = (found: string): PinFinding[] => [finding('gpu class', wanted, found)];
  if (source === undefined) return unknown(`it is not known on what it runs: ${why}`);
  if (gpus.length === 0) return unknown(`no GPU: ${why}`);
  if (why !== '') return unknown(`${gpusInWords(gpus)}: ${why}`);
  const others =
    gpu.class === 'any' ? [] : gpus.filter(({ product }) => catalogue.classOf(product) !== gpu.class);
  const findings: PinFinding[] = [];
  if (others.length > 0) findings.push(finding('gpu class', wanted, gpusInWords(gpus)));
  if (gpus.length < gpu.count) findings.push(finding('gpu count', String(gpu.count), String(gpus.length)));
  const small = gpus.filter(
    ({ memoryMib }) => memoryMib === undefined || memoryMib < gpu.memoryGib * MIB_PER_GIB,
  );
  const [first] = small;
  if (first !== undefined) {
    const found =
      first.memoryMib === undefined ? 'not known' : `${(first.memoryMib / MIB_PER_GIB).toFixed(1)} GiB`;
    findings.push(finding('gpu memory', `${gpu.memoryGib} GiB each`, found));
  }
  return findings;
}

function checkTemplate({ reasoningParser }: OpenModel, { thoughts }: TemplateFacts): PinFinding[] {
  if (thoughts === undefined) return [];
  const fits = reasoningParser === 'none' ? thoughts === 'none' : thoughts === 'beside';
  return fits ? [] : [finding('reasoning parser', reasoningParser, THOUGHTS[thoughts])];
}

const THOUGHTS = {
  beside: 'thoughts beside the answer',
  within: 'thoughts in the text of the answer',
  none: 'an answer without thoughts',
} as const;

const SHOWN_NAMES = 10;

/** Names of models, the first of them. */
export function namesInWords(names: readonly string[]): string {
  if (names.length === 0) return 'no model';
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
  return `${names.slice(0, SHOWN_NAMES).join(', ')}${more}`;
}
