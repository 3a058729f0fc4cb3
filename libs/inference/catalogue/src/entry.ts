import { hash } from 'node:crypto';

/** Kinds of GPU that a model may be pinned to; `any`: whichever there is. */
export const GPU_CLASSES = ['A100', 'H100', 'any'] as const;
export type GpuClass = (typeof GPU_CLASSES)[number];

/** Formats of numbers that servers know a model's weights by. */
export const DTYPES = ['bfloat16', 'float16', 'float32'] as const;

/** Stands for "the newest there is" where a revision is not known: such an entry is not pinned to one. */
export const NO_REVISION = 'main';

/** What a model has to run on. */
export interface WantedGpu {
  readonly class: GpuClass;
  /** GPUs at least, 1..64. */
  readonly count: number;
  /** Memory of each at least, in GiB. */
  readonly memoryGib: number;
}

/** What is sent where a request does not say: it changes answers. */
export interface SamplingDefaults {
  /** 0..2. */
  readonly temperature: number;
  /** 0..1. */
  readonly topP: number;
  /** The most likely tokens that are looked at; -1: all; undefined: not sent. */
  readonly topK: number | undefined;
  /** 0..1, a share of the most likely token's chance; undefined: not sent. */
  readonly minP: number | undefined;
  /** 1: none; undefined: not sent. */
  readonly repetitionPenalty: number | undefined;
}

/** A model that its weights can be had of. */
export interface OpenModel {
  /** `owner/name` at the hub. */
  readonly hub: string;
  readonly gpu: WantedGpu;
  /** GPUs that one copy of the model is spread over. */
  readonly tensorParallel: number;
  /** Prompt and answer together. */
  readonly contextTokens: number;
  readonly dtype: (typeof DTYPES)[number];
  /** `model`: the one of the model's own files; else the name that the server knows it by. */
  readonly chatTemplate: string;
  /** As vLLM names them; `none`: the model does not think. */
  readonly reasoningParser: string;
}

/** An entry of the catalogue. */
export interface CatalogueEntry {
  readonly name: string;
  /** Undefined: the model is behind an interface of its maker, needs no GPU of ours, and is known by its names alone. */
  readonly open: OpenModel | undefined;
  /** Who serves it, where it is not open. */
  readonly hosted: string | undefined;
  /** A commit of the hub, or NO_REVISION. */
  readonly revision: string;
  /** Under which servers offer it, beside its hub name. */
  readonly names: readonly string[];
  readonly sampling: SamplingDefaults;
  readonly licence: string;
}

/** Version by content, 12 hexadecimal digits: another one where anything in the entry is another. */
export function versionOf(entry: CatalogueEntry): string {
  return hash('sha256', JSON.stringify(entry)).slice(0, 12);
}
