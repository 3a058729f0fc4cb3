export { ApiKeys, CALLER_HEADER, KEY_HEADERS } from './api-keys.ts';
