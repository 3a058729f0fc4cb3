const WIDTH = 20;

/** How much is done as a bar; empty while the total is not known. */
export function bar(done: number, total: number): string {
  const filled = total > 0 ? Math.min(WIDTH, Math.round((done / total) * WIDTH)) : 0;
  return '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
}
