export { Admission } from './admission.ts';
export type { AdmittedSearch, SearchDemand } from './admission.ts';
