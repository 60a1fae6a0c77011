// The one decision that the runner of a campaign asks for again and again: what is to happen now.
// It looks at tallies, never at devices, so it costs the same for ten and for a million. Facts are
// recorded first; then the commands are carried out.

import { countedOf } from '../combination/combination-count.ts'
import { formatPattern, patternInWords } from '../combination/combination-key.ts'
import {
  explainFailures,
  type FailureExplanation,
  withoutPatterns,
} from '../combination/explain-failures.ts'
import type { Instant } from '../evidence.ts'
import type { Reason } from '../operation.ts'
import { reason } from '../reasons/reason.ts'
import { judgeApproval } from './campaign-can.ts'
import type { CampaignFact } from './campaign-fact.ts'
import { type CampaignState, heldPatterns, type WaveState } from './campaign-state.ts'
import { evolveCampaign } from './evolve-campaign.ts'
import { isEveryDeviceDecided, isWholeAtEnd, judgeEnd } from './judge-end.ts'
import type { WaveNumbers } from './judge-wave.ts'
import { isSuspect, judgeWave, waveNumbers } from './judge-wave.ts'
import type { CampaignTally } from './wave-tally.ts'
import { combinationsOf, countIn, emptyTally } from './wave-tally.ts'

/** What the runner knows besides the tally. */
export interface CampaignFacts {
  /** Absent where the wish takes nothing from the stock. */
  readonly stock?: {
    readonly needed: number
    readonly reserved: number
    readonly available: number
  }
  /** Of the wave that is being rolled back. */
  readonly rollBack?: { readonly waiting: number; readonly open: number }
  /** When a device of the campaign last began. */
  readonly lastAdmittedAt?: Instant
  /** Devices that match a live target and are in no wave yet. */
  readonly newDevices?: number
}

export type CampaignCommand =
  /** Set so many items aside; then ask again. */
  | { readonly kind: 'reserve-stock'; readonly items: number }
  /** Let up to so many waiting devices of the wave begin. */
  | { readonly kind: 'admit'; readonly wave: number; readonly upTo: number }
  /** Send up to so many devices of the wave back. */
  | { readonly kind: 'roll-back'; readonly wave: number; readonly upTo: number }
  /** Put new matches of a live target into the last wave. */
  | { readonly kind: 'add-devices'; readonly wave: number; readonly devices: number }
  /** Devices that still wait or are held have become `stopped`. */
  | { readonly kind: 'stop-waiting' }

export interface CampaignStep {
  readonly facts: readonly CampaignFact[]
  readonly commands: readonly CampaignCommand[]
  /** The campaign with `facts` applied. */
  readonly campaign: CampaignState
}

interface Walk extends CampaignStep {
  readonly tally: CampaignTally
  readonly given: CampaignFacts
  readonly now: Instant
}

/** Devices that one step admits at most, so that a stop is never far away. */
export const admittedAtOnceMax = 500

/** What happens now; nothing when everything waits for devices or people. */
export function nextCampaignStep(
  campaign: CampaignState,
  tally: CampaignTally,
  given: CampaignFacts,
  now: Instant,
): CampaignStep {
  const walk: Walk = { facts: [], commands: [], campaign, tally, given, now }
  const { facts, commands, campaign: after } = walkOn(walk)
  return { facts, commands, campaign: after }
}

function walkOn(walk: Walk): Walk {
  switch (walk.campaign.phase) {
    case 'scheduled':
      return isTimeToStart(walk) ? walkOn(note(walk, { kind: 'campaign-started' })) : walk
    case 'rolling-back':
      return rollBack(walk)
    case 'running':
      return run(walk)
    default:
      return walk
  }
}

function isTimeToStart({ campaign, now }: Walk): boolean {
  const { startAt } = campaign.plan
  return startAt !== undefined && startAt <= now && judgeApproval(campaign) === undefined
}

function note(walk: Walk, fact: CampaignFact): Walk {
  const { campaign, now, facts } = walk
  const event = { at: now, actor: 'campaign', fact }
  return { ...walk, facts: [...facts, fact], campaign: evolveCampaign(campaign, event) }
}

const ask = (walk: Walk, command: CampaignCommand): Walk => ({
  ...walk,
  commands: [...walk.commands, command],
})

/** Steps in order; the first that leaves the phase `running` or waits for stock ends the walk. */
function run(walk: Walk): Walk {
  if (judgeApproval(walk.campaign)) return pause(walk, reason('campaign-not-running', 'approval'))
  const stocked = reserveStock(walk)
  if (!isRunning(stocked) || stocked.commands.length > 0) return stocked
  const named = holdFailing(followTarget(stocked))
  const judged = judgeWaves(named)
  if (!isRunning(judged)) return judged
  const opened = openNextWave(judged)
  if (isEveryDeviceDecided(opened.campaign, opened.tally)) return finish(opened)
  const { lastAdmittedAt } = opened.given
  const since = lastAdmittedAt === undefined ? {} : { lastAdmittedAt }
  const end = judgeEnd(opened.campaign, opened.tally, { now: opened.now, ...since })
  return end ? finish(ask(opened, { kind: 'stop-waiting' })) : admit(opened)
}

const isRunning = ({ campaign }: Walk): boolean => campaign.phase === 'running'

const pause = (walk: Walk, why: Reason): Walk =>
  note(walk, { kind: 'campaign-paused', reason: why })

/** Stock for every device is set aside before the first wave; a campaign that lacks it waits (B4). */
function reserveStock(walk: Walk): Walk {
  const { stock } = walk.given
  const { campaign } = walk
  if (!stock || isStockSetAside(stock)) {
    const isNoted = !stock || (campaign.stockReserved ?? -1) >= stock.reserved
    return isNoted ? walk : note(walk, { kind: 'campaign-stock-reserved', items: stock.reserved })
  }
  const missing = stock.needed - stock.reserved
  if (stock.available < missing) {
    const why = reason('stock-short', `${stock.available} left, ${missing} more are needed`)
    return pause(walk, why)
  }
  return ask(walk, { kind: 'reserve-stock', items: missing })
}

export const isStockSetAside = (stock: NonNullable<CampaignFacts['stock']>): boolean =>
  stock.reserved >= stock.needed

function followTarget(walk: Walk): Walk {
  const { newDevices = 0 } = walk.given
  const wave = walk.campaign.waves.length - 1
  if (walk.campaign.plan.follow !== 'live' || newDevices === 0) return walk
  const grown = note(walk, { kind: 'wave-grew', wave, devices: newDevices })
  return ask(grown, { kind: 'add-devices', wave, devices: newDevices })
}

/** Patterns that a person has released are not held again. */
const settledPatterns = ({ held }: CampaignState) => held.map(({ pattern }) => pattern)

/** Combinations that one campaign may hold; beyond that it is the change that is bad. */
const heldMax = 3

/** Failing combinations are held one after the other, until the rest needs no explanation. */
function holdFailing(walk: Walk): Walk {
  if (!walk.tally.some((wave) => countIn(wave, 'failure') > 0)) return walk
  let next = walk
  while (heldPatterns(next.campaign).length < heldMax) {
    const explained = explanationOf(next)
    if (explained.kind !== 'named') return next
    const { pattern, inside, outside } = explained.found
    const facts =
      `${patternInWords(pattern)}: ${inside.failed} of ${inside.failed + inside.succeeded} failed, ` +
      `others ${outside.failed} of ${outside.failed + outside.succeeded}; ${codesIn(inside.codes)}`
    const why = reason('combination-held', facts)
    next = note(next, { kind: 'combination-held', pattern, reason: why })
  }
  return next
}

interface Explained {
  readonly waves: CampaignTally
  readonly asked: string
  readonly answer: FailureExplanation
}

/** Explaining costs far more than all else here, and is asked again until a device moves. */
const explained = new WeakMap<CampaignTally, Explained>()

function explanationOf({ campaign, tally }: Walk): FailureExplanation {
  const settled = settledPatterns(campaign)
  const { thresholds } = campaign.plan
  const asked = JSON.stringify([settled.map(formatPattern), thresholds])
  const known = explained.get(tally)
  // A caller may put a wave's new numbers into the same list.
  if (known?.asked === asked && isSame(known.waves, tally)) return known.answer
  const counted = withoutPatterns(countedOf(combinationsOf(tally)), settled)
  const answer = explainFailures(counted, thresholds)
  explained.set(tally, { waves: [...tally], asked, answer })
  return answer
}

const isSame = (a: CampaignTally, b: CampaignTally): boolean =>
  a.length === b.length && a.every((wave, index) => wave === b[index])

const codesIn = (codes: Readonly<Record<string, number>>): string =>
  Object.entries(codes)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([code, count]) => `${code} ${count} times`)
    .join(', ')

function judgeWaves(walk: Walk): Walk {
  let next = walk
  for (const { index } of walk.campaign.waves) {
    const wave = next.campaign.waves[index]
    if (wave && isRunning(next) && isUnderWay(wave)) next = judgeOne(next, wave)
  }
  return next
}

/** A wave that has passed goes on to its last device, and can still show that something is wrong. */
const isUnderWay = ({ phase }: WaveState): boolean => phase === 'open' || phase === 'passed'

function judgeOne(walk: Walk, wave: WaveState): Walk {
  const { campaign, tally } = walk
  const { thresholds } = campaign.plan
  const numbers = waveNumbers(wave, tally[wave.index] ?? emptyTally, heldPatterns(campaign))
  const verdict = judgeWave(numbers, thresholds)
  const isLast = wave.index === campaign.waves.length - 1
  const isBad = verdict.kind === 'failed' || verdict.kind === 'suspect'
  if (isBad && wave.phase === 'passed' && !isSuspect(numbers, thresholds)) return walk
  const isFailed = verdict.kind === 'failed' && !isWholeAtEnd(campaign, tally, wave)
  if (isFailed && !mayBeExplained(walk, numbers)) {
    return failWave(walk, wave, reason('wave-failing', verdict.why))
  }
  if (isBad) {
    const why = reason('wave-suspect', verdict.why)
    return wave.heldSince === undefined
      ? note(walk, { kind: 'wave-held', wave: wave.index, reason: why })
      : walk
  }
  const goesOn =
    wave.heldSince === undefined ? walk : note(walk, { kind: 'wave-went-on', wave: wave.index })
  if (verdict.kind !== 'passed' || wave.phase !== 'open') return goesOn
  if (isLast && !isEveryDeviceDecided(campaign, tally)) return goesOn
  const passed = reason('wave-proven', verdict.why)
  return note(goesOn, { kind: 'wave-passed', wave: wave.index, reason: passed })
}

/** What is in the air may yet show that one combination is to blame, and not the change. */
const mayBeExplained = (walk: Walk, { open }: WaveNumbers): boolean =>
  open > 0 && explanationOf(walk).kind === 'suspected'

function failWave(walk: Walk, { index, name }: WaveState, why: Reason): Walk {
  const failed = note(walk, { kind: 'wave-failed', wave: index, reason: why })
  return pause(failed, reason('wave-failing', `wave ${name}: ${why.why}`))
}

/** The next wave begins when every wave before it has passed; one rolled back lets none follow. */
function openNextWave(walk: Walk): Walk {
  const { waves } = walk.campaign
  const next = waves.find(({ phase }) => phase === 'planned')
  if (!next || waves.slice(0, next.index).some(({ phase }) => phase !== 'passed')) return walk
  return note(walk, { kind: 'wave-opened', wave: next.index })
}

function admit(walk: Walk): Walk {
  let next = walk
  let room = roomOf(walk)
  for (const wave of walk.campaign.waves) {
    const waiting = countIn(walk.tally[wave.index] ?? emptyTally, 'ahead')
    const upTo = Math.min(waiting, room)
    if (!isUnderWay(wave) || wave.heldSince !== undefined || upTo <= 0) continue
    next = ask(next, { kind: 'admit', wave: wave.index, upTo })
    room -= upTo
  }
  return next
}

/** How many more may be in the air at once. */
export function roomOf({ campaign, tally }: Pick<Walk, 'campaign' | 'tally'>): number {
  const { atOnce } = campaign.plan.rates
  const open = tally.reduce((sum, wave) => sum + countIn(wave, 'open'), 0)
  const room = atOnce === undefined ? admittedAtOnceMax : Math.max(0, atOnce - open)
  return Math.min(room, admittedAtOnceMax)
}

function finish(walk: Walk): Walk {
  const { campaign, tally } = walk
  const { successAtLeast } = campaign.plan.thresholds
  const succeeded = tally.reduce((sum, wave) => sum + countIn(wave, 'success'), 0)
  const devices = campaign.waves.reduce((sum, wave) => sum + wave.devices, 0) - campaign.excluded
  const isGoal = devices > 0 && succeeded / devices >= successAtLeast
  const code = isGoal ? 'campaign-done' : 'campaign-done-below-goal'
  const why = reason(code, `${succeeded} of ${devices} succeeded`)
  return note(walk, { kind: 'campaign-finished', reason: why })
}

function rollBack(walk: Walk): Walk {
  const wave = walk.campaign.waves.find(({ phase }) => phase === 'rolling-back')
  const { rollBack: left } = walk.given
  if (!wave || !left) return walk
  if (left.waiting === 0 && left.open === 0) {
    return note(walk, { kind: 'wave-rolled-back', wave: wave.index })
  }
  const { atOnce } = walk.campaign.plan.rates
  const room = Math.max(0, (atOnce ?? admittedAtOnceMax) - left.open)
  const upTo = Math.min(left.waiting, room, admittedAtOnceMax)
  return upTo > 0 ? ask(walk, { kind: 'roll-back', wave: wave.index, upTo }) : walk
}
