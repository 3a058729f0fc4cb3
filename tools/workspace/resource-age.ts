// `npm run check:resources`: which crisis resources want a new look, because nobody has for some time or because they were
// never compared with a source. A warning, never a failure: a build does not break because a date has passed.
// A deployment's own list: npm run check:resources -- FILE
import { readFileSync } from 'node:fs';
import { dueForReview, parseResources, RESOURCE_LIST } from '@rookery/agent-crisis';

const MONTHS = 6;

const [file] = process.argv.slice(2);
const list = file === undefined ? RESOURCE_LIST : parseResources(readFileSync(file, 'utf8'));
const due = dueForReview(list, new Date(), MONTHS);
for (const [reason, group] of Map.groupBy(due, (one) => one.reason)) {
  const names = group.map(({ resource }) => `${resource.region} ${resource.name} (${resource.source})`);
  console.warn(`warning: ${reason}: ${names.join(', ')}`);
}
console.log(`${due.length} of ${list.length} crisis resources want a review`);
