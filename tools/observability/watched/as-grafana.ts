/** What Grafana takes for the time between two scrapes where its data source says nothing else, in seconds. */
export const ASSUMED_SCRAPE_SECONDS = 15;

/** What a dashboard shows at once. */
export interface Shown {
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** What the data source says of the time between two scrapes, in seconds. */
  readonly scrapeSeconds: number;
}

/** Points that a panel of a third of a wide screen has room for. */
const POINTS = 500;

/** Seconds between two points of a graph, as Grafana chooses them: no more points than pixels, no less time than between two scrapes. */
export function intervalOf({ from, to, scrapeSeconds }: Shown): number {
  return Math.max(Math.ceil((to - from) / POINTS), scrapeSeconds);
}

/**
 * A query as Grafana sends it, with its own variables filled in.
 * @throws Error when a variable is left, which Prometheus would not understand
 */
export function asGrafana(expr: string, shown: Shown): string {
  const interval = intervalOf(shown);
  const rateInterval = Math.max(interval + shown.scrapeSeconds, 4 * shown.scrapeSeconds);
  const known: Readonly<Record<string, string>> = {
    $__rate_interval: `${rateInterval}s`,
    $__interval: `${interval}s`,
    $__range: `${Math.ceil(shown.to - shown.from)}s`,
  };
  const filled = expr.replace(/\$__\w+/g, (name) => known[name] ?? name);
  if (filled.includes('$')) throw new Error(`a variable is not known: ${filled}`);
  return filled;
}
