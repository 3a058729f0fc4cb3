import { dataSetToWire, selectionFromWire } from '@rookery/benchmark-wire';
import { idsIn, type ScenarioServiceImplementation } from '@rookery/shared-contracts';
import { readerOf } from '@rookery/shared-database';
import { callContext } from '@rookery/shared-runtime';
import { scenarioToWire } from '@rookery/shared-scenario';
import { dataCard, deriveScenarios } from './data-set-rows.ts';
import { importScenarios, type ImportStores } from './import-scenarios.ts';

/** The handlers of ScenarioService: unpack, call, pack. */
export function scenarioHandlers(parts: ImportStores): ScenarioServiceImplementation {
  const { dataSets, scenarios } = parts;
  const reader = () => readerOf(callContext().caller);
  return {
    async importScenarios(requests, { signal }) {
      const summary = await importScenarios(parts, callContext().caller.name, requests, signal);
      return { ...summary, rejections: [...summary.rejections] };
    },

    async listScenarios({ filter, ...page }) {
      const selection = selectionFromWire('filter', filter);
      const [{ items, nextPageToken }, totalSize] = await Promise.all([
        scenarios.list(reader(), selection, page),
        scenarios.count(reader(), selection),
      ]);
      return { scenarios: items.map(scenarioToWire), nextPageToken, totalSize };
    },

    async getScenario({ name }) {
      return { scenario: scenarioToWire(await scenarios.get(reader(), idsIn(name)[0])) };
    },

    async deleteScenario({ name }) {
      await scenarios.delete(reader(), idsIn(name)[0]);
      return {};
    },

    async deriveScenarios({ dataSet, into, derivation }, { signal }) {
      const asked = { from: idsIn(dataSet)[0], into: idsIn(into)[0], derivation };
      return deriveScenarios(parts, callContext().caller, asked, signal);
    },

    async getDataCard({ name }, { signal }) {
      return { card: await dataCard(parts, callContext().caller, idsIn(name)[0], signal) };
    },

    async listDataSets(page) {
      const { items, nextPageToken } = await dataSets.list(reader(), page);
      return { dataSets: items.map(dataSetToWire), nextPageToken };
    },

    async deleteDataSet({ name }) {
      await dataSets.delete(reader(), idsIn(name)[0]);
      return {};
    },
  };
}
