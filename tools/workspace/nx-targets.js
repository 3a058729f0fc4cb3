// Nx plugin of this workspace: every package under apps/, libs/ and tools/ that has specs gets the targets `test:unit` and
// `test:int`, so that no project repeats them. A manifest says only what Nx cannot see in it:
//   nx.namedInputs.outside     files outside its folder that its code or its tests read
//   nx.namedInputs.conditions  what decides on this machine whether its integration tests are skipped
//   rookery.starts             apps that it starts as processes of their own
// JavaScript, because Nx loads plugins before anything else runs.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const FILES =
  '{apps/*,libs/*/*,tools,tools/deploy,tools/chaos,tools/engines,tools/fuzzing,tools/observability,tools/places,tools/supply-chain}/{package.json,**/*.spec.ts}';

function packagesAmong(files) {
  const manifests = files.filter((file) => file.endsWith('/package.json'));
  const roots = manifests.map((file) => dirname(file)).sort((one, other) => other.length - one.length);
  // A package within another has its own.
  const rootOf = (spec) => roots.find((root) => spec.startsWith(`${root}/`));
  return manifests.map((file) => {
    const root = dirname(file);
    const specs = files.filter((other) => other.endsWith('.spec.ts') && rootOf(other) === root).sort();
    return { file, root, specs, manifest: JSON.parse(readFileSync(file, 'utf8')) };
  });
}

/** Every package that a process of these apps runs. */
function running(apps, manifests) {
  const found = new Set();
  const open = [...apps];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const manifest = manifests.get(name);
    if (manifest === undefined || found.has(name)) continue;
    found.add(name);
    open.push(...Object.keys(manifest.dependencies ?? {}));
  }
  return [...found].sort();
}

/** The apps that tests of a package start, by themselves or by what they import. */
function startedBy(name, manifests, seen = new Set()) {
  const manifest = manifests.get(name);
  if (manifest === undefined || seen.has(name)) return [];
  seen.add(name);
  const { dependencies, devDependencies, rookery } = manifest;
  const imported = Object.keys({ ...dependencies, ...devDependencies });
  return [...(rookery?.starts ?? []), ...imported.flatMap((other) => startedBy(other, manifests, seen))];
}

function target(name, root, specs, inputs) {
  if (specs.length === 0) return {};
  const results = `dist/test-results/${root.replaceAll('/', '-')}-${name.replace('test:', '')}.json`;
  return {
    [name]: {
      executor: './tools:jest',
      cache: true,
      // A project's tests run its dependencies' sources, so their changes count too.
      inputs: ['sources', '^sources', ...specs.map((spec) => `{workspaceRoot}/${spec}`), ...inputs],
      outputs: ['{options.results}'],
      options: { root, specs, results },
    },
  };
}

function projectOf({ root, specs, manifest }, manifests) {
  const integration = specs.filter((spec) => spec.endsWith('.int.spec.ts'));
  const unit = specs.filter((spec) => !integration.includes(spec));
  const processes = running(startedBy(manifest.name, manifests), manifests);
  const started = processes.length > 0 ? [{ input: 'sources', projects: processes }] : [];
  return {
    name: manifest.name,
    // Nx reads tags and inputs of npm workspaces only; tools/ and the projects in it are none.
    tags: manifest.nx?.tags ?? [],
    namedInputs: manifest.nx?.namedInputs ?? {},
    targets: {
      ...target('test:unit', root, unit, []),
      ...target('test:int', root, integration, ['conditions', ...started]),
    },
  };
}

function createNodes(files) {
  const packages = packagesAmong(files);
  const manifests = new Map(packages.map(({ manifest }) => [manifest.name, manifest]));
  return packages.map((one) => [one.file, { projects: { [one.root]: projectOf(one, manifests) } }]);
}

export const createNodesV2 = [FILES, createNodes];
