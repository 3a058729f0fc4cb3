import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { AttackSignKind, JudgeProtocol, JudgeRequest } from '@rookery/shared-contracts';
import { PROMPT_VERSIONS } from './ask-judge.ts';
import { membersOf } from './judge-panel.ts';

const page = readFileSync(new URL('../../../../docs/judging.md', import.meta.url), 'utf8');

describe('docs/judging.md', () => {
  it('names every protocol with the prompt that it asks by', () => {
    const rows = [...page.matchAll(/^\| `([A-Z]+)` .*\| `([^`]+)` +\|$/gm)].map(([, name, prompt]) => [
      name,
      prompt,
    ]);
    expect(rows).toEqual([
      ['RUBRIC', PROMPT_VERSIONS[JudgeProtocol.RUBRIC]],
      ['ISOLATED', PROMPT_VERSIONS[JudgeProtocol.ISOLATED]],
      ['CHECKLIST', PROMPT_VERSIONS[JudgeProtocol.CHECKLIST]],
    ]);
  });

  it('says how large a panel may be', () => {
    const [, most] = /\((\d+) verdicts at most in all\)/.exec(page) ?? [];
    const samples = (count: number) =>
      membersOf(JudgeRequest.fromPartial({ judgeModel: 'a' }), {
        judgeModels: ['b'],
        samples: count,
        aggregation: 0,
      });
    expect(samples(Number(most) / 2)).toHaveLength(Number(most));
    expect(() => samples(Number(most) / 2 + 1)).toThrow('panel.samples');
  });

  it('names every kind of sign of an attack', () => {
    const kinds = Object.keys(AttackSignKind).filter((kind) => !/UNSPECIFIED|UNRECOGNIZED/.test(kind));
    expect(kinds).toHaveLength(12);
    for (const kind of kinds) expect(page).toContain(`\`${kind}\``);
  });
});
