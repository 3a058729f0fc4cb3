// A program: every service reads its own variables in this one process, and says over IPC what it thinks of them. Nobody else knows what
// a service allows, and what six of them load is mostly the same.
import { SERVICE_NAMES } from './service-names.ts';
import { serviceMain } from './service-process.ts';

for (const name of SERVICE_NAMES) await import(serviceMain(name));
