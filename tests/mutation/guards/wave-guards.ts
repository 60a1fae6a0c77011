// Guards of campaigns, rule by rule: approvals, waves, what may leave, combinations.

import { guardsOf } from '../guard.ts'
import { campaignTests } from './campaign-tests.ts'

const approval = guardsOf(
  ['fleet/campaign/campaign.test.ts', 'fleet/campaign/judge-resume.test.ts'],
  [
    {
      file: 'fleet/campaign/campaign-can.ts',
      find: `    .filter((approval) => approval.planHash === planHash)
`,
      replace: '',
      protects: 'B6: approvals of another hash do not count',
    },
    {
      file: 'fleet/campaign/campaign-can.ts',
      find: `    .filter((by) => !authors.includes(by))
`,
      replace: `    .filter(() => true)
`,
      protects: "B6: an author's approval does not count",
    },
    {
      file: 'fleet/campaign/campaign-can.ts',
      find: 'if (given >= campaign.approvalsNeeded) return undefined',
      replace: 'if (given >= 0) return undefined',
      protects: 'B6: enough approvals',
    },
    {
      file: 'fleet/campaign/campaign-commands.ts',
      find: `  if (planHash !== campaign.planHash) return refuse('plan-hash-differs', campaign.planHash)
`,
      replace: '',
      protects: 'B6: only the present hash can be approved',
    },
    {
      file: 'fleet/campaign/campaign-commands.ts',
      find: `  if (campaign.authors.includes(by)) return refuse('author-approves', by)
`,
      replace: '',
      protects: 'B6: the author cannot approve',
    },
    {
      file: 'fleet/campaign/campaign-commands.ts',
      find: `  if (validApprovals(campaign).includes(by)) return refuse('approved-already', by)
`,
      replace: '',
      protects: 'B6: one person approves once',
    },
    {
      file: 'fleet/campaign/campaign-commands.ts',
      find: "const refusal = judgePhase(campaign, 'start') ?? judgeApproval(campaign)",
      replace: "const refusal = judgePhase(campaign, 'start')",
      protects: 'B6: no start without approval',
    },
    {
      file: 'fleet/campaign/campaign-commands.ts',
      find: "judgePhase(campaign, 'resume') ?? judgeApproval(campaign)",
      replace: "judgePhase(campaign, 'resume')",
      protects: 'B6: no resume without approval',
    },
    {
      file: 'fleet/campaign/judge-resume.ts',
      find: 'failures: Math.min(acceptedFailures, failuresIn(tally[index]))',
      replace: 'failures: acceptedFailures',
      protects: 'H1: a failure that comes after a retry is not among those accepted before',
    },
    {
      file: 'fleet/campaign/evolve-campaign.ts',
      find: `        approvals: [],
        authors: [...new Set`,
      replace: '        authors: [...new Set',
      protects: 'B6: a change empties the approvals',
    },
    {
      file: 'fleet/campaign/next-step.ts',
      find: `  if (judgeApproval(walk.campaign)) return pause(walk, reason('campaign-not-running', 'approval'))
`,
      replace: '',
      protects: 'B6: a running campaign without approval admits nothing',
    },
    {
      file: 'fleet/campaign/next-step.ts',
      find: 'startAt <= now && judgeApproval(campaign) === undefined',
      replace: 'startAt <= now',
      protects: 'B6: nothing starts by itself without approval',
    },
  ],
)

const waves = guardsOf(campaignTests, [
  {
    file: 'fleet/campaign/next-step.ts',
    find: "slice(0, next.index).some(({ phase }) => phase !== 'passed')",
    replace: 'slice(0, next.index).some(() => false)',
    protects: 'H1: a wave begins after those before have passed',
  },
  {
    file: 'fleet/campaign/next-step.ts',
    find: '  if (stock.available < missing) {',
    replace: '  if (false) {',
    protects: 'B4: no campaign begins that stock cannot finish',
  },
  {
    file: 'fleet/campaign/next-step.ts',
    find: 'atOnce === undefined ? admittedAtOnceMax : Math.max(0, atOnce - open)',
    replace: 'admittedAtOnceMax',
    protects: 'H1: at most so many at once',
  },
  {
    file: 'fleet/campaign/next-step.ts',
    find: 'if (!isUnderWay(wave) || wave.heldSince !== undefined || upTo <= 0) continue',
    replace: 'if (!isUnderWay(wave) || upTo <= 0) continue',
    protects: 'H1: a wave that holds still admits nothing',
  },
  {
    file: 'fleet/campaign/next-step.ts',
    find: `    case 'running':
      return run(walk)
    default:`,
    replace: `    case 'running':
    case 'paused':
    case 'aborted':
      return run(walk)
    default:`,
    protects: 'S9: a stopped campaign asks for nothing',
  },
  {
    file: 'fleet/campaign/judge-wave.ts',
    find: '  if (isFailing(numbers, thresholds)) {',
    replace: '  if (false) {',
    protects: 'H1: too many failures fail the wave',
  },
  {
    file: 'fleet/campaign/judge-wave.ts',
    find: '  if (isWorn(numbers) || isOutOfReach(numbers, thresholds)) {',
    replace: '  if (isWorn(numbers)) {',
    protects: 'H1: success out of reach fails the wave',
  },
  {
    file: 'fleet/campaign/judge-wave.ts',
    find: 'isWorn(numbers) || isOutOfReach',
    replace: 'isOutOfReach',
    protects: 'H1: a worn wave does not pass',
  },
  {
    file: 'fleet/campaign/judge-wave.ts',
    find: '  if (isSuspect(numbers, thresholds)) {',
    replace: '  if (false) {',
    protects: 'H1: many first failures hold the wave',
  },
  {
    file: 'fleet/campaign/judge-wave.ts',
    find: 'lowerBound(succeeded, succeeded + failed, confidence) >= successAtLeast',
    replace: 'succeeded / (succeeded + failed) >= successAtLeast',
    protects: 'H1: a share is proven, not observed',
  },
  {
    file: 'fleet/campaign/judge-wave.ts',
    find: '  return open === 0 && ahead === 0 && size > 0',
    replace: '  return size > 0',
    protects: 'H1: a small wave waits for its last device',
  },
  {
    file: 'fleet/campaign/judge-admission.ts',
    find: `    admissionClosed(input) ??
`,
    replace: '',
    protects: 'S9: only an open wave of a running campaign admits',
  },
  {
    file: 'fleet/campaign/judge-admission.ts',
    find: `    forbiddenByCountry(input) ??
`,
    replace: '',
    protects: 'B2: operators per country',
  },
  {
    file: 'fleet/campaign/judge-admission.ts',
    find: `    heldByCombination(input) ??
`,
    replace: '',
    protects: 'G3: a held combination does not begin',
  },
  {
    file: 'fleet/campaign/judge-admission.ts',
    find: '    tooManyUnproven(input) ?? {',
    replace: '    {',
    protects: 'G3: an unproven combination has a canary of its own',
  },
  {
    file: 'fleet/campaign/judge-roll-back.ts',
    find: `  if (!isServingOn(state, operation)) return refuse('roll-back-not-serving', targetIccid)
`,
    replace: '',
    protects: 'S4: only what serves is rolled back',
  },
  {
    file: 'fleet/campaign/judge-roll-back.ts',
    find: `  if (!isFormerOnCard(state, operation, now)) return refuse('roll-back-former-gone', formerIccid)
`,
    replace: '',
    protects: 'S4: only with the former profile on the card',
  },
  {
    file: 'fleet/campaign/failure-class.ts',
    find: 'return !classifyFailure(reason).isPermanent',
    replace: 'return true',
    protects: 'F25: permanent errors are not retried',
  },
  {
    file: 'fleet/breaker/breaker.ts',
    find: `  if (now.state === 'closed' && isTooMany(recent, at, limits)) return open(noted, at, limits)
`,
    replace: '',
    protects: 'F24: a breaker opens',
  },
  {
    file: 'fleet/breaker/breaker.ts',
    find: `  if (present.tries >= limits.triesAtOnce) return waitForTries(present, now, limits)
`,
    replace: '',
    protects: 'F24: half-open lets few through',
  },
  {
    file: 'fleet/campaign/admission-rate.ts',
    find: '  const passed = Math.max(0, now - bucket.at)',
    replace: '  const passed = Math.abs(now - bucket.at)',
    protects: 'S12: time that goes back fills nothing',
  },
])

const holds = guardsOf(
  ['fleet/campaign/dispatch-holds.test.ts', 'fleet/campaign/hold-by-country.test.ts'],
  [
    {
      file: 'fleet/campaign/dispatch-holds.ts',
      find: `  holdOfStopped,
`,
      replace: '',
      protects: 'S9: a stopped campaign is held',
    },
    {
      file: 'fleet/campaign/dispatch-holds.ts',
      find: `  holdOfCombination,
`,
      replace: '',
      protects: 'G3: a held combination gets no change',
    },
    {
      file: 'fleet/campaign/dispatch-holds.ts',
      find: `  holdOfWindow,
`,
      replace: '',
      protects: 'B2: windows',
    },
    {
      file: 'fleet/campaign/dispatch-holds.ts',
      find: `  holdOfCountry,
`,
      replace: '',
      protects: 'B2: quiet hours and changes a day',
    },
    {
      file: 'fleet/campaign/dispatch-holds.ts',
      find: `  holdOfBreaker,
`,
      replace: '',
      protects: 'F24: open breaker',
    },
    {
      file: 'fleet/campaign/dispatch-holds.ts',
      find: `  holdOfRate,
`,
      replace: '',
      protects: 'H1: rates',
    },
    {
      file: 'fleet/campaign/dispatch-holds.ts',
      find: "return phase === (campaign.isRollBack ? 'rolling-back' : 'running')",
      replace: "return phase !== 'aborted'",
      protects: 'S9: closed by default',
    },
    {
      file: 'fleet/campaign/dispatch-holds.ts',
      find: `  return isCampaignOpenFor(operation, holds ?? noHolds)
}`,
      replace: `  return true
}`,
      protects: 'S9: bytes in flight are not given again after a stop',
    },
    {
      file: 'fleet/campaign/stop-operation.ts',
      find: `  if (changeSentAt === undefined) {
    return end`,
      replace: `  if (true) {
    return end`,
      protects: 'S3: an aborted operation whose outcome is open is not just ended',
    },
    {
      file: 'fleet/answer-poll.ts',
      find: 'endAborted(missDelivered(passTime(seen)), poll.holds)',
      replace: 'missDelivered(passTime(seen))',
      protects: 'S9: an abort ends what has changed nothing',
    },
    {
      file: 'fleet/card-queries.ts',
      find: `  currentStep(one)?.kind !== 'confirm' &&
`,
      replace: '',
      protects: 'C3: nothing goes before an operation that waits for its heartbeat',
    },
  ],
)

const combinations = guardsOf(
  ['fleet/combination', 'fleet/campaign/judge-admission.test.ts'],
  [
    {
      file: 'fleet/combination/explain-failures.ts',
      find: `  if (count.failed < failuresMin) return false
`,
      replace: '',
      protects: 'G3: one failure is an accident',
    },
    {
      file: 'fleet/combination/explain-failures.ts',
      find: `    .filter((one) => isApart(one, thresholds))
`,
      replace: '',
      protects: 'G3: no blame where everything fails',
    },
    {
      file: 'fleet/combination/explain-failures.ts',
      find: 'return tail <= (1 - confidence) / Math.max(1, tried)',
      replace: 'return true',
      protects: 'G3: no blame by chance',
    },
    {
      file: 'fleet/combination/exposure.ts',
      find: '  atRisk(count) >= Math.max(1, limit.canary) && !isProven(count, limit)',
      replace: '  false',
      protects: 'G3: exposure limit',
    },
    {
      file: 'fleet/combination/exposure.ts',
      find: 'mayMatchPattern(key, pattern)',
      replace: 'matchesPattern(key, pattern)',
      protects: 'G3: unknown may be held',
    },
  ],
)

export const waveGuards = [...approval, ...waves, ...holds, ...combinations]
