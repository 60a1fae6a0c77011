// What every check is given, and the four answers that it may give.

import type { Evidence } from '../evidence.ts'
import type { Plan } from '../plan.ts'
import type { RefusalCode } from '../reasons/refusal-table.ts'
import { refusalTable } from '../reasons/refusal-table.ts'
import type { Check, CheckName } from './check.ts'
import type { LineKnown, PreflightInput } from './preflight-facts.ts'
import type { PreflightLimits } from './preflight-limits.ts'

export interface Asked {
  readonly input: PreflightInput
  readonly plan: Plan
  readonly limits: PreflightLimits
}

const graded = (evidence: Evidence | undefined) => (evidence === undefined ? {} : { evidence })

export const ok = (check: CheckName, fact: string, evidence?: Evidence): Check => ({
  check,
  state: 'ok',
  fact,
  ...graded(evidence),
})

/** @param what the fact that is missing; `how` it can be got */
export const unknown = (check: CheckName, what: string, how: string): Check => ({
  check,
  state: 'unknown',
  fact: `not known: ${what}`,
  remedy: how,
})

export const refused = (
  check: CheckName,
  code: RefusalCode,
  fact: string,
  evidence?: Evidence,
): Check => against('refused', { check, code, fact, evidence })

export const held = (
  check: CheckName,
  code: RefusalCode,
  fact: string,
  evidence?: Evidence,
): Check => against('held', { check, code, fact, evidence })

interface Against {
  readonly check: CheckName
  readonly code: RefusalCode
  readonly fact: string
  readonly evidence: Evidence | undefined
}

const against = (state: 'refused' | 'held', { check, code, fact, evidence }: Against): Check => ({
  check,
  state,
  fact,
  code,
  remedy: refusalTable[code].remedy,
  ...graded(evidence),
})

export const downloads = ({ steps }: Plan): boolean =>
  steps.some(({ step }) => step.kind === 'download')

/** The ICCID that the wish or the order names. */
export function targetIccid({ wish, profile }: PreflightInput): string | undefined {
  const named = wish.kind === 'swap' || wish.kind === 'download' ? wish.profile.iccid : undefined
  return named ?? profile?.iccid
}

/** What the operator said about the target's line. */
export function lineOf(input: PreflightInput): LineKnown | undefined {
  const iccid = targetIccid(input)
  const { lines }: CardWithLines = input.state
  return input.line ?? (iccid === undefined ? undefined : lines?.[iccid])
}

interface CardWithLines {
  readonly eid: string
  readonly lines?: Readonly<Record<string, LineKnown>>
}
