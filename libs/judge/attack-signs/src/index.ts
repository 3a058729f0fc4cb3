export type { SignKind } from './sign-kind.ts';
export { attackSigns } from './signs.ts';
export type { Sign } from './signs.ts';
