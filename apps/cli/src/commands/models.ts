import { InferenceServiceDefinition, Model } from '@rookery/shared-contracts';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { silentServersInWords } from '../platform/silent-servers.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';

/** `rookery models`: what can be asked, and which model servers could not be asked for what they have. */
export async function models(context: CommandContext): Promise<void> {
  const { models: listed, silentServers } = await withPlatform(context, async (platform) => {
    const inference = platform.client(InferenceServiceDefinition);
    return inference.listModels({}, { signal: context.interrupted });
  });
  for (const line of silentServersInWords(silentServers)) context.note(line);
  if (context.json) {
    context.print(
      JSON.stringify(listed.map((model) => withZeros('rookery.inference.v1.Model', Model.toJSON(model)))),
    );
    return;
  }
  const price = (usd: number | undefined): string => (usd === undefined ? '-' : usd.toFixed(2));
  context.print(
    table(
      ['model', 'kind', '$/M tokens in', 'out'],
      listed.map((model) => [
        model.id,
        model.simulated ? 'simulated' : 'real',
        price(model.inputUsdPerMillionTokens),
        price(model.outputUsdPerMillionTokens),
      ]),
    ),
  );
}
