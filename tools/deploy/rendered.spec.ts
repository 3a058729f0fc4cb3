import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { manifestsOf } from './policies/manifest.ts';
import { chartHash, headOf, renderedFile, SETTINGS } from './rendered.ts';

describe.each(SETTINGS)('the rendered chart: $name', (setting) => {
  const text = readFileSync(renderedFile(setting), 'utf8');

  it('is of the chart as it is now', () => {
    expect(text.split('\n', 1)).toEqual([headOf(chartHash())]);
  });

  it('names no object twice', () => {
    const names = manifestsOf(text).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
    expect(names.length).toBeGreaterThan(20);
  });
});
