/** What is used of it; the package has types, but does not export them. Names and parameters are those of Cephes. */
declare module 'cephes' {
  /** Nothing may be called before. */
  export const compiled: Promise<void>;
  /** Complement of the regularised incomplete gamma integral. */
  export function igamc(a: number, x: number): number;
  /** Regularised incomplete beta integral. */
  export function incbet(a: number, b: number, x: number): number;
  /** Its inverse. */
  export function incbi(a: number, b: number, y: number): number;
  /** Normal distribution function. */
  export function ndtr(x: number): number;
  /** Its inverse. */
  export function ndtri(y: number): number;
  /** Student's t distribution function with k degrees of freedom. */
  export function stdtr(k: number, t: number): number;
  /** Its inverse. */
  export function stdtri(k: number, p: number): number;
}
