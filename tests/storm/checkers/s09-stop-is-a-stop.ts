// S9: after the commit of a stop not one new package of a campaign leaves, and no device is touched
// before its wave was opened. Told by the order of the tenant's log alone.

import type { Evidence, LoggedEvent } from '../rig/evidence.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('S9')

export const stopIsAStop: Checker = {
  invariant: 'S9',
  words: 'a stopped campaign sends nothing new, and an unopened wave touches nobody',
  check: ({ logs }: Evidence): readonly Violation[] => [...logs.values()].flatMap(checkLog),
}

interface Membership {
  readonly campaignId: string
  readonly wave: number
}

interface Created {
  readonly operationId: string
  readonly campaign?: Membership
}

interface Standing {
  isStopped: boolean
  readonly opened: Set<number>
}

function checkLog(log: readonly LoggedEvent[]): readonly Violation[] {
  const members = new Map<string, Membership>()
  const campaigns = new Map<string, Standing>()
  return log.flatMap((event) => {
    const { fact, at, eid } = event
    noteStanding(event, campaigns)
    if (fact.kind === 'operation-created') {
      const { operationId, campaign } = fact.operation as Created
      if (campaign) members.set(operationId, campaign)
    }
    const member = fact.kind === 'dispatched' ? members.get(stepOf(fact.inFlight)) : undefined
    const standing = member && campaigns.get(member.campaignId)
    if (!member || !standing) return []
    if (standing.isStopped) {
      return [violation(at, `card ${eid}: a package of ${member.campaignId} left after its stop`)]
    }
    if (standing.opened.has(member.wave)) return []
    return [violation(at, `card ${eid}: wave ${member.wave} was not open yet`)]
  })
}

/** The operation whose step this hands out; what only settles a doubt is none. */
function stepOf(inFlight: unknown): string {
  const { operationId, purpose = 'step' } = inFlight as {
    readonly operationId: string
    readonly purpose?: string
  }
  return purpose === 'step' ? operationId : ''
}

const stops: ReadonlySet<string> = new Set(['campaign-paused', 'campaign-aborted'])
const goes: ReadonlySet<string> = new Set(['campaign-started', 'campaign-resumed'])

function noteStanding({ subject, fact }: LoggedEvent, campaigns: Map<string, Standing>): void {
  if (subject?.kind !== 'campaign') return
  const standing = campaigns.get(subject.id) ?? { isStopped: false, opened: new Set() }
  campaigns.set(subject.id, standing)
  if (stops.has(fact.kind)) standing.isStopped = true
  if (goes.has(fact.kind)) standing.isStopped = false
  if (fact.kind === 'wave-opened' || fact.kind === 'wave-roll-back-began') {
    standing.opened.add(Number(fact.wave))
  }
}
