// Events as they are committed, for one reader: read from the log in its order, so that nothing is
// missed or doubled whichever process committed it. A commit of this process wakes the reader at
// once, others are seen within a second.

import type { ShapeOf, StreamEvent } from '@holdfast/api/route.ts'
import type { LiveSubjectShape } from '@holdfast/api/shapes/event.ts'
import type { CardEvent } from '@holdfast/fleet/event.ts'
import { maskFact } from '../secrets/mask-secrets.ts'
import type { Store } from '../store/contract.ts'
import type { SubjectEvent } from '../store/document.ts'
import { parseLogEvent } from '../store/event-text.ts'
import type { Counts, LiveCounts } from './live-counts.ts'

const entriesAtOnce = 500
const lookEveryMs = 1_000
const countsEveryMs = 1_000

export interface StreamWish {
  readonly tenant: string
  /** Events past this position; undefined: from now on. */
  readonly after: number | undefined
  readonly eid: string | undefined
}

type LiveSubject = ShapeOf<typeof LiveSubjectShape>
type Live = { readonly kind: 'event'; readonly event: CardEvent } | Counts | LiveSubject

/** Events and, when they changed, counts. Ends when its reader ends it. */
export async function* liveEvents(
  store: Store,
  counts: LiveCounts,
  wish: StreamWish,
): AsyncGenerator<StreamEvent<Live>> {
  const bell = new Bell(store)
  try {
    let next = wish.after === undefined ? (await store.logHead(wish.tenant)).size : wish.after + 1
    let countedAt = performance.now()
    yield countsOf(await counts.current(wish.tenant))
    let hasNews = false
    for (;;) {
      const entries = await store.log(wish.tenant, next, entriesAtOnce)
      next += entries.length
      hasNews ||= entries.length > 0
      for (const { text } of entries) {
        const event = parseLogEvent(text)
        const isWanted = wish.eid === undefined || ('eid' in event && event.eid === wish.eid)
        if (isWanted) yield 'eid' in event ? eventOf(event) : subjectOf(event)
      }
      if (hasNews && performance.now() - countedAt >= countsEveryMs) {
        countedAt = performance.now()
        hasNews = false
        yield countsOf(await counts.current(wish.tenant))
      }
      if (entries.length < entriesAtOnce) await bell.ring(lookEveryMs)
    }
  } finally {
    bell.unhang()
  }
}

const eventOf = (event: CardEvent): StreamEvent<Live> => ({
  id: String(event.position),
  event: 'event',
  data: { kind: 'event', event: { ...event, fact: maskFact(event.fact) } },
})

const subjectOf = ({ position, subject, at, actor, fact }: SubjectEvent): StreamEvent<Live> => ({
  id: String(position),
  event: 'subject',
  data: { kind: 'subject', subject, at, actor, what: fact.kind },
})

const countsOf = (counts: Counts): StreamEvent<Live> => ({ event: 'counts', data: counts })

/** Rings when this process commits, or after a while. */
class Bell {
  readonly unhang: () => void
  #hasRung = false
  #wake: (() => void) | undefined

  constructor(store: Store) {
    const ring = () => {
      this.#hasRung = true
      this.#wake?.()
    }
    const unhangs = [store.onCommitted(ring), store.onLogged(ring)]
    this.unhang = () => {
      for (const unhang of unhangs) unhang()
    }
  }

  async ring(withinMs: number): Promise<void> {
    if (!this.#hasRung) {
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, withinMs)
        this.#wake = () => {
          clearTimeout(late)
          resolve()
        }
      })
    }
    this.#hasRung = false
    this.#wake = undefined
  }
}
