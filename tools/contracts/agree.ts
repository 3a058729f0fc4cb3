// `npm run contract:agree`: today's contract becomes the agreed one. Refused when it breaks the last one, unless the break is
// meant: `npm run contract:agree -- --breaking`. CONTRIBUTING says when either may be done.
import { execFileSync } from 'node:child_process';
import { AGREED, breaksOf } from './agreed.ts';

const breaks = breaksOf();
if (breaks !== '' && !process.argv.includes('--breaking')) {
  console.error(
    `${breaks}\nThis breaks the agreed contract. If that is decided: npm run contract:agree -- --breaking`,
  );
  process.exit(1);
}
execFileSync('buf', ['build', '--exclude-source-info', '-o', AGREED], { stdio: 'inherit' });
