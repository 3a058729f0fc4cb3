import { expect, it } from '@jest/globals';
import { fileText } from './lock.ts';

it('what the page says is run is run', () => {
  const [, section = ''] = fileText('docs/security.md').split('\n## What is installed\n');
  const page = section.split('\n## ')[0] ?? '';
  const { scripts } = JSON.parse(fileText('package.json')) as { scripts: Record<string, string> };
  const named = [...page.matchAll(/`npm run ([\w:]+)(?: -- --(\w+))?`/g)].map(([, name = '', option]) => ({
    name,
    option,
  }));
  expect(named.map(({ name }) => name)).toEqual(['check', 'build:wasm', 'sbom']);
  expect(named.filter(({ name }) => scripts[name] === undefined)).toEqual([]);
  expect(fileText('tools/workspace/check.ts')).toContain("'tools/supply-chain/main.ts'");
  expect(fileText('.ci/run')).toContain('npm run build:wasm -- --compare\n');
  expect(fileText('tools/wasm/build.ts')).toContain("'--compare'");
  for (const [, file] of page.matchAll(/`((?:install-scripts|crates)\.json)`/g))
    expect(JSON.parse(fileText(`tools/supply-chain/${file}`))).toBeDefined();
});
