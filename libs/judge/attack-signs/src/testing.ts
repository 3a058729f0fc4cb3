export { thoroughSigns } from './testing/thorough-signs.ts';
