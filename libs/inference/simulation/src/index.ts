export { SimulatedBackend, type SimulationSettings } from './simulated-backend.ts';
export { SIMULATED_WORLDS, type SimulatedWorldName } from './worlds/worlds.ts';
