// A step of `npm run check`: where packages come from, what they run when they are installed, and under which licences they are.
// `node tools/supply-chain/main.ts FOLDER` shows what the package in a folder runs, as the list of install scripts has it.
import { fileURLToPath } from 'node:url';
import { readCrates, wrongCrateLicences, wrongCrates } from './crates.ts';
import { readScripts, wrongAllowances, wrongScripts } from './install-scripts.ts';
import { wrongLicences } from './licences.ts';
import { fileText, lockedPackages } from './lock.ts';
import { wrongOrigins } from './origins.ts';
import { missingForOthers } from './platforms.ts';
import { installScriptOf } from './script-contents.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const [folder] = process.argv.slice(2);
if (folder !== undefined)
  console.log(JSON.stringify(installScriptOf(folder) ?? 'it runs nothing', undefined, 2));
else process.exit(check() ? 0 : 1);

function check(): boolean {
  const packages = lockedPackages(fileText('package-lock.json'));
  const { allowScripts = {} } = JSON.parse(fileText('package.json')) as {
    readonly allowScripts?: Readonly<Record<string, boolean>>;
  };
  const [scripts, crates] = [readScripts(), readCrates()];
  const licencesOfCrates = wrongCrateLicences(crates);
  const wrong = [
    ...wrongOrigins(packages),
    ...missingForOthers(packages),
    ...wrongScripts(packages, scripts, ROOT),
    ...wrongAllowances(allowScripts, scripts),
    ...wrongLicences([...packages, ...crates]),
    ...wrongCrates(crates, fileText('planner-wasm/Cargo.lock')),
    ...(licencesOfCrates ?? []),
  ];
  for (const one of wrong) console.error(one);
  const manifests = licencesOfCrates === undefined ? ', whose manifests are not on this machine' : '';
  console.log(`${packages.length} packages, ${crates.length} crates${manifests}: ${wrong.length} wrong`);
  return wrong.length === 0;
}
