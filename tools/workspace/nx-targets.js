// Nx plugin of this workspace: every package under apps/, libs/ and tools/ gets the same `test` target, so that
// no project repeats it. JavaScript, because Nx loads plugins before anything else runs.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const PACKAGES = '{apps/*,libs/*/*,tools}/package.json';

function projectAt(packageFile) {
  const root = dirname(packageFile);
  const manifest = JSON.parse(readFileSync(packageFile, 'utf8'));
  return {
    projects: {
      [root]: {
        name: manifest.name,
        // Nx reads tags of npm workspaces only; tools/ is none.
        tags: manifest.nx?.tags ?? [],
        targets: {
          test: {
            executor: 'nx:run-commands',
            cache: true,
            // A project's tests run its dependencies' sources, so their changes count too.
            inputs: ['default', '^default'],
            outputs: [`{workspaceRoot}/dist/test-results/${root.replaceAll('/', '-')}.json`],
            options: { cwd: '{workspaceRoot}', command: `node tools/workspace/test-project.ts ${root}` },
          },
        },
      },
    },
  };
}

export const createNodesV2 = [PACKAGES, (files) => files.map((file) => [file, projectAt(file)])];
