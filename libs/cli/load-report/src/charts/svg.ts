import { escapedHtml } from '@rookery/cli-rendering';

/** A number of pixels, short. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A line through points; where a point is missing the line is broken, and a point alone becomes a dot. */
export function line(
  points: readonly (readonly [x: number, y: number] | undefined)[],
  cssClass: string,
): string {
  const runs: (readonly [number, number])[][] = [[]];
  for (const point of points) {
    if (point === undefined) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  const alone = runs.filter((run) => run.length === 1).flat();
  const path = runs
    .filter((run) => run.length > 1)
    .map((run) => `M${run.map(([x, y]) => `${px(x)} ${px(y)}`).join('L')}`)
    .join('');
  const dots = alone.map(([x, y]) => `<circle class="dot ${cssClass}" cx="${px(x)}" cy="${px(y)}" r="2.5"/>`);
  return `<path class="line ${cssClass}" d="${path}"/>${dots.join('')}`;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A filled rectangle, with what the pointer shows over it. */
export function box({ x, y, width, height }: Box, cssClass: string, hint = ''): string {
  const title = hint === '' ? '' : `<title>${escapedHtml(hint)}</title>`;
  return `<rect class="${cssClass}" x="${px(x)}" y="${px(y)}" width="${px(Math.max(0, width))}" height="${px(Math.max(0, height))}">${title}</rect>`;
}
