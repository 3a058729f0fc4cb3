import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DataCard, Domain, Origin } from '@rookery/shared-contracts';
import { croissantOf, sha256Of } from './croissant.ts';
import { cardAsMarkdown } from './markdown.ts';

const CARD = DataCard.fromPartial({
  name: 'dataSets/mine',
  digest: 'ab'.repeat(32),
  scenarios: 1200,
  people: 150,
  queries: 1190,
  repeatedQueries: 20,
  domains: [
    { domain: Domain.CAREER, scenarios: 900 },
    { domain: Domain.UNSPECIFIED, scenarios: 300 },
  ],
  origins: [{ origin: Origin.OWN, scenarios: 1200 }],
  attributes: [
    {
      attribute: 'age',
      missing: 30,
      spellings: 3,
      values: [
        { value: '25-34', people: 60 },
        { value: 'other', people: 60 },
      ],
    },
  ],
  languages: [
    { language: 'en', scenarios: 1100 },
    { language: 'und', scenarios: 100 },
  ],
  shortestQuery: 3,
  medianQuery: 40,
  longestQuery: 400,
  twins: 12,
});

const ROWS = 'query,age\nWhy not?,30\n';

async function described(): Promise<string> {
  async function* bytes(): AsyncGenerator<Uint8Array, void> {
    yield Buffer.from(ROWS);
  }
  return croissantOf({
    card: CARD,
    file: 'mine.csv',
    sha256: await sha256Of(bytes()),
    columns: ['query', 'age'],
    written: new Date('2026-01-02T03:04:05Z'),
    license: 'CC-BY-4.0',
  });
}

describe('a data card', () => {
  it('says counts and shares as Markdown', () => {
    const text = cardAsMarkdown(CARD);
    expect(text).toContain(`| version by content (SHA-256) | ${'ab'.repeat(32)} |`);
    expect(text).toContain('| scenarios | 1,200 |');
    expect(text).toContain('| scenarios whose query another one has too | 20 (1.7%) |');
    expect(text).toContain('| benign twins | 12 |');
    expect(text).not.toContain('ladder');
    expect(text).toContain('| not known | 300 | 25.0% |');
    expect(text).toContain('| Age | 30 (20.0%) | 3 | 25-34 50.0%, other 50.0% |');
    expect(text).toContain('en 91.7%, und 8.3%');
  });

  it('has nothing to divide by in an empty set', () => {
    expect(cardAsMarkdown(DataCard.fromPartial({ name: 'dataSets/none' }))).toContain('0 (-)');
  });
});

describe('Croissant metadata', () => {
  it('names the file by its digest, the version by its content and a field for each column', async () => {
    expect(JSON.parse(await described())).toMatchObject({
      conformsTo: 'http://mlcommons.org/croissant/1.1',
      name: 'mine',
      version: '1.0.0+abababababab',
      license: 'CC-BY-4.0',
      datePublished: '2026-01-02',
      inLanguage: ['en'],
      distribution: [
        {
          contentUrl: 'mine.csv',
          encodingFormat: 'text/csv',
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ],
      recordSet: [
        {
          field: [
            { name: 'query', source: { extract: { column: 'query' } } },
            { name: 'age', description: expect.stringContaining('years') },
          ],
        },
      ],
    });
  });

  const validator = spawnSync('python3', ['-c', 'import mlcroissant']).status === 0;
  const where = validator ? it : it.skip;
  where('is taken by the reference validator (needs Python with mlcroissant 1.1.1)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rookery-croissant-'));
    try {
      writeFileSync(join(folder, 'mine.csv'), ROWS);
      writeFileSync(join(folder, 'mine.json'), await described());
      const program =
        'import mlcroissant as c,sys; d=c.Dataset(jsonld=sys.argv[1]); r=list(d.records("scenarios")); print(r[0]["scenarios/query"].decode())';
      const { status, stdout, stderr } = spawnSync('python3', ['-c', program, join(folder, 'mine.json')], {
        encoding: 'utf8',
      });
      expect({ status, stdout, errors: /error/iu.test(stderr) ? stderr : '' }).toEqual({
        status: 0,
        stdout: 'Why not?\n',
        errors: '',
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
