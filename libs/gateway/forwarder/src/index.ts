export { startForwarder, type Forwarder, type ForwarderOptions } from './forwarder.ts';
export type { AnsweredHere, Answers } from './answered-here.ts';
export type { CallHead } from './call-head.ts';
export type { CallObserver, Router } from './call.ts';
export type { Target } from './forwarded-headers.ts';
export type { ForwarderLimits } from './limits.ts';
export type { UpstreamObserver } from './upstream.ts';
