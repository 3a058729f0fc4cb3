import type { Manifest } from './manifest.ts';

/** A rule that every setting of the chart keeps. */
export interface Policy {
  /** The rule, as a sentence. */
  readonly rule: string;
  /** @returns what breaks it, each with the object's name; none where it is kept */
  readonly breaches: (manifests: readonly Manifest[]) => readonly string[];
}
