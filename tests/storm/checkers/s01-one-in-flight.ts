// S1: at most one package is in flight for a card; its counter is on record before its bytes leave,
// is never used twice and never falls, even when the database is replaced by a backup.

import { type Evidence, eventsByCard, type LoggedEvent } from '../rig/evidence.ts'
import { handedOut } from '../rig/wire-reading.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('S1')

export const oneInFlight: Checker = {
  invariant: 'S1',
  words: 'one package in flight for a card, its counter on record before it leaves',
  check: (evidence) => [...checkCounters(evidence), ...checkLogs(evidence)],
}

interface Left {
  readonly bytes: string
  readonly counterValue: number
}

/** By what crossed the wire. */
function checkCounters(evidence: Evidence): readonly Violation[] {
  const found: Violation[] = []
  const recorded = recordedTransactions(evidence)
  const lastOf = new Map<string, Left>()
  for (const exchange of evidence.esipa) {
    const out = handedOut(exchange)
    if (!out?.signed) continue
    const { eid, at } = exchange
    const { counterValue } = out.signed
    const last = lastOf.get(eid)
    const isAgain = last?.bytes === out.bytes
    if (last && !isAgain && counterValue === last.counterValue) {
      found.push(violation(at, `card ${eid}: counter ${counterValue} left twice`))
    } else if (last && counterValue < last.counterValue) {
      const was = `${last.counterValue} to ${counterValue}`
      found.push(violation(at, `card ${eid}: the counter fell from ${was}`))
    }
    if (!isAgain && !recorded.has(out.eimTransactionId ?? '')) {
      const what = `card ${eid}: the package ${out.eimTransactionId} left without a record`
      found.push(violation(at, what))
    }
    if (!last || counterValue >= last.counterValue)
      lastOf.set(eid, { bytes: out.bytes, counterValue })
  }
  return found
}

/** eimTransactionIds of everything that was ever recorded as handed out. */
function recordedTransactions({ logs, lostLogs }: Evidence): ReadonlySet<string> {
  const all = [...[...logs.values()].flat(), ...lostLogs.flatMap(({ events }) => events)]
  return new Set(all.flatMap((event) => dispatchOf(event)?.eimTransactionId ?? []))
}

interface Dispatch {
  readonly eimTransactionId: string
}

const dispatchOf = ({ fact }: LoggedEvent): Dispatch | undefined =>
  fact.kind === 'dispatched' ? (fact.inFlight as Dispatch) : undefined

const landing: ReadonlySet<string> = new Set([
  'result-applied',
  'card-data-received',
  'in-flight-cleared',
])

/** By the log: nothing is handed out while something else is out. */
function checkLogs(evidence: Evidence): readonly Violation[] {
  const found: Violation[] = []
  for (const [eid, events] of eventsByCard(evidence)) {
    let out: string | undefined
    for (const event of events) {
      if (landing.has(event.fact.kind) && event.fact.eimTransactionId === out) out = undefined
      const dispatch = dispatchOf(event)
      if (!dispatch) continue
      if (out !== undefined) {
        const what = `card ${eid}: ${dispatch.eimTransactionId} was handed out while ${out} was out`
        found.push(violation(event.at, what))
      }
      out = dispatch.eimTransactionId
    }
  }
  return found
}
