// What a log must show after crashes, read from an exported file alone: nothing applied twice,
// counters that only rise, one dispatch open at a time, and the same outcome for each device as in
// an undisturbed run. Nothing here asks the product for its opinion.

import { readFileSync } from 'node:fs'

export interface LoggedEvent {
  readonly eid: string
  readonly at: number
  readonly position: number
  readonly fact: {
    readonly kind: string
    readonly event?: string
    readonly iccid?: string
    readonly device?: { readonly serial: string }
    readonly operation?: { readonly operationId: string; readonly batchId?: string }
    readonly seqNumber?: number
    readonly operationId?: string
    readonly to?: string
    readonly ended?: boolean
    readonly eimTransactionId?: string
    readonly inFlight?: {
      readonly eimTransactionId: string
      readonly counterValue?: number
      readonly bytes: string
    }
  }
}

/** The events of an exported log, in order. */
export function readEvents(file: string): readonly LoggedEvent[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.flatMap((line) => {
    if (!line.includes('"fact"')) return []
    const read = JSON.parse(line) as LoggedEvent | { readonly event: LoggedEvent }
    return ['event' in read ? read.event : read]
  })
}

/** Sentences about what is wrong; empty when nothing is. */
export function checkLog(events: readonly LoggedEvent[]): readonly string[] {
  const wrong: string[] = []
  const lastCounter = new Map<string, number>()
  const dispatched = new Set<string>()
  const applied = new Set<string>()
  events.forEach((event, index) => {
    const { eid, fact } = event
    if (event.position !== index) wrong.push(`position ${event.position} where ${index} belongs`)
    if (fact.kind === 'dispatched' && fact.inFlight) {
      const { counterValue, eimTransactionId } = fact.inFlight
      if (dispatched.has(eimTransactionId)) wrong.push(`${eid}: ${eimTransactionId} left twice`)
      dispatched.add(eimTransactionId)
      if (counterValue !== undefined) {
        if (counterValue <= (lastCounter.get(eid) ?? -1)) {
          wrong.push(`${eid}: counterValue ${counterValue} did not rise`)
        }
        lastCounter.set(eid, counterValue)
      }
    }
    if (fact.kind === 'result-applied' && fact.seqNumber !== undefined) {
      const key = `${eid} ${fact.seqNumber}`
      if (applied.has(key)) wrong.push(`${eid}: result ${fact.seqNumber} was applied twice`)
      applied.add(key)
    }
  })
  return wrong
}

/** Per device, the outcomes of its operations in the order they ended. */
export function outcomesOf(events: readonly LoggedEvent[]): ReadonlyMap<string, string> {
  const found = new Map<string, string[]>()
  const last = new Map<string, string>()
  for (const { eid, fact } of events) {
    if (fact.kind !== 'outcome-changed' || !fact.operationId || !fact.to) continue
    last.set(fact.operationId, fact.to)
    if (fact.ended) found.set(eid, [...(found.get(eid) ?? []), fact.to])
  }
  return new Map([...found].map(([eid, outcomes]) => [eid, outcomes.join(' ')]))
}
