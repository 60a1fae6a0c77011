// When Holdfast reads a card without being asked: when it has never been read, or when something
// spoke against what is known of it. So the inventory equals the card's truth again after two
// polls, and a return to an old profile is known after one (C4). Few an hour, whatever is reported.

import { sparedLine } from './bootstrap/hold-for-line.ts'
import { isHeldBack, isIdentified, openOperations, operationsInOrder } from './card-queries.ts'
import type { CardState } from './card-state.ts'
import type { Change } from './change.ts'
import { record } from './change.ts'
import { defaultDeadlines, ownAuditsMax, ownAuditsWithinMs } from './deadlines.ts'
import type { Instant } from './evidence.ts'
import { judgePlan } from './judge-wish.ts'
import type { Operation } from './operation.ts'

const holdfast = 'holdfast'

/** Whether the card should be read although nobody asked. */
export function wantsOwnAudit(state: CardState): boolean {
  if (state.generation !== 'sgp32' || !state.association) return false
  return (
    !isIdentified(state) ||
    state.profilesRead?.evidence !== 'proven' ||
    state.profilesDoubtedAt !== undefined
  )
}

/** Whether there were enough lately: three in an hour, or one that did not work. */
function isTooSoon(state: CardState, now: Instant): boolean {
  const recent = operationsInOrder(state).filter(
    ({ createdBy, createdAt }) => createdBy === holdfast && now - createdAt < ownAuditsWithinMs,
  )
  return recent.length >= ownAuditsMax || recent.some(({ outcome }) => outcome !== 'applied')
}

/** What is held back does not keep the card from being read. */
const isAhead = (state: CardState) => (one: Operation) => !isHeldBack(state, one)

/** The change with an audit of our own, when one is due and nothing else is open. */
export function beginOwnAudit(change: Change, operationId: string): Change {
  const { state, now } = change
  if (!wantsOwnAudit(state) || openOperations(state).some(isAhead(state))) return change
  if (isTooSoon(state, now) || sparedLine(state, now)) return change
  const wish = { kind: 'audit' } as const
  const verdict = judgePlan({ state, wish, now })
  if (verdict.kind === 'refused') return change
  return record(change, {
    kind: 'operation-created',
    operation: {
      operationId,
      eid: state.eid,
      wish,
      plan: verdict.plan,
      stepIndex: 0,
      outcome: 'queued',
      createdAt: now,
      createdBy: holdfast,
      deadlineAt: now + defaultDeadlines.operationMs,
    },
  })
}
