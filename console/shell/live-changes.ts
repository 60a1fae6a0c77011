// Gathers what changed, so that a busy fleet refreshes a page once in a while and not once per
// event: cards at once with the next flush, lists and counts at their own slower pace.

export interface Flush {
  readonly eids: ReadonlySet<string>
  readonly refreshesLists: boolean
}

export interface LiveChanges {
  readonly note: (eid: string) => void
  /** What is to be refreshed at this instant; nothing when nothing changed. */
  readonly take: (at: number) => Flush | undefined
}

/** `listsEveryMs`: lists are refreshed that often at most. */
export function gatherChanges(listsEveryMs: number): LiveChanges {
  let eids = new Set<string>()
  let areListsStale = false
  let listsAt = Number.NEGATIVE_INFINITY
  return {
    note(eid) {
      eids.add(eid)
      areListsStale = true
    },
    take(at) {
      const refreshesLists = areListsStale && at - listsAt >= listsEveryMs
      if (eids.size === 0 && !refreshesLists) return undefined
      const flush = { eids, refreshesLists }
      eids = new Set()
      if (refreshesLists) {
        areListsStale = false
        listsAt = at
      }
      return flush
    },
  }
}
