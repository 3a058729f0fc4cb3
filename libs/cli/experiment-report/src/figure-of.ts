import type { Figure, FigureForm, Point, Series } from '@rookery/cli-figures';
import {
  ExhibitForm,
  SeriesOrigin,
  type Exhibit,
  type ExhibitPoint,
  type ExhibitSeries,
} from '@rookery/shared-contracts';

const FORMS: Readonly<Partial<Record<ExhibitForm, FigureForm>>> = {
  [ExhibitForm.BARS]: 'bars',
  [ExhibitForm.LINES]: 'lines',
  [ExhibitForm.RADAR]: 'radar',
  [ExhibitForm.HEAT_MAP]: 'heat-map',
  [ExhibitForm.SCATTER]: 'scatter',
};

/** An exhibit as a figure; a form that is newer than this command is drawn as bars. */
export function figureOf(exhibit: Exhibit): Figure {
  const { id, title, form, xLabel, yLabel, categories, series, rangeLow, rangeHigh, logarithmic, decimals } =
    exhibit;
  return {
    id,
    title,
    form: FORMS[form] ?? 'bars',
    xLabel,
    yLabel,
    categories,
    series: series.map(seriesOf),
    ...(rangeLow === undefined || rangeHigh === undefined ? {} : { range: [rangeLow, rangeHigh] as const }),
    ...(logarithmic ? { logarithmic: 'x' as const } : {}),
    ...(decimals === undefined ? {} : { decimals }),
  };
}

function seriesOf({ name, origin, points }: ExhibitSeries): Series {
  const shown = { name, points: points.map(pointOf) };
  if (origin === SeriesOrigin.PUBLISHED) return { ...shown, role: 'published' };
  return origin === SeriesOrigin.REFERENCE ? { ...shown, role: 'reference' } : shown;
}

function pointOf({ x, value, low, high }: ExhibitPoint): Point | undefined {
  if (value === undefined) return undefined;
  return {
    value,
    ...(x === undefined ? {} : { x }),
    ...(low === undefined || high === undefined ? {} : { low, high }),
  };
}
