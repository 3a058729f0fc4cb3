// Writes the page of all metrics: `npm run generate:metrics`.
import { writeFileSync } from 'node:fs';
import { METRICS_PAGE, metricsPage } from './metrics-page.ts';

writeFileSync(METRICS_PAGE, await metricsPage());
