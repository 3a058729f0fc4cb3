import type { RunForecast } from '@rookery/benchmark-samples';
import type { RunEstimate } from '@rookery/shared-contracts';

export function forecastToWire(forecast: RunForecast & { readonly scenarios: number }): RunEstimate {
  const { modelsWithoutPrice, ...numbers } = forecast;
  return { ...numbers, modelsWithoutPrice: [...modelsWithoutPrice] };
}
