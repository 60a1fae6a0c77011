// What counts as evidence, and what an outcome may become (S2, S3, S7, C3).

import { guardsOf } from '../guard.ts'

const results = [
  'fleet/apply-result.test.ts',
  'fleet/late-truth.test.ts',
  'fleet/invariants.test.ts',
]
const ends = ['fleet/confirmation.test.ts', 'fleet/swap.test.ts', 'fleet/outcome-table.test.ts']

export const truthGuards = [
  ...guardsOf(results, [
    {
      file: 'fleet/apply-result.ts',
      find: 'if (isDuplicate(state, past, result.seqNumber)) return decided(change, acknowledgement)',
      replace: '',
      protects: 'S2: a result is applied once',
    },
    {
      file: 'fleet/apply-result.ts',
      find: 'if (state.appliedSeqNumbers.includes(notification.seqNumber)) {',
      replace: 'if (false) {',
      protects: 'S2: a notification is applied once',
    },
    {
      file: 'fleet/apply-result.ts',
      find: "const isError = result.kind === 'unsigned-error'",
      replace: 'const isError = true',
      protects: 'S7: a result that no card signed moves nothing',
    },
    {
      file: 'fleet/apply-result.ts',
      find: "return doubtList(change, reason('package-forgotten'))",
      replace: 'return change',
      protects: 'F50: a card that did what is not on record is read',
    },
    {
      file: 'fleet/seen-elsewhere.ts',
      find: 'if (!isElsewhere(change.state, seen)) return change',
      replace: 'return change',
      protects: 'L1: a card that went back without a word is read',
      tests: ['fleet/seen-elsewhere.test.ts'],
    },
    {
      file: 'fleet/seen-elsewhere.ts',
      find: 'if (before === iccid || state.profilesDoubtedAt !== undefined) return false',
      replace: '',
      protects: 'S11: a modem that stays elsewhere does not have its card read for ever',
      tests: ['fleet/seen-elsewhere.test.ts'],
    },
    {
      file: 'fleet/plan-steps.ts',
      find: "(rest.some(({ kind }) => kind !== 'confirm') || isShownSince(input))",
      replace: 'true',
      protects: 'S3: what is so already is told from a list that is signed after the wish',
      tests: ['fleet/queue.test.ts', 'fleet/confirmation.test.ts', 'fleet/judge-wish.test.ts'],
    },
    {
      file: 'fleet/apply-contact.ts',
      find: 'if (hasLeftSince(change.state, operation, serving)) return change',
      replace: '',
      protects: 'S3: a heartbeat that is told late proves what was, not what is',
      tests: ['fleet/confirmation.test.ts'],
    },
    {
      file: 'fleet/apply-result.ts',
      find: 'if (past?.answered) return change',
      replace: '',
      protects: 'S2: a signed error counts once',
    },
    {
      file: 'fleet/notification.ts',
      find: "if (facts.trust !== 'proven') return noted",
      replace: '',
      protects: 'S7: an unsigned notification changes no profile',
      tests: ['fleet/notification.test.ts'],
    },
    {
      file: 'fleet/notification.ts',
      find: "if (age === 'before-the-list') return noted",
      replace: '',
      protects: 'R-103: what is older than the list changes nothing',
      tests: ['fleet/notification.test.ts', 'fleet/late-truth.test.ts'],
    },
    {
      file: 'fleet/find-dispatch.ts',
      find: 'return sent.find((past) => past.eimTransactionId === eimTransactionId)',
      replace: 'return sent.at(-1)',
      protects: 'F45: an answer is booked by its transaction alone',
    },
    {
      file: 'fleet/package-result.ts',
      find: 'if (isOutdated(change.state, past, result)) return applyOutdated(change, past, result)',
      replace: '',
      protects: 'R-103: an overtaken result changes no profile',
    },
    {
      file: 'fleet/package-error.ts',
      find: "if (judged.name === 'replayError') return doubtReplay(counted, past, result)",
      replace: '',
      protects: 'F36: a replayError is a hint that it was done, not a failure',
    },
    {
      file: 'fleet/package-error.ts',
      find: 'const jump = jumps[replayErrors - 2]',
      replace: 'const jump = undefined as number | undefined',
      protects: 'F37: a counter that is behind jumps ahead',
    },
    {
      file: 'fleet/download-result.ts',
      find: 'if (operation.wasDelivered) {',
      replace: 'if (false) {',
      protects: 'F14: after the whole profile was handed over the card is read',
      tests: ['fleet/downloads.test.ts'],
    },
    {
      file: 'fleet/result-reactions.ts',
      find: "profileNotInDisabledState: 're-read',\n      catBusy: 'later',\n      // A card",
      replace: "catBusy: 'later',\n      // A card",
      protects: 'F34: a goal that is reached already counts as done',
    },
  ]),
  ...guardsOf(ends, [
    {
      file: 'fleet/confirm.ts',
      find: 'return isSince(operation, seen, Math.max(enableSentAt, changedAt))',
      replace: 'return isSince(operation, seen, enableSentAt)',
      protects: 'C3: a heartbeat before the proven enable is no success',
    },
    {
      file: 'fleet/confirm.ts',
      find: 'seen !== undefined && seen.iccid === targetIccid && seen.at > since',
      replace: 'seen !== undefined && seen.at > since',
      protects: 'C3: only the expected ICCID counts',
    },
    {
      file: 'fleet/confirm.ts',
      find: 'if (targetIccid === undefined || enabled === targetIccid) return undefined',
      replace: 'return undefined',
      protects: 'C4: a list that shows another profile ends the swap badly',
    },
    {
      file: 'fleet/apply-contact.ts',
      find: "if (outcome === 'applied' || outcome === 'attached') {",
      replace: "if (outcome === 'applied' || outcome === 'attached' || outcome === 'sent') {",
      protects: 'R-102: a heartbeat before the result proves nothing lasting',
      tests: [...ends, 'fleet/invariants.test.ts'],
    },
    {
      file: 'fleet/apply-contact.ts',
      find: 'const change = beginChange(state, Math.min(at, now), ',
      replace: 'const change = beginChange(state, at, ',
      protects: 'S12: a heartbeat from the future counts as now',
    },
    {
      file: 'fleet/time-passed.ts',
      find: "return move(doubted, operationId, 'result-missed', why)",
      replace: "return move(doubted, operationId, 'failed', why)",
      protects: 'S3: a missed result is unknown, not failed',
      tests: ['fleet/answer-poll.test.ts', 'fleet/queue.test.ts', 'fleet/swap.test.ts'],
    },
    {
      file: 'fleet/doubt.ts',
      find: "? end(change, operationId, 'result-missed', why)",
      replace: "? end(change, operationId, 'failed', why)",
      protects: 'S3: what could not be settled stays unknown',
      tests: ['fleet/queue.test.ts', 'fleet/invariants.test.ts', 'fleet/downloads.test.ts'],
    },
    {
      file: 'fleet/outcome-table.ts',
      find: "applied: { ...changed, 'heartbeat-overdue': 'unknown' },",
      replace: "applied: { ...changed, 'heartbeat-overdue': 'serving' },",
      protects: 'C3: no heartbeat, no success',
    },
    {
      file: 'fleet/state-change.ts',
      find: 'if (isRepeated) return change',
      replace: '',
      protects: 'a repeated poll says nothing new',
      tests: ['fleet/swap.test.ts', 'fleet/answer-poll.test.ts', 'fleet/confirmation.test.ts'],
    },
    {
      file: 'fleet/card-queries.ts',
      find: "if (read?.evidence !== 'proven') return false",
      replace: 'if (!read) return false',
      protects: 'S7: only a signed list is relied on',
      tests: ['fleet/judge-wish.test.ts', 'fleet/queue.test.ts'],
    },
    {
      file: 'fleet/card-queries.ts',
      find: 'if (state.profilesDoubtedAt !== undefined) return false',
      replace: '',
      protects: 'S4: nothing rests on a list that something spoke against',
      tests: ['fleet/judge-wish.test.ts', 'fleet/queue.test.ts'],
    },
    {
      file: 'fleet/card-queries.ts',
      find: 'return now - read.at <= profileListFreshMs',
      replace: 'return true',
      protects: 'S4: nothing rests on an old list',
      tests: ['fleet/judge-wish.test.ts'],
    },
  ]),
]
