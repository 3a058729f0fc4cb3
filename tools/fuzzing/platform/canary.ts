/** Stands in words of people that are sent: it must be in no log and in no error. */
export const CANARY = 'canary-5e0c1d';
