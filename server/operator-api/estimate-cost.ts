// What a plan costs over the air, roughly: messages and octets of each kind of step, in the ASN.1
// binding over an open TLS session. From measured sizes (getEimPackage 21 octets, a package with its
// result 450 and 700, a bound profile 12.7 kB) with TLS and HTTP around them.

import type { Plan, StepKind } from '@holdfast/fleet/plan.ts'

export interface StepCost {
  readonly messages: number
  readonly bytes: number
}

const aroundEach = 300
const costs: Readonly<Record<StepKind['kind'], StepCost>> = {
  identify: { messages: 4, bytes: 2_600 + 4 * aroundEach },
  read: { messages: 4, bytes: 900 + 4 * aroundEach },
  download: { messages: 12, bytes: 24_000 + 12 * aroundEach },
  enable: { messages: 4, bytes: 1_150 + 4 * aroundEach },
  disable: { messages: 4, bytes: 1_150 + 4 * aroundEach },
  delete: { messages: 4, bytes: 1_150 + 4 * aroundEach },
  'set-fallback': { messages: 4, bytes: 1_150 + 4 * aroundEach },
  'unset-fallback': { messages: 4, bytes: 1_150 + 4 * aroundEach },
  confirm: { messages: 1, bytes: 200 + aroundEach },
}

/** Of one device that carries the plan out without a second try. */
export function costOf({ steps }: Plan): StepCost {
  return steps.reduce(
    (sum, { step }) => ({
      messages: sum.messages + costs[step.kind].messages,
      bytes: sum.bytes + costs[step.kind].bytes,
    }),
    { messages: 0, bytes: 0 },
  )
}
