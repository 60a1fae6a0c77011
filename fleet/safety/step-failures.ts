// Everything that may go wrong at one step, and the card that it leaves behind. The list is the
// fault catalogue's, as far as it decides which profile is enabled and whether the device reaches us
// over it. SGP.32 §3.3 and §3.4.

import type { StepKind } from '../plan.ts'
import type { AbstractCard, SafetyGround } from './abstract-card.ts'
import { afterStep, newOne } from './abstract-card.ts'

export type FailureName =
  | 'none'
  | 'command-lost'
  | 'power-cut-before'
  | 'card-refuses'
  | 'result-lost'
  | 'power-cut-after'
  | 'device-restarts'
  | 'modem-stays'
  | 'cannot-attach'
  | 'attaches-without-data'
  | 'wrong-apn'

export const failureWords: Readonly<Record<FailureName, string>> = {
  none: 'it works',
  'command-lost': 'the command is lost',
  'power-cut-before': 'the power fails before it',
  'card-refuses': 'the card refuses',
  'result-lost': 'its result is lost',
  'power-cut-after': 'the power fails after it',
  'device-restarts': 'the device dies and starts again',
  'modem-stays': 'the modem restarts later and then fails',
  'cannot-attach': 'the new profile cannot attach',
  'attaches-without-data': 'it attaches without data',
  'wrong-apn': 'its APN is wrong',
}

export interface AfterFailure {
  readonly failure: FailureName
  readonly card: AbstractCard
  /** The plan may go on from here; otherwise the same step comes again. */
  readonly goesOn: boolean
}

const before: readonly FailureName[] = ['command-lost', 'power-cut-before', 'card-refuses']
const unheard: readonly FailureName[] = ['result-lost', 'power-cut-after', 'device-restarts']
const unreachable: readonly FailureName[] = ['cannot-attach', 'attaches-without-data', 'wrong-apn']

/** Every state that this step can leave behind, its success included. */
export function afterFailures(
  card: AbstractCard,
  step: StepKind,
  ground: SafetyGround,
): readonly AfterFailure[] {
  const same = before.map((failure) => ({ failure, card, goesOn: false }))
  const done = afterStep(card, step)
  const worked = { failure: 'none', card: done, goesOn: true } as const
  if (step.kind !== 'enable' || card.enabled === done.enabled) {
    const lost = unheard.map((failure) => ({ failure, card: done, goesOn: false }))
    return [...same, ...lost, worked]
  }
  const pending = pendingEnable(card, step)
  const deaf = ground.isDeafToRefresh
    ? [{ failure: 'modem-stays', card: { ...done, reaches: false }, goesOn: false } as const]
    : []
  return [
    ...same,
    ...unheard.map((failure) => ({ failure, card: pending, goesOn: false })),
    ...unreachable.map((failure) => ({
      failure,
      card: { ...pending, reaches: false },
      goesOn: false,
    })),
    ...deaf,
    worked,
  ]
}

/** Switched, and its result not delivered: the card still remembers where to go back to. */
function pendingEnable(
  card: AbstractCard,
  { iccid, rollbackFlag }: Extract<StepKind, { kind: 'enable' }>,
): AbstractCard {
  const { rollbackTo: _, ...rest } = card
  const target = iccid ?? newOne
  const right = rollbackFlag && card.enabled !== undefined ? { rollbackTo: card.enabled } : {}
  return { ...rest, enabled: target, reaches: true, ...right }
}
