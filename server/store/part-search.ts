// Finds texts by a part of them, in memory: by the eight characters of that part which the fewest
// texts have. It only narrows down; whether a text has the whole part is for the caller to see.

const gramLength = 8

export class PartSearch {
  readonly #keys = new Map<string, Set<string>>()
  readonly #texts = new Map<string, string>()

  /** Sets the text of a key. */
  put(key: string, text: string): void {
    const before = this.#texts.get(key)
    if (before === text) return
    this.#texts.set(key, text)
    for (const gram of gramsOf(before ?? '')) this.#take(gram, key)
    for (const gram of gramsOf(text)) {
      const keys = this.#keys.get(gram)
      if (keys) keys.add(key)
      else this.#keys.set(gram, new Set([key]))
    }
  }

  /** Keys among which all are whose text has this part; undefined when the part is too short. */
  candidates(part: string): ReadonlySet<string> | undefined {
    let fewest: ReadonlySet<string> | undefined
    for (const gram of gramsOf(part)) {
      const keys = this.#keys.get(gram) ?? none
      if (!fewest || keys.size < fewest.size) fewest = keys
    }
    return fewest
  }

  #take(gram: string, key: string): void {
    const keys = this.#keys.get(gram)
    keys?.delete(key)
    if (keys?.size === 0) this.#keys.delete(gram)
  }
}

const none: ReadonlySet<string> = new Set()

function* gramsOf(text: string): Iterable<string> {
  for (let at = 0; at + gramLength <= text.length; at++) yield text.slice(at, at + gramLength)
}
