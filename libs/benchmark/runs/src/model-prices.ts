import type { ModelPrice } from '@rookery/benchmark-samples';
import type { Model } from '@rookery/shared-contracts';

/** Prices by model id. A simulation costs nothing, which is known without a price list. */
export function modelPrices(models: readonly Model[]): ReadonlyMap<string, ModelPrice> {
  return new Map(
    models.map((model) => [
      model.id,
      {
        inputUsd: model.inputUsdPerMillionTokens ?? (model.simulated ? 0 : undefined),
        outputUsd: model.outputUsdPerMillionTokens ?? (model.simulated ? 0 : undefined),
        ...(model.batchInputUsdPerMillionTokens === undefined
          ? {}
          : {
              batch: {
                inputUsd: model.batchInputUsdPerMillionTokens,
                outputUsd: model.batchOutputUsdPerMillionTokens,
              },
            }),
      },
    ]),
  );
}
