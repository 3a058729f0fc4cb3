/** What an unset field of GenerateRequest means (contract; paper, section 5). */
export const GENERATION_DEFAULTS = { temperature: 0.7, topP: 0.95, maxOutputTokens: 2048 } as const;
