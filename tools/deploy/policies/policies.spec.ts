import { describe, expect, it } from '@jest/globals';
import { BROKEN, type Breakage } from './broken.ts';
import { changeAt } from './change-at.ts';
import { renderedFile, SETTINGS } from '../rendered.ts';
import { readManifests, workloadsOf, type Manifest } from './manifest.ts';
import { POLICIES } from './policies.ts';

const settings = SETTINGS.map((setting) => ({
  name: setting.name,
  manifests: readManifests(renderedFile(setting)),
}));

describe.each(settings)('the chart rendered for $name', ({ manifests }) => {
  it.each(POLICIES)('keeps: $rule', ({ breaches }) => {
    expect(breaches(manifests)).toEqual([]);
  });

  it('has every service, and a worker at least', () => {
    const parts = workloadsOf(manifests).map(({ labels }) => labels['app.kubernetes.io/component'] ?? '');
    expect(parts).toEqual(expect.arrayContaining(['gateway', 'benchmark', 'judge', 'planner', 'chat']));
    expect(parts.some((part) => /^(model|worker)-/.test(part))).toBe(true);
  });
});

describe('the policies', () => {
  const paper = settings.find(({ name }) => name === 'paper')?.manifests ?? [];
  const broken = ({ object, at, to }: Breakage): Manifest[] => {
    const copies = structuredClone(paper);
    const target = copies.find(({ kind, metadata }) => `${kind}/${metadata.name}` === object);
    changeAt(target, at, to);
    return copies;
  };

  it.each(BROKEN)('see what breaks "$rule": $as', (way) => {
    const policy = POLICIES.find(({ rule }) => rule === way.rule);
    expect(policy?.breaches(broken(way)).length).toBeGreaterThan(0);
  });

  it('are each shown to see something', () => {
    const seen = new Set(BROKEN.map(({ rule }) => rule));
    expect(POLICIES.filter(({ rule }) => !seen.has(rule)).map(({ rule }) => rule)).toEqual([]);
  });
});
