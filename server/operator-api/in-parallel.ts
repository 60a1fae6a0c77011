// Many small pieces of work, a few at a time: cards of a batch, rows of a file. Stops at the first
// that fails, because what fails here is the server, not a card.

/** Runs `work` for each item, at most `atOnce` at the same time. */
export async function inParallel<T>(
  items: Iterable<T> | AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>()
  for await (const item of items) {
    const one = work(item).finally(() => running.delete(one))
    running.add(one)
    if (running.size >= atOnce) await Promise.race(running)
  }
  await Promise.all(running)
}
