// S2: a result is applied once for a card and eimTransactionId; a duplicate is answered as the first
// was; a number is acknowledged only when what it stands for is on record.

import { type Evidence, eventsByCard, type LoggedEvent } from '../rig/evidence.ts'
import { acknowledged, requestKey } from '../rig/wire-reading.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('S2')

export const appliedOnce: Checker = {
  invariant: 'S2',
  words: 'a result is applied once, and acknowledged only when it is on record',
  check: (evidence) => [...checkOnce(evidence), ...checkAcknowledged(evidence)],
}

function checkOnce(evidence: Evidence): readonly Violation[] {
  const found: Violation[] = []
  for (const [eid, events] of eventsByCard(evidence)) {
    const seen = new Set<string>()
    for (const { fact, at } of events) {
      if (fact.kind !== 'result-applied' || fact.eimTransactionId === undefined) continue
      const key = `${fact.eimTransactionId} ${fact.seqNumber ?? 'unnumbered'}`
      if (seen.has(key)) found.push(violation(at, `card ${eid}: result ${key} was applied twice`))
      seen.add(key)
    }
  }
  return found
}

/** The number of a card's result or notification that this event puts on record. */
function numberOf({ fact }: LoggedEvent): readonly number[] {
  const isKept = fact.kind === 'result-applied' || fact.kind === 'notification-received'
  return isKept && typeof fact.seqNumber === 'number' ? [fact.seqNumber] : []
}

/** Numbers on record, of each card, in any log that ever was. */
function numbersOnRecord(evidence: Evidence): ReadonlyMap<string, ReadonlySet<number>> {
  const byCard = new Map<string, Set<number>>()
  const lost = evidence.lostLogs.flatMap(({ events }) => events)
  for (const event of [...[...evidence.logs.values()].flat(), ...lost]) {
    const numbers = byCard.get(event.eid) ?? new Set()
    for (const number of numberOf(event)) numbers.add(number)
    byCard.set(event.eid, numbers)
  }
  return byCard
}

/**
 * Whether the card's certificates were lost with the database, so that nothing it signs can be
 * proven: what is not proven is not acknowledged (S7), and the card keeps it until they are known.
 * The log must say so: this result distrusted then, and the card not identified before that.
 */
function isUnprovable(events: readonly LoggedEvent[], at: number, windowMs: number): boolean {
  const distrusted = events.findIndex(
    ({ fact, ...event }) =>
      fact.kind === 'result-distrusted' && Math.abs((event.trueAt ?? event.at) - at) <= windowMs,
  )
  const known = events.findIndex(({ fact }) => fact.kind === 'card-identified')
  return distrusted >= 0 && (known < 0 || known > distrusted)
}

function checkAcknowledged(evidence: Evidence): readonly Violation[] {
  const found: Violation[] = []
  const logged = eventsByCard(evidence)
  const recorded = numbersOnRecord(evidence)
  const firstAnswers = new Map<string, readonly number[]>()
  for (const exchange of evidence.esipa) {
    const numbers = acknowledged(exchange)
    if (!numbers) continue
    const { eid, at } = exchange
    const missing = numbers.filter((number) => !recorded.get(eid)?.has(number))
    if (missing.length > 0) {
      found.push(violation(at, `card ${eid}: ${missing.join()} acknowledged, but not on record`))
    }
    const key = `${eid} ${requestKey(exchange)}`
    const first = firstAnswers.get(key)
    const lacking = first?.filter((number) => !numbers.includes(number)) ?? []
    const isExcused = () => isUnprovable(logged.get(eid) ?? [], at, evidence.windowMs)
    if (lacking.length > 0 && !isExcused()) {
      found.push(violation(at, `card ${eid}: a duplicate was answered without ${lacking.join()}`))
    }
    if (!first) firstAnswers.set(key, numbers)
  }
  return found
}
