/** What `run --fail-on` may be about. */
export const RUN_MEASURES = ['failed', 'unscored', 'cut', 'score'] as const;

/** What `build-library --fail-on` may be about. */
export const BUILD_MEASURES = ['failed'] as const;
