import { ALL_MINILM_L6_V2, isInstalled, openTrainedEmbedder, type Embedder } from '@rookery/shared-embedding';
import { RookeryError } from '@rookery/shared-errors';
import type { Inference } from '@rookery/shared-routing';
import { inferenceEmbedder } from './inference-embedder.ts';
import { lexicalEmbedder } from './lexical-embedder.ts';

interface EmbedderLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface EmbedderSettings {
  /** ROOKERY_EMBEDDER: `auto`, `trained`, `lexical`, or the name of an embedding model. */
  readonly choice: string;
  /** Where `npm run models` put the trained one. */
  readonly dataFolder: string;
  /** Reaches a model that is named. */
  readonly inference: Inference;
  readonly log: EmbedderLog;
}

/**
 * Opens the embedder a service is configured for, and says in the log which it is. `auto` takes the trained one where it
 * is installed and can run, else the lexical one.
 * @throws RookeryError FAILED_PRECONDITION or UNAVAILABLE: `trained`, and it is not installed or cannot run
 */
export async function openEmbedder({
  choice,
  dataFolder,
  inference,
  log,
}: EmbedderSettings): Promise<Embedder> {
  const embedder = await chosen(choice, { dataFolder, inference, log });
  log.info({ embedder: embedder.name }, 'paths are found by this embedder');
  return embedder;
}

async function chosen(
  choice: string,
  { dataFolder, inference, log }: Omit<EmbedderSettings, 'choice'>,
): Promise<Embedder> {
  switch (choice) {
    case 'lexical':
      return lexicalEmbedder();
    case 'trained':
      return trained(dataFolder);
    case 'auto':
      try {
        return await trained(dataFolder);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.warn({ reason }, 'the trained embedder is not used: paths are found by shared words');
        return lexicalEmbedder();
      }
    default:
      return inferenceEmbedder(inference, choice);
  }
}

async function trained(dataFolder: string): Promise<Embedder> {
  if (!(await isInstalled(dataFolder, ALL_MINILM_L6_V2))) {
    throw new RookeryError(
      'FAILED_PRECONDITION',
      `the sentence embedder is not in ${dataFolder}: fetch it with \`npm run models\``,
      { reason: 'MODEL_NOT_INSTALLED' },
    );
  }
  return openTrainedEmbedder(ALL_MINILM_L6_V2, dataFolder);
}
