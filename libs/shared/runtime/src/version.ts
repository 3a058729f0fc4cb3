import manifest from '../package.json' with { type: 'json' };

/** Of the platform: all of it has one. */
export const VERSION: string = manifest.version;
