// S8: nothing of one tenant is readable or changed by another, through any path: each log holds its
// own tenant's cards only, and a stranger who asks for another's things by any route sees none of
// their EIDs.

import type { Evidence } from '../rig/evidence.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('S8')

export const tenantsApart: Checker = {
  invariant: 'S8',
  words: 'no tenant reads or changes what is another’s',
  check: (evidence) => [...checkLogs(evidence), ...checkPeeks(evidence)],
}

function checkLogs({ logs, devices }: Evidence): readonly Violation[] {
  const owner = new Map(devices.map(({ plan, tenant }) => [plan.eid as string, tenant]))
  return [...logs].flatMap(([tenant, log]) =>
    log.flatMap(({ eid, at }) => {
      const isOwn = eid === undefined || owner.get(eid) === tenant
      return isOwn ? [] : [violation(at, `the log of ${tenant} tells of card ${eid}`)]
    }),
  )
}

function checkPeeks({ peeks, devices }: Evidence): readonly Violation[] {
  return peeks.flatMap(({ tenant, path, text, at, status }) => {
    const seen = devices.find(
      (device) => device.tenant !== tenant && text.includes(device.plan.eid),
    )
    const isAsked = seen !== undefined && path.includes(seen.plan.eid) && status >= 400
    if (!seen || isAsked) return []
    return [violation(at, `${path} shows ${tenant} the card ${seen.plan.eid} of ${seen.tenant}`)]
  })
}
