import parse from 'spdx-expression-parse';

/** Licences by which code of others may be used here, and be passed on with ours, which is under Apache-2.0. */
const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Bitstream-Vera',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unicode-3.0',
  'Zlib',
  // By file: ours stay what they are.
  'MPL-2.0',
  // Of data, which nothing that is passed on holds: names of browsers and of exceptions, for tools.
  'CC-BY-3.0',
  'CC-BY-4.0',
]);

/** What a package says of its licence in other words than an expression of SPDX, and what it is: somebody has read it. */
interface InWords {
  readonly says: string;
  readonly is: string;
}

/** By the names of the packages. */
export const IN_WORDS: ReadonlyMap<string, InWords> = new Map([
  // With additions that are in the public domain.
  ['dejavu-fonts-ttf', { says: 'SEE LICENSE IN README.md AND LICENSE', is: 'Bitstream-Vera' }],
]);

/** Something with a licence. */
export interface Licensed {
  readonly name: string;
  readonly version: string;
  /** An expression of SPDX; empty: it says nothing. */
  readonly license: string;
}

/** @returns what is wrong, a sentence for each package */
export function wrongLicences(packages: readonly Licensed[]): string[] {
  return packages.flatMap(({ name, version, license }) => {
    if (license === '') return [`${name} ${version} does not say what licence it has`];
    const inWords = IN_WORDS.get(name);
    try {
      return isAllowed(parse(inWords?.says === license ? inWords.is : license))
        ? []
        : [`${name} ${version} is under ${license}, which is not on the list`];
    } catch {
      return [
        `${name} ${version} has the licence "${license}", which is no expression of SPDX; read it and say what it is`,
      ];
    }
  });
}

/** Of two that one may choose from one has to be allowed, of two that hold together both. */
function isAllowed(expression: parse.Info): boolean {
  if ('license' in expression) return ALLOWED.has(expression.license);
  const [left, right] = [isAllowed(expression.left), isAllowed(expression.right)];
  return expression.conjunction === 'or' ? left || right : left && right;
}
