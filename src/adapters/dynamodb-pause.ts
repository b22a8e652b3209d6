/** Waits a little longer after each collision or refusal, 0.4 s at most, and never as long as its neighbour. */
export function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(10 * 2 ** attempt, 400)));
}
