// How well the crisis screen recognises: recall and false alarms on the labelled messages that were written for this project,
// of the part that the patterns were tuned on and of the part that they were not. With --misses, on stderr, every message
// that was given another level than its own. Every metric is a share; `baseline` is its 95% Wilson interval.
import { readFileSync } from 'node:fs';
import {
  judgeAll,
  measure,
  readLabelled,
  screen,
  type Judged,
  type LabelledMessage,
  type Measured,
} from '@rookery/agent-crisis';

const PARTS = ['development', 'held-out-1', 'held-out-2', 'held-out-3'] as const;

const METRICS = [
  'crisisRecognised',
  'crisisNoticed',
  'concernNoticed',
  'falseAlarms',
  'falseCrises',
] as const;

const misses = process.argv.includes('--misses');

function report(part: string, group: string, measured: Measured): void {
  for (const metric of METRICS) {
    const { hits, of, low, high } = measured[metric];
    if (of === 0) continue;
    const round = (value: number): number => Math.round(value * 1000) / 1000;
    const name = `${part}/${group}/${metric}`;
    const interval = `95% interval ${round(low)}..${round(high)}`;
    console.log(
      JSON.stringify({
        bench: 'screen',
        metric: name,
        value: round(hits / of),
        unit: `share of ${of} messages`,
        baseline: interval,
        ratio: null,
      }),
    );
  }
}

function reportBy(part: string, judged: readonly Judged[], key: (message: LabelledMessage) => string): void {
  const groups = Map.groupBy(judged, ({ message }) => key(message));
  for (const [group, members] of groups) report(part, group, measure(members));
}

for (const part of PARTS) {
  const file = new URL(`../../libs/agent/crisis/labelled/${part}.jsonl`, import.meta.url);
  const judged = judgeAll(readLabelled(readFileSync(file, 'utf8')), (text) => screen(text).level);
  report(part, 'all', measure(judged));
  reportBy(part, judged, ({ language }) => language);
  reportBy(part, judged, ({ kind }) => kind);
  if (!misses) continue;
  for (const { message, given } of judged) {
    const { level, language, kind, text } = message;
    if (given !== level)
      console.error(`${part}: ${level} taken for ${given} (${language}, ${kind}): ${text}`);
  }
}
