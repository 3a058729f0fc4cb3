import type { DataCard } from '@rookery/shared-contracts';
import {
  attributeOf,
  DOMAINS,
  domainFromWire,
  isAttributeKey,
  originFromWire,
} from '@rookery/shared-scenario';

/** A part of a card, in plain text. */
export interface CardTable {
  /** Empty for the first, which is of the data set itself. */
  readonly heading: string;
  /** What a reader must know to read it; empty where there is nothing. */
  readonly note: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a data card says, however it is shown: nothing in it is written by hand, all is counted from the rows. */
export function cardTables(card: DataCard): readonly CardTable[] {
  const { digest, scenarios, people, queries, repeatedQueries, domains, origins, attributes } = card;
  return [
    {
      heading: '',
      note: '',
      head: ['', ''],
      rows: [
        ['version by content (SHA-256)', digest],
        ['scenarios', count(scenarios)],
        ['people (different profiles)', count(people)],
        ['different queries', count(queries)],
        [
          'scenarios whose query another one has too',
          `${count(repeatedQueries)} (${share(repeatedQueries, scenarios)})`,
        ],
        [
          'characters of a query',
          `${card.shortestQuery} to ${card.longestQuery}, median ${card.medianQuery}`,
        ],
        ['with a background', `${count(card.withBackground)} (${share(card.withBackground, scenarios)})`],
        ['with a situation', `${count(card.withSituation)}, ${count(card.situations)} different ones`],
        ...(card.twins > 0 ? [['benign twins', count(card.twins)] as const] : []),
        ...(card.onLadder > 0 ? [['on a ladder of disclosure', count(card.onLadder)] as const] : []),
        [
          'languages of the queries',
          card.languages
            .map(({ language, scenarios: of }) => `${language} ${share(of, scenarios)}`)
            .join(', '),
        ],
      ],
    },
    {
      heading: 'Domains',
      note: '',
      head: ['domain', 'scenarios', 'share'],
      rows: domains.map(({ domain, scenarios: of }) => {
        const key = domainFromWire('domain', domain);
        const label = DOMAINS.find((one) => one.key === key)?.label ?? 'not known';
        return [label, count(of), share(of, scenarios)];
      }),
    },
    {
      heading: 'Where they come from',
      note: '',
      head: ['source', 'scenarios', 'share'],
      rows: origins.map(({ origin, scenarios: of }) => [
        originFromWire('origin', origin),
        count(of),
        share(of, scenarios),
      ]),
    },
    {
      heading: 'What is known of the people',
      note: 'Texts are counted by the value of the reference vocabulary that they stand for; "other" stands for none.',
      head: ['attribute', 'missing', 'spellings', 'values'],
      rows: attributes.map(({ attribute, missing, spellings, values }) => [
        isAttributeKey(attribute) ? attributeOf(attribute).label : attribute,
        `${count(missing)} (${share(missing, people)})`,
        count(spellings),
        values.map(({ value, people: of }) => `${value} ${share(of, people - missing)}`).join(', '),
      ]),
    },
  ];
}

const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/gu, ',');
const share = (part: number, whole: number): string =>
  whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)}%`;
