// What holds a campaign: stop, approval, thresholds, canary, combination, breaker (S9, G3, B6).

import { guardsOf } from '../guard.ts'
import { campaignTests } from './campaign-tests.ts'

export const campaignGuards = guardsOf(campaignTests, [
  {
    file: 'fleet/campaign/dispatch-holds.ts',
    find: "return phase === (campaign.isRollBack ? 'rolling-back' : 'running')",
    replace: 'return phase !== undefined',
    protects: 'S9: only a running campaign lets anything leave',
  },
  {
    file: 'fleet/campaign/dispatch-holds.ts',
    find: 'if (operation.doubt || currentStep',
    replace: 'if (currentStep',
    protects: 'S3: what asks after an unknown outcome leaves although the campaign is stopped',
  },
  {
    file: 'fleet/campaign/dispatch-holds.ts',
    find: 'return found && { kind: ',
    replace: 'return found === null && { kind: ',
    protects: 'G3: a held combination gets no change',
  },
  {
    file: 'fleet/campaign/dispatch-holds.ts',
    find: 'if (isOpen) return undefined',
    replace: 'return undefined',
    protects: 'B2: nothing leaves outside the window',
  },
  {
    file: 'fleet/campaign/dispatch-holds.ts',
    find: 'if (holds.openBreakers.size === 0) return undefined',
    replace: 'return undefined',
    protects: 'F24: a download waits for an open breaker',
  },
  {
    file: 'fleet/campaign/dispatch-holds.ts',
    find: 'if (!operation.campaign || holds.rates.size === 0) return undefined',
    replace: 'return undefined',
    protects: 'rates of operators and SM-DP+ are kept',
  },
  {
    file: 'fleet/campaign/judge-admission.ts',
    find: "if (campaign.phase !== 'running' || judgeApproval(campaign)) {",
    replace: "if (campaign.phase !== 'running') {",
    protects: 'B6: a campaign without enough approvals of its plan admits nothing',
  },
  {
    file: 'fleet/campaign/judge-admission.ts',
    find: "const isOpen = phase === 'open' || phase === 'passed'",
    replace: 'const isOpen = true',
    protects: 'a wave that has not begun admits nothing',
  },
  {
    file: 'fleet/campaign/campaign-can.ts',
    find: 'if (given >= campaign.approvalsNeeded) return undefined',
    replace: 'return undefined',
    protects: 'B6: approvals are counted',
  },
  {
    file: 'fleet/campaign/judge-wave.ts',
    find: 'if (isPassed(numbers, thresholds)) {',
    replace: 'if (numbers.succeeded > 0) {',
    protects: 'a wave does not pass on three devices of five hundred',
  },
  {
    file: 'fleet/campaign/judge-wave.ts',
    find: 'if (isFailing(numbers, thresholds)) {',
    replace: 'if (false) {',
    protects: 'F56: a failing wave stops',
  },
  {
    file: 'fleet/breaker/breaker.ts',
    find: "if (now.state === 'closed' && isTooMany(recent, at, limits)) return open(noted, at, limits)",
    replace: '',
    protects: 'F24: a breaker opens',
  },
  {
    file: 'fleet/breaker/breaker.ts',
    find: 'if (present.tries >= limits.triesAtOnce) return waitForTries(present, now, limits)',
    replace: '',
    protects: 'half-open, a breaker lets only a few through',
  },
])
