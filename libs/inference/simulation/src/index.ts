export { SimulatedBackend, type SimulationSettings } from './simulated-backend.ts';
