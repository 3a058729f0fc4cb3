import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const FOLDER = 'tools/observability';

/** What a panel asks Prometheus for. */
export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  /** In cells of which a row has 24. */
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
  /** Change the names of lines. */
  readonly transformations?: readonly Renaming[];
}

interface Renaming {
  readonly id: 'renameByRegex';
  readonly options: { readonly regex: string; readonly renamePattern: string };
}

/** A variable of a dashboard, which somebody chooses at its top. */
interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query: string;
}

export interface Board {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
}

/** Every dashboard of the platform, as Grafana imports it. */
export function readBoards(): readonly Board[] {
  const folder = join(FOLDER, 'dashboards');
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Board);
}

/** What a line is called in the legend of its panel. @param metric labels of the line */
export function nameOf(
  { transformations = [] }: Pick<Panel, 'transformations'>,
  { legendFormat }: Target,
  metric: Readonly<Record<string, string>>,
): string {
  const name = legendFormat.replace(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? '');
  return transformations.reduce(
    (before, { options }) => before.replace(new RegExp(options.regex), options.renamePattern),
    name,
  );
}
