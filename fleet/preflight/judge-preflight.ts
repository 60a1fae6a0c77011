// Pre-flight (C2): before a swap or download is started, each thing that it needs is checked against
// what is known, so that what is doomed is stopped beforehand and not on the device. The verdict is
// the worst of the checks. A missing fact is `unknown`: it is counted and shown, and holds only where
// the person who starts it requires that fact.

import type { Refusal } from '../decision.ts'
import type { Refused } from '../judge-wish.ts'
import { judgePlan } from '../judge-wish.ts'
import type { Plan } from '../plan.ts'
import { findReason, withFacts } from '../reasons/reason.ts'
import { checkCertificates, checkCi, checkMemory, checkWayBack } from './card-checks.ts'
import type { Check, CheckName, PreflightVerdict } from './check.ts'
import { checkContact, checkCoverage, checkEnergy } from './device-checks.ts'
import { checkApn, checkCountry, checkLine, checkLock, checkProfile } from './line-checks.ts'
import type { PreflightInput } from './preflight-facts.ts'
import { defaultLimits } from './preflight-limits.ts'

/** Whether the wish may start on this device now, with every check that was made. */
export function judgePreflight(input: PreflightInput): PreflightVerdict {
  const verdict = judgePlan(input)
  if (verdict.kind === 'refused') return refusedByCard(verdict)
  const { wish, required = [] } = input
  const rules: Check = { check: 'card-rules', state: 'ok', fact: 'the plan is proven safe' }
  if (wish.kind !== 'swap' && wish.kind !== 'download') return verdictOf([rules])
  const checks = [rules, ...checksOf(input, verdict.plan)]
  return verdictOf(checks.map((check) => (required.includes(check.check) ? must(check) : check)))
}

function checksOf(input: PreflightInput, plan: Plan): readonly Check[] {
  const limits = { ...defaultLimits, ...input.limits }
  const asked = { input, plan, limits }
  const isSwap = input.wish.kind === 'swap'
  return [
    ...(isSwap ? [checkWayBack(asked)] : []),
    checkMemory(asked),
    checkCi(asked),
    checkCertificates(asked),
    checkProfile(asked),
    ...(isSwap ? [checkLine(asked), checkCountry(asked), checkLock(asked), checkApn(asked)] : []),
    checkEnergy(asked),
    checkCoverage(asked),
    checkContact(asked),
  ]
}

/** A fact that is required and missing holds the device until somebody tells it. */
const must = (check: Check): Check =>
  check.state === 'unknown' ? { ...check, state: 'held', code: 'fact-missing' } : check

function refusedByCard({ refusals }: Refused): PreflightVerdict {
  const checks = refusals.map(
    ({ code, why, remedy }): Check => ({
      check: 'card-rules',
      state: 'refused',
      fact: why,
      code,
      ...(remedy === undefined ? {} : { remedy }),
    }),
  )
  return { kind: 'refused', checks, refusals, unknown: [] }
}

function verdictOf(checks: readonly Check[]): PreflightVerdict {
  const refused = checks.filter(({ state }) => state === 'refused')
  const held = checks.filter(({ state }) => state === 'held')
  const unknown = checks.filter(({ state }) => state === 'unknown').map(nameOf)
  const kind = refused.length > 0 ? 'refused' : held.length > 0 ? 'held' : 'go'
  return { kind, checks, refusals: [...refused, ...held].map(refusalOf), unknown }
}

const nameOf = ({ check }: Check): CheckName => check

function refusalOf({ code = 'fact-missing', fact, remedy }: Check): Refusal {
  const text = findReason(code)
  const why = text ? withFacts(text.words, fact) : fact
  return { kind: 'refused', code, why, remedy: remedy ?? text?.remedy ?? '' }
}
