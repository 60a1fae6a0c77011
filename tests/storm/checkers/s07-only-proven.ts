// S7: what the product holds as proven by the card was really so at some time before: nothing that
// nobody signed, or that somebody else signed, ever became a proven fact.

import type { Moment } from '@holdfast/simulator/world/truth.ts'
import { eventsByCard, type LoggedEvent } from '../rig/evidence.ts'
import { type Checker, violating } from './checker.ts'

const violation = violating('S7')

export const onlyProven: Checker = {
  invariant: 'S7',
  words: 'what is held as proven was true',
  check: (evidence) => {
    const truths = new Map(evidence.devices.map(({ plan, truth }) => [plan.eid as string, truth]))
    return [...eventsByCard(evidence)].flatMap(([eid, events]) =>
      events.flatMap((event) => {
        const until = (event.trueAt ?? event.at) + evidence.windowMs
        const past = truths.get(eid)?.moments.filter(({ at }) => at <= until) ?? []
        const lie = lieOf(event, past)
        return lie === undefined ? [] : [violation(event.at, `card ${eid}: ${lie}`)]
      }),
    )
  },
}

/** What this event holds as proven and what never was. */
function lieOf({ fact }: LoggedEvent, past: readonly Moment[]): string | undefined {
  if (fact.evidence !== 'proven') return undefined
  if (fact.kind === 'profiles-read') {
    const list = fact.profiles as readonly { readonly iccid: string; readonly state: string }[]
    const all = list.map(({ iccid }) => iccid).sort()
    const enabled = list.find(({ state }) => state === 'enabled')?.iccid
    const isTrue = past.some(
      (moment) => moment.enabled === enabled && [...moment.profiles].sort().join() === all.join(),
    )
    return isTrue ? undefined : `a proven list of ${all.join()} with ${enabled} enabled never was`
  }
  if (fact.kind !== 'profile-changed') return undefined
  const iccid = String(fact.iccid)
  const was = (test: (moment: Moment) => boolean) =>
    past.some(test) ? undefined : `${iccid} was never ${fact.change}`
  switch (fact.change) {
    case 'installed':
      return was(({ profiles }) => profiles.includes(iccid))
    case 'enabled':
      return was(({ enabled }) => enabled === iccid)
    case 'disabled':
      return was(({ enabled, profiles }) => profiles.includes(iccid) && enabled !== iccid)
    case 'deleted':
      return was(({ profiles }) => !profiles.includes(iccid))
    case 'fallback-set':
      return was(({ fallback }) => fallback === iccid)
    default:
      return undefined
  }
}
