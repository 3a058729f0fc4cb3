export { chanceOf, posterior } from './network/elimination.ts';
export type { Network, ValuesByNode } from './network/network.ts';
export { profileNetwork, SCENARIO_NODE } from './network/profile-network.ts';
export { Syntheses } from './job/syntheses.ts';
export type { SynthesesParts } from './job/syntheses.ts';
export { SynthesisControl } from './job/synthesis-control.ts';
export type { SynthesisProgress, SynthesisRecord } from './job/synthesis-record.ts';
export { synthesisToWire } from './job/synthesis-to-wire.ts';
export { synthesisReport } from './report/synthesis-report.ts';
