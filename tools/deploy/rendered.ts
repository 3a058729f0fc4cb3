// What the chart renders to, for each setting that ships: checked in, so that a change of the chart shows what it changes, and so that
// the policies are tested without helm. A test fails when the files are older than the chart.
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

export const DEPLOY = import.meta.dirname;
/** The oldest line of Kubernetes for which the settings are rendered. */
export const KUBERNETES = '1.35.0';

export interface Setting {
  readonly name: string;
  /** Arguments of helm template, besides the chart and the release. */
  readonly arguments: readonly string[];
}

const values = (name: string): string => join('settings', `${name}.yaml`);

/** The settings that ship, and one with every switch turned the other way. */
export const SETTINGS: readonly Setting[] = [
  ...['small', 'paper', 'large'].map((name) => ({ name, arguments: ['--values', values(name)] })),
  {
    name: 'switches',
    arguments: [
      ...['--values', values('paper')],
      ...['--set', 'dynamicResources.enabled=true,inferencePools.enabled=true,autoscaling.enabled=true'],
      ...[
        '--set',
        'autoscaling.maxReplicas=4,weights.claim=,weights.create=false,migrations.hook=false,contentKeys.claim=content-keys,tls.secret=rookery-tls',
      ],
      ...['--set-json', 'inferencePools.from=[{"podSelector":{"matchLabels":{"app":"endpoint-picker"}}}]'],
    ],
  },
];

export const renderedFile = ({ name }: Setting): string => join(DEPLOY, 'rendered', `${name}.yaml`);

/** sha256 over the chart and the settings. Line endings do not count. */
export function chartHash(): string {
  const hash = createHash('sha256');
  const files = ['chart/**/*', 'chart/.helmignore', 'settings/*.yaml', 'rendered.ts']
    .flatMap((pattern) => globSync(pattern, { cwd: DEPLOY, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${file.slice(DEPLOY.length).split(sep).join('/')}\0${Buffer.byteLength(text)}\0${text}`);
  }
  return hash.digest('hex');
}

/** The first line of a rendered file. */
export const headOf = (hash: string): string =>
  `# Rendered by npm run render:chart from the chart ${hash}; do not edit.`;
