import { describe, expect, it } from '@jest/globals';
import { ESLint, Linter } from 'eslint';

const eslint = new ESLint();

/** What the house rules on names say of these lines, were they in that file. */
async function complaints(file: string, code: string): Promise<string[]> {
  const config = (await eslint.calculateConfigForFile(file)) as { rules?: Linter.RulesRecord };
  const rule = config.rules?.['no-restricted-syntax'];
  if (rule === undefined) throw new Error(`${file} has no such rule`);
  const found = new Linter().verify(code, { rules: { 'no-restricted-syntax': rule } });
  return found.map(({ message }) => message);
}

const imported = (name: string): string => `import { ${name} } from '@rookery/shared-contracts'; ${name};`;
const inAll = (name: string): string => `import * as wire from '@rookery/shared-contracts'; wire.${name};`;

describe('lint holds the direction of calls', () => {
  it.each([
    ['libs/planner/service/src/open-planner.ts', 'ScenarioServiceDefinition'],
    ['libs/planner/service/src/plan.int.spec.ts', 'RunServiceDefinition'],
    ['libs/planner/library/src/index.ts', 'LibraryBuildServiceClient'],
    ['libs/planner/library/src/index.ts', 'AgentServiceDefinition'],
    ['apps/planner/src/start.ts', 'RunServiceDefinition'],
    ['libs/agent/service/src/converse.ts', 'RunServiceDefinition'],
    ['libs/judge/service/src/index.ts', 'PlannerServiceDefinition'],
    ['libs/judge/service/src/index.ts', 'ComparisonServiceClient'],
    ['libs/inference/worker/src/index.ts', 'JudgeServiceDefinition'],
    ['libs/inference/worker/src/index.ts', 'LibraryServiceClient'],
  ])('%s cannot name %s', async (file, name) => {
    for (const code of [imported(name), inAll(name)]) {
      const [first] = await complaints(file, code);
      expect(first).toMatch(/^Calls go one way: /);
    }
  });

  it.each([
    ['libs/benchmark/service/src/index.ts', 'PlannerServiceDefinition'],
    ['libs/agent/service/src/converse.ts', 'AgentServiceDefinition'],
    ['libs/planner/service/src/open-planner.ts', 'JudgeServiceDefinition'],
    ['libs/planner/service/src/open-planner.ts', 'LibraryServiceDefinition'],
    ['libs/judge/service/src/index.ts', 'JudgeServiceDefinition'],
    ['libs/inference/worker/src/index.ts', 'InferenceServiceDefinition'],
  ])('%s may name %s', async (file, name) => {
    expect(await complaints(file, imported(name))).toEqual([]);
  });
});
