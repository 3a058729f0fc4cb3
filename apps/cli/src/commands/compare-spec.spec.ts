import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { OnDeath, type ComparisonSpec } from '@rookery/shared-contracts';
import { listPlanners } from '@rookery/shared-planner-wasm';
import { describeCompare, type CompareFlags } from './compare-options.ts';
import { compareSpecOf } from './compare-spec.ts';

const DOCS = fileURLToPath(new URL('../../../../docs/planners/', import.meta.url));
const SPEC = ['--spec', `${DOCS}tuning.json`];

/** What these words ask for. */
function specOf(...words: string[]): Promise<ComparisonSpec> {
  const command = describeCompare(new Command(), 'sim/gpt-4o').exitOverride();
  return compareSpecOf(command.parse(words, { from: 'user' }).opts<CompareFlags>());
}

/** World seeds, and the first and last problem. */
function played({ worlds, firstProblem }: ComparisonSpec): { worlds: number[]; from: number; to: number } {
  const seeds = worlds?.worlds.map(({ settingsJson }) => {
    const { seed = 0 } = JSON.parse(settingsJson) as { seed?: number };
    return seed;
  });
  return { worlds: [...new Set(seeds)], from: firstProblem, to: firstProblem + (worlds?.problems ?? 0) - 1 };
}

describe('the specifications that are checked in', () => {
  it('tune and compare on worlds and problems that are apart', async () => {
    const tuning = played(await specOf(...SPEC));
    const comparison = played(await specOf('--spec', `${DOCS}comparison.json`));
    expect(tuning.worlds).toEqual([77]);
    expect(comparison.worlds).not.toContain(77);
    expect(tuning.from).toBeGreaterThan(comparison.to);
  });

  it.each(['tuning.json', 'comparison.json'])('name planners that there are: %s', async (file) => {
    const known = listPlanners().map(({ name }) => name);
    const { contenders } = await specOf('--spec', DOCS + file);
    expect(known).toEqual(expect.arrayContaining(contenders.map(({ planner }) => planner)));
  });
});

describe('flags beside --spec', () => {
  it('add planners, and overrule the baseline and what happens when one dies', async () => {
    const plain = await specOf(...SPEC);
    expect(plain).toMatchObject({ baseline: 'path-kg', onDeath: OnDeath.UNSPECIFIED });
    const changed = await specOf(
      ...[...SPEC, '--with', 'mine,other', '--parameters', 'mine={"pace":2}'],
      ...['--baseline', 'mine', '--on-death', 'end'],
    );
    expect(changed).toEqual({
      ...plain,
      contenders: [
        ...plain.contenders,
        { label: '', planner: 'mine', parametersJson: '{"pace":2}' },
        { label: '', planner: 'other', parametersJson: '' },
      ],
      baseline: 'mine',
      onDeath: OnDeath.END,
    });
    expect((await specOf(...SPEC, '--on-death', 'go-on')).onDeath).toBe(OnDeath.GO_ON);
  });

  it('say whose parameters they are', async () => {
    await expect(specOf(...SPEC, '--with', 'mine', '--parameters', 'uct={}')).rejects.toThrow(
      '--parameters: uct is not one of --with mine',
    );
    const { contenders } = await specOf('--planners', 'uct', '--with', 'mine', '--parameters', 'mine={}');
    expect(contenders.map(({ planner }) => planner)).toEqual(['uct', 'mine']);
  });
});

describe('the page on writing a planner', () => {
  it('gives commands that there are', async () => {
    const page = await readFile(`${DOCS}write-a-planner.md`, 'utf8');
    const commands = [...page.matchAll(/^ {4}npx rookery compare (.*)$/gm)].map(([, words = '']) =>
      [...words.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain),
    );
    expect(commands.length).toBeGreaterThan(3);
    for (const words of commands) {
      const here = words.map((word) => word.replace(/^docs\/planners\//, DOCS));
      const { contenders, baseline } = await specOf(...here);
      if (!words.includes('--with')) continue;
      expect({ baseline, last: contenders.at(-1)?.planner }).toEqual({ baseline: 'mine', last: 'mine' });
    }
  });
});
