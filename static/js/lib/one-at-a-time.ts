/** Runs a task once for all calls that come while it waits, and once more for those that come while it runs. */
export function oneAtATime(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const run = async () => {
    next = null;
    running = task();
    await running.catch((error: unknown) => console.error(error));
  };
  return () => (next ??= (running ?? Promise.resolve()).catch(() => undefined).then(run));
}
