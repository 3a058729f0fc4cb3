import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a package says of itself. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** The folder of the package that a file belongs to, nested ones included; undefined for a file of the workspace. */
function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/**
 * The packages whose code is in a bundle, as CycloneDX 1.6: what was read of them, and not what a manifest would allow.
 * @param files of the bundle, seen from the root of the workspace
 * @param beside names of packages that lie beside the bundle as they are
 */
export function sbomOf(
  app: string,
  version: string,
  files: readonly string[],
  beside: readonly string[],
): object {
  const folders = new Set([
    ...files.flatMap((file) => packageFolder(file) ?? []),
    ...beside.map((name) => join('node_modules', name)),
  ]);
  const components = [...folders]
    .map((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest)
    .map(({ name, version, license }) => {
      const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
      const licences = license === undefined ? {} : { licenses: [licenceOf(license)] };
      return { type: 'library', 'bom-ref': purl, name, version, purl, ...licences };
    })
    .sort((one, other) => (one.purl < other.purl ? -1 : 1));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name: `rookery-${app}`, version } },
    components: components.filter(({ purl }, index) => components[index - 1]?.purl !== purl),
  };
}

/** An expression such as `(MIT OR Apache-2.0)` stands elsewhere than the name of one licence. */
function licenceOf(license: string): object {
  return / (OR|AND|WITH) /.test(license) ? { expression: license } : { license: { id: license } };
}
