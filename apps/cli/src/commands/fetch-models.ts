import { ALL_MINILM_L6_V2 } from '@rookery/shared-embedding';
import type { CommandContext } from '../command-context.ts';
import { fetchEmbedder } from '../platform/fetch-embedder.ts';

/** `rookery fetch-models`: brings the sentence embedder into the data folder; says so when it is there already. */
export async function fetchModels(context: CommandContext): Promise<void> {
  const fetched = await fetchEmbedder(context);
  const { name } = ALL_MINILM_L6_V2;
  const line =
    fetched.length === 0 ? `${name} is installed` : `${name}: ${fetched.join(', ')} checked and installed`;
  context.print(context.json ? JSON.stringify({ model: name, fetched }) : line);
}
