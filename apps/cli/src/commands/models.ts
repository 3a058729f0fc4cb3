import { InferenceServiceDefinition, Model } from '@rookery/shared-contracts';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { pinInWords, placementRows, PLACEMENT_HEAD } from '../platform/placements.ts';
import { refusedModelsInWords } from '../platform/refused-models.ts';
import { silentServersInWords } from '../platform/silent-servers.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';

/**
 * `rookery models`: what can be asked, what it is and where it runs; which model servers could not be asked for what they have, and
 * which models their workers refuse to serve.
 */
export async function models(context: CommandContext): Promise<void> {
  const {
    models: listed,
    silentServers,
    refusedModels,
  } = await withPlatform(context, async (platform) => {
    const inference = platform.client(InferenceServiceDefinition);
    return inference.listModels({}, { signal: context.interrupted });
  });
  for (const line of silentServersInWords(silentServers)) context.note(line);
  for (const line of refusedModelsInWords(refusedModels)) context.note(line);
  if (context.json) {
    context.print(
      JSON.stringify(listed.map((model) => withZeros('rookery.inference.v1.Model', Model.toJSON(model)))),
    );
    return;
  }
  const price = (usd: number | undefined): string => (usd === undefined ? '-' : usd.toFixed(2));
  context.print(
    table(
      ['model', 'kind', '$/M tokens in', 'out', 'world', 'pin'],
      listed.map((model) => [
        model.id,
        model.simulated ? 'simulated' : 'real',
        price(model.inputUsdPerMillionTokens),
        price(model.outputUsdPerMillionTokens),
        model.world === '' ? '-' : model.world,
        pinInWords(model),
      ]),
    ),
  );
  const rows = listed.flatMap(placementRows);
  if (rows.length > 0) context.print(`\n${table(PLACEMENT_HEAD, rows)}`);
}
