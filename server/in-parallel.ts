// Many small pieces of work, a few at a time: cards of a batch, rows of a file, calls that are due.
// Begins nothing new after the first that fails, because what fails here is the server, not a card;
// and leaves nothing running, so that nobody's failure goes unheard and no round overlaps the next.

interface Failure {
  readonly cause: unknown
}

/**
 * Runs `work` for each item, at most `atOnce` at the same time. Settles when all that was begun has
 * ended; rejects with the first failure, of the work or of the source of the items.
 */
export async function inParallel<T>(
  items: Iterable<T> | AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const running = new Set<Promise<void>>()
  const failures: Failure[] = []
  const run = async (item: T): Promise<void> => {
    try {
      await work(item)
    } catch (cause) {
      failures.push({ cause })
    }
  }
  try {
    for await (const item of items) {
      if (failures.length > 0) break
      const one: Promise<void> = run(item).finally(() => running.delete(one))
      running.add(one)
      if (running.size >= atOnce) await Promise.race(running)
      if (failures.length > 0) break
    }
  } catch (cause) {
    failures.push({ cause })
  }
  await Promise.all(running)
  const [first] = failures
  if (first) throw first.cause
}
