// The path of a plan: between which parties each step passes, and which step waits. The same
// drawing for every operation.

export const lanes = ['Holdfast', 'SM-DP+', 'device', 'card', 'network', 'application'] as const

export type Lane = (typeof lanes)[number]

export interface Hop {
  readonly from: Lane
  readonly to: Lane
  /** An answer that proves the step comes back along it. */
  readonly isProof?: boolean
}

interface StepFacts {
  readonly kind: string
  readonly route?: 'direct' | 'indirect'
}

const signed: readonly Hop[] = [
  { from: 'Holdfast', to: 'card' },
  { from: 'card', to: 'Holdfast', isProof: true },
]

/** The hops of one step, in their order. */
export function hopsOf({ kind, route }: StepFacts): readonly Hop[] {
  if (kind === 'identify') {
    return [
      { from: 'Holdfast', to: 'device' },
      { from: 'device', to: 'Holdfast', isProof: true },
    ]
  }
  if (kind === 'confirm') return [{ from: 'application', to: 'Holdfast', isProof: true }]
  if (kind !== 'download') return signed
  const order: readonly Hop[] =
    route === 'indirect'
      ? [
          { from: 'SM-DP+', to: 'Holdfast' },
          { from: 'Holdfast', to: 'card' },
        ]
      : [
          { from: 'Holdfast', to: 'device' },
          { from: 'SM-DP+', to: 'card' },
        ]
  return [...order, { from: 'card', to: 'Holdfast', isProof: true }]
}

export type StepState = 'done' | 'waiting' | 'to-come' | 'stopped' | 'not-reached'

/** Where each step stands: at most one waits, and none of an operation that is over. */
export function stepStates(operation: {
  readonly stepIndex: number
  readonly endedAt?: number
  readonly plan: { readonly steps: readonly unknown[] }
}): readonly StepState[] {
  const { stepIndex, endedAt, plan } = operation
  return plan.steps.map((_, at) => {
    if (at < stepIndex) return 'done'
    if (endedAt !== undefined) return at === stepIndex ? 'stopped' : 'not-reached'
    return at === stepIndex ? 'waiting' : 'to-come'
  })
}
