/** Longest wait that a Node timer can hold, in milliseconds; longer ones would fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
