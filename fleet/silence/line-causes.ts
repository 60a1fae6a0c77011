// What the network's side says about a silent device: the operator's word on the line, what is left
// on it, where it may be used, and with which cause the network refused. A word is weighed by
// whether it came after the device was last heard: what was true before the last contact did not
// keep the device from calling then.

import { ranOutAt } from '../bootstrap/ledger.ts'
import type { Instant } from '../evidence.ts'
import { spanInWords } from '../explanation.ts'
import type { KnownLine, LineState } from '../lines/line.ts'
import { isFresh, lineStateWords } from '../lines/line.ts'
import type { RejectScope } from '../lines/reject-cause.ts'
import { rejectInWords, rejectOf } from '../lines/reject-cause.ts'
import { restartPatienceMs } from '../recovery/ladder-table.ts'
import type { CauseCode, RankedCause } from './cause.ts'
import { causeOf } from './cause.ts'
import type { SilenceEvidence } from './evidence-of-silence.ts'

/** All causes that the network's side speaks for. */
export function lineCauses(evidence: SilenceEvidence): readonly RankedCause[] {
  const { line } = evidence
  const told = line ? [...stateCauses(evidence, line), ...allowanceCauses(evidence, line)] : []
  const where = line ? [...countryCauses(evidence, line), ...imeiCauses(evidence, line)] : []
  return [...told, ...where, ...rejectCauses(evidence), ...mendedCauses(evidence)]
}

/** A cause of the network's side with one fact. */
export const ranked = (code: CauseCode, weight: number, fact: string): RankedCause => ({
  code,
  side: causeOf(code).side,
  weight,
  facts: [fact],
})

const stateCodes: Readonly<Partial<Record<LineState, CauseCode>>> = {
  suspended: 'line-suspended',
  barred: 'line-barred',
  terminated: 'line-terminated',
  'not-yet-active': 'line-not-active',
}

/** The application was heard after the operator's word: the line carries in spite of it. */
const isContradicted = ({ applicationAt }: SilenceEvidence, line: KnownLine): boolean =>
  applicationAt !== undefined && applicationAt > line.at

function stateCauses(evidence: SilenceEvidence, line: KnownLine): readonly RankedCause[] {
  const code = stateCodes[line.state]
  if (!code) return []
  const { since, now } = evidence
  const ago = spanInWords(now - line.at)
  const fact = `${line.operator ?? 'the operator'} says: ${lineStateWords[line.state]} (${ago} ago)`
  if (isContradicted(evidence, line)) return [ranked(code, 0.3, fact)]
  if (line.at >= since) return [ranked(code, 0.95, fact)]
  return [ranked(code, isFresh(line, now) ? 0.75 : 0.5, fact)]
}

function allowanceCauses(evidence: SilenceEvidence, line: KnownLine): readonly RankedCause[] {
  const { since, now, intervalMs } = evidence
  if (isContradicted(evidence, line)) return []
  const causes: RankedCause[] = []
  if (line.bytesLeft !== undefined && line.bytesLeft <= 0) {
    causes.push(ranked('bytes-used-up', 0.97, `no data is left on ${line.iccid}`))
  }
  if (line.validUntil !== undefined && line.validUntil <= now) {
    const isOld = line.validUntil < since - intervalMs
    const fact = `the validity of ${line.iccid} ended ${spanInWords(now - line.validUntil)} ago`
    causes.push(ranked('validity-over', isOld ? 0.4 : 0.96, fact))
  }
  const emptyAt = causes.length > 0 ? undefined : ranOutAt(line)
  if (emptyAt !== undefined && emptyAt <= now && emptyAt >= since - intervalMs) {
    const fact = `by its use so far, the data of ${line.iccid} ended ${spanInWords(now - emptyAt)} ago`
    causes.push(ranked('bytes-forecast-used-up', 0.65, fact))
  }
  return causes
}

function countryCauses(evidence: SilenceEvidence, line: KnownLine): readonly RankedCause[] {
  const { country } = evidence.state.device
  const { countries } = line
  if (!countries?.length || country === undefined || countries.includes(country)) return []
  const fact = `the line may be used in ${countries.slice(0, 8).join(', ')}; the device is in ${country}`
  const isNews = line.at >= evidence.since - evidence.intervalMs
  return [
    ranked('outside-countries', isNews && !isContradicted(evidence, line) ? 0.85 : 0.35, fact),
  ]
}

function imeiCauses(evidence: SilenceEvidence, line: KnownLine): readonly RankedCause[] {
  const { imei } = evidence.state.device
  if (line.imeiLock === undefined || imei === undefined || line.imeiLock === imei) return []
  const fact = `the line is bound to the IMEI ${line.imeiLock}, the device has ${imei}`
  const isNews = line.at >= evidence.since - evidence.intervalMs
  return [ranked('imei-refused', isNews && !isContradicted(evidence, line) ? 0.8 : 0.35, fact)]
}

const rejectCodes: Readonly<Record<RejectScope, readonly [CauseCode, number]>> = {
  line: ['line-refused', 0.88],
  device: ['imei-refused', 0.9],
  place: ['place-refused', 0.88],
  session: ['no-data-path', 0.85],
  network: ['network-trouble', 0.5],
}

function rejectCauses(evidence: SilenceEvidence): readonly RankedCause[] {
  const found = lastReject(evidence)
  if (!found) return []
  const reject = rejectOf(found.cause)
  const [code, weight] = meaningOf(evidence, found)
  const ago = spanInWords(evidence.now - found.at)
  const fact = `${found.who} refused ${found.iccid}: ${rejectInWords(reject)} (${ago} ago)`
  const isAnswered = evidence.applicationAt !== undefined && evidence.applicationAt > found.at
  return [ranked(code, isAnswered ? 0.2 : weight, fact)]
}

const plmnNotAllowed = 11
const notSubscribed = 33

/**
 * Cause 11 is also what a barred subscription gets (TS 24.008 Annex G): from the network that
 * served the device until now it means the line, not the place. Session cause 33 is what a line
 * without an allowance gets.
 */
function meaningOf(evidence: SilenceEvidence, found: LastReject): readonly [CauseCode, number] {
  const { state, contacts } = evidence
  if (found.cause === plmnNotAllowed && found.plmn !== undefined) {
    const served = [state.attached?.plmn, contacts.eim?.lastPlmn]
    if (served.includes(found.plmn)) return ['line-barred', 0.86]
  }
  if (found.cause === notSubscribed && mayBeUsedUp(evidence)) {
    return ['bytes-forecast-used-up', 0.87]
  }
  return rejectCodes[rejectOf(found.cause).scope]
}

/** Little was left when the operator last told, or nobody tells of a bootstrap line. */
function mayBeUsedUp({ line, iccid, state }: SilenceEvidence): boolean {
  if (line?.bytesLeft !== undefined) {
    const most = Math.max(...(line.readings ?? []).map((one) => one.bytesLeft ?? 0))
    return line.bytesLeft <= lowShare * most || line.bytesLeft < lowBytes
  }
  if (iccid === undefined) return false
  return state.profiles[iccid]?.class === 'provisioning' || state.device.bootstrapIccid === iccid
}

const lowShare = 0.35
const lowBytes = 64_000

/** Resumed during this silence: modems that were refused for good try again only after a restart. */
function mendedCauses({ line, since, now }: SilenceEvidence): readonly RankedCause[] {
  if (line?.state !== 'active' || line.mendedAt === undefined || line.mendedAt < since) return []
  if (now - line.mendedAt > restartPatienceMs) return []
  const ago = spanInWords(now - line.mendedAt)
  const fact = `${line.operator ?? 'the operator'} made the line active again ${ago} ago`
  return [ranked('awaiting-restart', 0.7, fact)]
}

export interface LastReject {
  readonly cause: number
  readonly at: Instant
  readonly iccid: string
  readonly who: string
  readonly plmn?: string
}

/**
 * The last refusal since the device was heard. One that an active line's operator told before the
 * line became active again is over.
 */
export function lastReject(evidence: SilenceEvidence): LastReject | undefined {
  const { state, line, since } = evidence
  const seen = state.attachRefused
  const told: LastReject | undefined =
    line?.rejectCause !== undefined && line.at >= since
      ? { cause: line.rejectCause, at: line.at, iccid: line.iccid, who: "the operator's network" }
      : undefined
  if (!seen || seen.at < since) return told
  const plmn = seen.plmn === undefined ? {} : { plmn: seen.plmn }
  const who = seen.plmn === undefined ? 'the network' : `the network ${seen.plmn}`
  const refused = { cause: seen.rejectCause, at: seen.at, iccid: seen.iccid, who, ...plmn }
  const isMended =
    line?.state === 'active' && line.mendedAt !== undefined && line.mendedAt > seen.at
  if (isMended) return told
  return told && told.at > refused.at ? told : refused
}
