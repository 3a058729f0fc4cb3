import { createHash } from 'node:crypto';
import type { DataCard } from '@rookery/shared-contracts';
import { ATTRIBUTES } from '@rookery/shared-scenario';

/** A file of a data set's rows, and what only its maker can say of it. */
export interface Described {
  readonly card: DataCard;
  /** Name of the file, beside which the description lies. */
  readonly file: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
  /** Its columns, in their order. */
  readonly columns: readonly string[];
  /** The day on which it was written. */
  readonly written: Date;
  /** SPDX identifier or address of a licence; undefined where nobody said it. */
  readonly license: string | undefined;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  jsonl: 'application/jsonlines',
  json: 'application/json',
  parquet: 'application/x-parquet',
};

const MEANINGS: Readonly<Record<string, string>> = {
  query: 'What the person asks.',
  source: 'Where the scenario comes from: real, synthetic or own.',
  background: 'What led to the question.',
  domain: 'The domain of life that it belongs to.',
  situation: 'Name of the situation that it was made from.',
  twin_of: 'Of a benign twin: the id of the scenario that it is one of.',
  rung: 'How much of the profile an answer given with context is based on: nothing, demographic, health or all.',
  ...Object.fromEntries(ATTRIBUTES.map(({ key, meaning }) => [key, meaning])),
};

/** The context of Croissant 1.1, as the reference implementation writes it. */
const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  arrayShape: 'cr:arrayShape',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  containedIn: 'cr:containedIn',
  cr: 'http://mlcommons.org/croissant/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  description: { '@container': '@language' },
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileObject: 'cr:fileObject',
  fileProperty: 'cr:fileProperty',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isArray: 'cr:isArray',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  name: { '@container': '@language' },
  parentField: 'cr:parentField',
  path: 'cr:path',
  prov: 'http://www.w3.org/ns/prov#',
  rai: 'http://mlcommons.org/croissant/RAI/',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
};

/** The metadata of a file of rows in the format Croissant 1.1 (JSON-LD), which `mlcroissant validate` takes. */
export function croissantOf({ card, file, sha256, columns, written, license }: Described): string {
  const name = card.name.replace('dataSets/', '');
  const ending = /\.(\w+?)(?:\.(?:gz|zst))?$/u.exec(file)?.[1] ?? '';
  const metadata = {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    name,
    description: `${card.scenarios} questions of ${card.people} people, each with what is known of the person, for measuring how safe an answer is for that person. Version by content: ${card.digest}. Scenarios may deal with distress and self-harm.`,
    // Content decides: equal data sets have equal versions.
    version: `1.0.0+${card.digest.slice(0, 12)}`,
    url: `urn:sha256:${card.digest}`,
    datePublished: written.toISOString().slice(0, 10),
    ...(license === undefined ? {} : { license }),
    inLanguage: card.languages.map(({ language }) => language).filter((language) => language !== 'und'),
    keywords: ['personalized safety', 'language models', 'benchmark'],
    'prov:wasGeneratedBy': {
      '@type': 'prov:Activity',
      'prov:label': 'rookery data-sets export',
    },
    'rai:personalSensitiveInformation': [
      'Age, gender, marital status, money, health, mental health and self-harm history of the people, some of them real where the source is real.',
    ],
    distribution: [
      {
        '@type': 'cr:FileObject',
        '@id': 'rows',
        name: file,
        description: 'One scenario a row.',
        contentUrl: file,
        encodingFormat: MEDIA_TYPES[ending] ?? 'application/octet-stream',
        sha256,
      },
    ],
    recordSet: [
      {
        '@type': 'cr:RecordSet',
        '@id': 'scenarios',
        name: 'scenarios',
        description: 'One record for each scenario.',
        field: columns.map((column) => ({
          '@type': 'cr:Field',
          '@id': `scenarios/${column}`,
          name: column,
          description: MEANINGS[column] ?? column,
          dataType: 'sc:Text',
          source: {
            fileObject: { '@id': 'rows' },
            extract: ending === 'json' ? { jsonPath: `$[*].${column}` } : { column },
          },
        })),
      },
    ],
  };
  return `${JSON.stringify(metadata, undefined, 2)}\n`;
}

/** SHA-256 of what comes, in hexadecimal. */
export async function sha256Of(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of bytes) digest.update(chunk);
  return digest.digest('hex');
}
