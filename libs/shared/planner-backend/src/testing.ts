export { startBackend, type BackendOptions, type RunningBackend } from './testing/start-backend.ts';
