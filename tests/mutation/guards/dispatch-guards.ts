// What leaves for a card, when, and with which counter (S1, S11, L2).

import { guardsOf } from '../guard.ts'

export const dispatchGuards = guardsOf(
  ['fleet/answer-poll.test.ts', 'fleet/queue.test.ts', 'fleet/invariants.test.ts'],
  [
    {
      file: 'fleet/answer-poll.ts',
      find: "if (state.inFlight) throw new Error('at most one dispatch is in flight per card')",
      replace: '',
      protects: 'S1: at most one in flight',
    },
    {
      file: 'fleet/answer-poll.ts',
      find: 'draft.counterValue <= used',
      replace: 'draft.counterValue < used',
      protects: 'S1: a counter is never used twice',
    },
    {
      file: 'fleet/answer-poll.ts',
      find: 'if (inFlight) {',
      replace: 'if (false) {',
      protects: 'S1: a repeated poll gets the same bytes',
    },
    {
      file: 'fleet/answer-poll.ts',
      find: '(head.notBefore ?? 0) > change.now',
      replace: 'false',
      protects: 'S11: a pause is kept',
      tests: ['fleet/downloads.test.ts', 'fleet/apply-result.test.ts'],
    },
    {
      file: 'fleet/answer-poll.ts',
      find: 'if (counterValue > counterValueMax) return stopCounting(change, head, poll)',
      replace: '',
      protects: 'the counter never passes its highest value',
    },
    {
      file: 'fleet/answer-poll.ts',
      find: "return phase === 'package-delivered' ? missResult(change) : change",
      replace: 'return change',
      protects: 'F13: a device that left the download is not given the trigger again',
      tests: ['fleet/downloads.test.ts'],
    },
    {
      file: 'fleet/answer-poll.ts',
      find: 'return mayGo ? choose',
      replace: 'return true ? choose',
      protects: 'S9: what a campaign holds back is not sent',
      tests: ['fleet/campaign/dispatch-holds.test.ts'],
    },
    {
      file: 'fleet/answer-poll.ts',
      find: 'const isAgain = mayRepeat(timed.state, poll.holds)',
      replace: 'const isAgain = true',
      protects: 'S9: a package of a stopped campaign is not handed out again',
      tests: ['fleet/campaign/dispatch-holds.test.ts'],
    },
    {
      file: 'fleet/evolve-dispatch.ts',
      find: 'counterValue: Math.max(association.counterValue, counterValue),',
      replace: 'counterValue: association.counterValue,',
      protects: 'S1: a dispatch uses its counter up',
    },
    {
      file: 'fleet/continue-work.ts',
      find: 'return spent >= triesOf(change.state, first.step.kind)',
      replace: 'return spent >= 1_000_000',
      protects: 'S11, L1: each kind of step has a last try',
    },
    {
      file: 'fleet/continue-work.ts',
      find: 'const isSpent = doubt.asked >= doubtAsksMax',
      replace: 'const isSpent = doubt.asked >= 1_000_000',
      protects: 'L2: a doubt is not asked about for ever',
    },
    {
      file: 'fleet/continue-work.ts',
      find: "if (first.step.kind !== 'confirm' && isCancelled(operation)) return cancelled(change, operation)",
      replace: '',
      protects: 'a cancelled operation sends nothing more',
    },
    {
      file: 'fleet/own-audit.ts',
      find: 'if (isTooSoon(state, now) || sparedLine(state, now)) return change',
      replace: 'if (sparedLine(state, now)) return change',
      protects: 'S11: reports alone cannot make Holdfast read a card all the time',
      tests: ['fleet/answer-poll.test.ts'],
    },
    {
      file: 'fleet/own-audit.ts',
      find: 'state.profilesDoubtedAt !== undefined',
      replace: 'false',
      protects: 'C4: what speaks against the list makes the card be read',
      tests: ['fleet/swap.test.ts', 'fleet/notification.test.ts', 'fleet/safety'],
    },
    {
      file: 'fleet/relay.ts',
      find: '>= relaySessionsMax',
      replace: '>= 1_000_000',
      protects: "S11: the order's tries at the SM-DP+ are not used up",
      tests: ['fleet/downloads.test.ts'],
    },
    {
      file: 'fleet/accept-wish.ts',
      find: 'return open >= openOperationsMax ?',
      replace: 'return open >= 1_000_000 ?',
      protects: 'a queue has a limit',
    },
    {
      file: 'fleet/accept-wish.ts',
      find: 'isSameWish(known.wish, wish)\n    ?',
      replace: 'true\n    ?',
      protects: 'an operation id stands for one wish',
    },
    {
      file: 'fleet/accept-wish.ts',
      find: 'if (operation.changeSentAt === undefined) {',
      replace: 'if (true) {',
      protects: 'S3: what may be on its way is not called cancelled',
    },
    {
      file: 'fleet/put-off.ts',
      find: 'first * 4 ** Math.min(putOffs, 10)',
      replace: 'first',
      protects: 'S11: each pause is longer than the one before',
      tests: ['fleet/queue.test.ts', 'fleet/downloads.test.ts'],
    },
  ],
)
