import {
  ExhibitForm,
  SeriesOrigin,
  type Exhibit,
  type ExhibitPoint,
  type ExhibitSeries,
} from '@rookery/shared-contracts';
import { DOMAINS, type DomainOrUnknown } from '@rookery/shared-scenario';
import { NOTHING } from './measured.ts';

/** What an exhibit needs; the rest is as most of them have it. */
type Drawing = Pick<Exhibit, 'id' | 'title' | 'xLabel' | 'yLabel' | 'series'> & Partial<Exhibit>;

const exhibit = (form: ExhibitForm, drawing: Drawing): Exhibit => ({
  form,
  categories: [],
  rangeLow: undefined,
  rangeHigh: undefined,
  logarithmic: false,
  decimals: undefined,
  ...drawing,
});

export const bars = (drawing: Drawing): Exhibit => exhibit(ExhibitForm.BARS, drawing);
export const lines = (drawing: Drawing): Exhibit => exhibit(ExhibitForm.LINES, drawing);
export const radar = (drawing: Drawing): Exhibit => exhibit(ExhibitForm.RADAR, drawing);
export const heatMap = (drawing: Drawing): Exhibit => exhibit(ExhibitForm.HEAT_MAP, drawing);
export const scatter = (drawing: Drawing): Exhibit => exhibit(ExhibitForm.SCATTER, drawing);

/** The scale of scores. */
export const SCORE_RANGE = { rangeLow: 1, rangeHigh: 5, yLabel: 'mean score, 1 to 5' } as const;

export function measured(name: string, points: readonly ExhibitPoint[]): ExhibitSeries {
  return { name, origin: SeriesOrigin.MEASURED, points: [...points] };
}

export function reference(name: string, points: readonly ExhibitPoint[]): ExhibitSeries {
  return { name, origin: SeriesOrigin.REFERENCE, points: [...points] };
}

/** Values as the paper states them; none at all where it states none of these. */
export function published(
  name: string,
  values: readonly (number | undefined)[],
  xs?: readonly number[],
): ExhibitSeries[] {
  if (values.every((value) => value === undefined)) return [];
  return [
    {
      name: `${name}, published`,
      origin: SeriesOrigin.PUBLISHED,
      points: values.map((value, index) => ({ ...NOTHING, x: xs?.[index], value })),
    },
  ];
}

/** The same for a picture that is published as a whole. */
export function publishedColumn(name: string, values: readonly (number | undefined)[]): ExhibitSeries {
  return {
    name,
    origin: SeriesOrigin.PUBLISHED,
    points: values.map((value) => ({ ...NOTHING, value })),
  };
}

/** The seven domains in the paper's order. */
export const DOMAIN_NAMES: readonly (readonly [key: DomainOrUnknown, label: string])[] = [
  ['relationship', 'Relationship'],
  ['career', 'Career'],
  ['financial', 'Financial'],
  ['social', 'Social'],
  ['health', 'Health'],
  ['life', 'Life'],
  ['education', 'Education'],
];

if (DOMAIN_NAMES.length !== DOMAINS.length) throw new TypeError('a domain has no place in the figures');
