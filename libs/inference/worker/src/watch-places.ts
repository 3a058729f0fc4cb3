import { placesLimit, placesTaken, placesWaiting, placesWaitingLimit } from '@rookery/shared-metrics';
import type { Places, PlacesSettings } from './places.ts';

/** Shows in the metrics how full the worker is. @returns ends it */
export function watchPlaces(places: Places, { capacity, queue }: PlacesSettings): () => void {
  const unwatch = [
    placesTaken.from(() => [{ labels: {}, value: places.taken }]),
    placesWaiting.from(() => [{ labels: {}, value: places.waiting }]),
    placesLimit.from(() => [{ labels: {}, value: capacity }]),
    placesWaitingLimit.from(() => [{ labels: {}, value: queue }]),
  ];
  return () => {
    for (const one of unwatch) one();
  };
}
