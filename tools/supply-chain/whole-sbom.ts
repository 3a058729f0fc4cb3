import type { Crate } from './crates.ts';
import { IN_WORDS } from './licences.ts';

/** A package in it. */
export interface BomComponent {
  readonly name: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly object[];
}

/** What is read of a bill of materials of npm, CycloneDX 1.5. */
export interface Bom {
  readonly specVersion: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly BomComponent[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** Component that stands for the WebAssembly package, which the crates are in. */
const WASM = 'rookery-planner-wasm';

/**
 * The bill of materials of the whole repository: what npm says of the lock file, and the crates that the WebAssembly package and its
 * tests are built from, which npm knows nothing of.
 * @param bom of `npm sbom --package-lock-only --sbom-format=cyclonedx`
 */
export function wholeSbom(bom: Bom, crates: readonly Crate[]): Bom {
  const { version } = bom.metadata.component;
  const purl = (crate: Crate): string => `pkg:cargo/${crate.name}@${encodeURIComponent(crate.version)}`;
  const wasm = {
    'bom-ref': WASM,
    type: 'library',
    name: WASM,
    version,
    licenses: [{ license: { id: 'Apache-2.0' } }],
  };
  const components = crates.map((crate) => ({
    'bom-ref': purl(crate),
    type: 'library',
    name: crate.name,
    version: crate.version,
    purl: purl(crate),
    hashes: [{ alg: 'SHA-256', content: crate.checksum }],
    licenses: [{ expression: crate.license }],
  }));
  return {
    ...bom,
    // npm calls it after the folder that it lies in.
    metadata: { ...bom.metadata, component: { ...bom.metadata.component, name: 'rookery' } },
    components: [...bom.components.map(licensed), wasm, ...components],
    dependencies: [
      ...bom.dependencies,
      { ref: WASM, dependsOn: crates.map(purl) },
      ...crates.map((crate) => ({ ref: purl(crate), dependsOn: [] })),
    ],
  };
}

/** npm leaves a licence out that is told in words. */
function licensed(component: BomComponent): BomComponent {
  const inWords = component.licenses === undefined ? IN_WORDS.get(component.name) : undefined;
  return inWords === undefined ? component : { ...component, licenses: [{ license: { id: inWords.is } }] };
}
