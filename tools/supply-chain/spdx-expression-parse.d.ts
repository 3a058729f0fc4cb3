declare module 'spdx-expression-parse' {
  namespace parse {
    /** One licence. */
    interface LicenseInfo {
      readonly license: string;
      readonly plus?: true;
      readonly exception?: string;
    }
    /** Two of them. */
    interface ConjunctionInfo {
      readonly conjunction: 'and' | 'or';
      readonly left: Info;
      readonly right: Info;
    }
    type Info = LicenseInfo | ConjunctionInfo;
  }
  /** @throws Error for what is no expression of SPDX */
  function parse(expression: string): parse.Info;
  export = parse;
}
