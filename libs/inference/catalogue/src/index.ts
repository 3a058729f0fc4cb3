export { Catalogue } from './catalogue.ts';
export {
  NO_REVISION,
  versionOf,
  type CatalogueEntry,
  type GpuClass,
  type OpenModel,
  type SamplingDefaults,
} from './entry.ts';
export { openCatalogue } from './open-catalogue.ts';
export { readCatalogue } from './read-catalogue.ts';
