// The judge: compares what the product says with what truly was. It reads the ground truth and the
// operations as the API shows them, nothing else, and has no way to ask the product for more.

import type { Instant } from './timeline.ts'
import type { DeviceTruth, Moment } from './truth.ts'

/** An operation as the API shows it; fields that no verdict needs are left out. */
export interface ClaimedOperation {
  readonly operationId: string
  readonly eid: string
  readonly wish: { readonly kind: string; readonly iccid?: string }
  readonly outcome: string
  readonly createdAt: Instant
  /** `holdfast` for what the product does of its own accord. */
  readonly createdBy?: string
  readonly endedAt?: Instant
  readonly targetIccid?: string
}

export interface Lie {
  readonly operationId: string
  readonly eid: string
  readonly claim: string
  readonly truth: string
}

const sameProfile = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && a.replace(/F$/, '') === b.replace(/F$/, '')

/**
 * Why the claim of success is false; undefined when it is true or none is made. A claim made at an
 * instant is true when what it says held at any moment of the clock's window that begins there
 * (the product's clock stands at the window's start while the devices of that window act).
 */
export function judgeClaim(
  operation: ClaimedOperation,
  truth: DeviceTruth | undefined,
  windowMs: number,
): Lie | undefined {
  const { operationId, eid, outcome, endedAt } = operation
  if (outcome !== 'serving' && !(outcome === 'applied' && endedAt !== undefined)) return undefined
  const at = endedAt
  const lie = (said: string, was: string): Lie => ({ operationId, eid, claim: said, truth: was })
  if (!truth) return lie(`${outcome}`, 'there is no such device')
  if (at === undefined) return lie(`${outcome}`, 'the claim has no instant')
  const moments = truth.during(at, at + windowMs)
  return outcome === 'serving'
    ? judgeServing(operation, moments, lie)
    : judgeApplied(operation, moments, lie)
}

type Say = (claim: string, truth: string) => Lie

function judgeServing(
  operation: ClaimedOperation,
  moments: readonly Moment[],
  lie: Say,
): Lie | undefined {
  const target = operation.targetIccid ?? operation.wish.iccid
  if (target === undefined) return lie('serving', 'the claim names no profile')
  if (moments.some((moment) => sameProfile(moment.serving, target))) return undefined
  const last = moments.at(-1)
  const was = `enabled ${last?.enabled ?? 'nothing'}, serving ${last?.serving ?? 'nothing'}`
  return lie(`serving on ${target}`, was)
}

function judgeApplied(
  operation: ClaimedOperation,
  moments: readonly Moment[],
  lie: Say,
): Lie | undefined {
  const { kind, iccid } = operation.wish
  const target = iccid ?? operation.targetIccid
  const holds = (moment: Moment): boolean => {
    const isThere = moment.profiles.some((one) => sameProfile(one, target))
    if (kind === 'download') return isThere
    if (kind === 'delete') return !isThere
    if (kind === 'disable') return !sameProfile(moment.enabled, target)
    if (kind === 'set-fallback') return sameProfile(moment.fallback, target)
    if (kind === 'unset-fallback') return moment.fallback === undefined
    return true
  }
  if (moments.some(holds)) return undefined
  return lie(`${kind} of ${target} applied`, JSON.stringify(moments.at(-1)))
}

/** How a device stands when the world ends. */
export interface EndState {
  readonly eid: string
  readonly moments: readonly Moment[]
  /** Whether this profile's line could carry data now or later. */
  readonly canServe: (iccid: string) => boolean
  /** Where the card still goes back to by itself: rollback or fallback. */
  readonly waysBack: readonly string[]
  /** When its IPA last had an answer from the eIM. */
  readonly lastContactAt?: Instant
  /** Since when it would have had to be in contact, faults being over. */
  readonly dueSince: Instant
  /** What keeps it silent that no command to its card could be the reason of. */
  readonly befell?: string
}

export type Stranding =
  | { readonly kind: 'reachable' }
  | {
      readonly kind: 'stranded'
      readonly eid: string
      readonly by: 'holdfast' | 'other'
      readonly why: string
    }

/** Whether a device is stranded, and whether a change that Holdfast commanded is the reason. */
export function judgeStranding(state: EndState): Stranding {
  const { eid, moments, canServe, waysBack } = state
  const last = moments.at(-1)
  const contacted = (state.lastContactAt ?? 0) >= state.dueSince
  if (contacted) return { kind: 'reachable' }
  const stranded = (why: string): Stranding => {
    const by = state.befell === undefined && isCommanded(state, last) ? 'holdfast' : 'other'
    return { kind: 'stranded', eid, by, why: state.befell ?? why }
  }
  if (last?.associated === false) return stranded('the card obeys the eIM no more')
  if (last?.enabled === undefined && waysBack.length === 0) return stranded('no profile is enabled')
  if (last?.enabled !== undefined && canServe(last.enabled)) {
    return stranded('silent, although its profile could serve')
  }
  const back = waysBack.find((iccid) => canServe(iccid))
  return back === undefined
    ? stranded(`the enabled profile ${last?.enabled ?? ''} can never serve, and no way leads back`)
    : stranded(`silent, although it could go back to ${back}`)
}

/** Whether the present state came by a package, and never worked since. */
function isCommanded(state: EndState, last: Moment | undefined): boolean {
  if (!last) return false
  const { moments, canServe } = state
  if (last.associated === false) return moments.some((moment) => moment.associated === true)
  const changedAt = moments.findLast((moment) => moment.enabled !== last.enabled)?.at
  const since = moments.filter((moment) => changedAt === undefined || moment.at > changedAt)
  const worked = since.some((moment) => sameProfile(moment.serving, last.enabled))
  const byPackage = last.enabledBy === 'package' || last.enabledBy === 'immediate'
  return (byPackage && !worked) || lostWayBack(moments, last, canServe)
}

/** A fallback that would serve and that was there once is gone: only a package takes it away. */
function lostWayBack(
  moments: readonly Moment[],
  last: Moment,
  canServe: (iccid: string) => boolean,
): boolean {
  const former = moments.findLast((moment) => moment.fallback !== undefined)?.fallback
  return former !== undefined && former !== last.fallback && canServe(former)
}
