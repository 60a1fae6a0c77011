// What a person may do now, with the reason when not. Shared by server and console, so that a
// greyed-out button says why.

import { currentStep, enabledProfile, isListProven, isOpen, profilesOf } from './card-queries.ts'
import type { CardState } from './card-state.ts'
import type { Refusal } from './decision.ts'
import type { Instant } from './evidence.ts'
import { judgeWish } from './judge-wish.ts'
import type { Operation } from './operation.ts'
import type { Plan } from './plan.ts'
import { refuse } from './reasons/reason.ts'
import type { Wish, WishKind } from './wish.ts'

export interface Possible {
  readonly allowed: boolean
  readonly why: string
}

/** Why this operation cannot be cancelled; nothing when it can, or can be asked to. */
export function judgeCancel(operation: Operation): Refusal | undefined {
  if (!isOpen(operation)) return refuse('operation-over', operation.outcome)
  return currentStep(operation)?.kind === 'confirm' ? refuse('cancel-too-late') : undefined
}

/** What can be done with an operation. */
export function operationCan(operation: Operation): { readonly cancel: Possible } {
  const refusal = judgeCancel(operation)
  if (refusal) return { cancel: { allowed: false, why: refusal.why } }
  const why =
    operation.changeSentAt === undefined
      ? 'nothing has changed on the card yet, so it ends at once'
      : 'a change may be on its way: it ends as soon as the card tells that it did not happen'
  return { cancel: { allowed: true, why } }
}

/** Stands for an ICCID that a person will name, while the card's list is not known for sure. */
const anyIccid = '8900000000000000000'
const anyCode = 'LPA:1$any.example$ANY'

/**
 * Which kinds of wish this card allows now, at best: for a profile that fits. Whether a certain
 * ICCID fits is for `judgeWish`.
 */
export function deviceCan(state: CardState, now: Instant): Readonly<Record<WishKind, Possible>> {
  const wishes = wishesByKind(state, isListProven(state, now) ? [] : [anyIccid])
  const judge = (kind: WishKind): Possible => judgeAny(state, wishes[kind], now)
  return {
    swap: judge('swap'),
    download: judge('download'),
    enable: judge('enable'),
    disable: judge('disable'),
    delete: judge('delete'),
    'set-fallback': judge('set-fallback'),
    'unset-fallback': judge('unset-fallback'),
    audit: judge('audit'),
  }
}

/** For each kind, the wishes that this card's profiles make possible to think of. */
function wishesByKind(
  state: CardState,
  unknown: readonly string[],
): Readonly<Record<WishKind, readonly Wish[]>> {
  const enabled = enabledProfile(state)?.iccid
  const iccids = [...profilesOf(state).map(({ iccid }) => iccid), ...unknown]
  const others = iccids.filter((iccid) => iccid !== enabled)
  const profile = { kind: 'activation-code', activationCode: anyCode } as const
  return {
    swap: [{ kind: 'swap', profile }],
    download: [{ kind: 'download', profile }],
    enable: others.map((iccid) => ({ kind: 'enable', iccid })),
    disable: iccids.map((iccid) => ({ kind: 'disable', iccid })),
    delete: others.map((iccid) => ({ kind: 'delete', iccid })),
    'set-fallback': iccids.map((iccid) => ({ kind: 'set-fallback', iccid })),
    'unset-fallback': [{ kind: 'unset-fallback' }],
    audit: [{ kind: 'audit' }],
  }
}

function judgeAny(state: CardState, wishes: readonly Wish[], now: Instant): Possible {
  if (wishes.length === 0) {
    const verdict = judgeWish(state, { kind: 'audit' }, now)
    if (verdict.kind === 'refused') return { allowed: false, why: verdict.why }
    return { allowed: false, why: 'no profile of this card is known that it could be done with' }
  }
  let why = ''
  for (const wish of wishes) {
    const verdict = judgeWish(state, wish, now)
    if (verdict.kind === 'allowed') return { allowed: true, why: whySafe(verdict.plan) }
    why = verdict.why
  }
  return { allowed: false, why }
}

/** The way back of the step that changes most, in words. */
function whySafe({ steps, whySafe: words }: Plan): string {
  const change = steps.findLast(({ wayBack }) => wayBack.kind !== 'nothing-changes')
  return change?.wayBack.why ?? words[0] ?? ''
}
