// One contact of the IPA with its eIM, from the first pending result to "nothing more for you".
// SGP.32 §3.3 (packages), §3.3.2 (profile rollback), §3.5.2 (retrieve mode).

import { tlv } from '@holdfast/asn1/writer.ts'
import { answerDataRequest } from './data-request.ts'
import { followTrigger } from './download-trigger.ts'
import { loadPackage, readEid, readEimConfigurations, rollBack } from './es10.ts'
import type { EimPackage, PollFacts } from './esipa.ts'
import type { Ipa } from './ipa.ts'
import { deliverResult, offerPending } from './pending.ts'
import { find, integerTlv, type Tlv } from './tlv-tree.ts'

/** More than this in one contact means that the two of them talk in circles. */
const packagesMax = 24

/** StateChangeCause of SGP.32 that this IPA reports. */
export const stateChangeCause = { fallback: 1, local: 3, reset: 4, immediateEnable: 5 } as const

export interface SessionEnd {
  /** Whether the eIM answered to the end. */
  readonly reached: boolean
  readonly packages: number
  /** The eIM was told of the change that this contact began with. */
  readonly causeTold: boolean
}

/** Talks to the eIM until it has nothing more, or cannot be reached. */
export async function pollSession(ipa: Ipa, cause?: number): Promise<SessionEnd> {
  const eid = await readEid(ipa.card)
  // Without an eIM on the card there is nobody to ask.
  const [eim] = await readEimConfigurations(ipa.card)
  const unreached = { reached: false, packages: 0, causeTold: false }
  if (!eim) return unreached
  if (ipa.traits.offersStoredResults && !(await offerPending(ipa, eid))) return unreached
  let causeNow = cause
  for (let packages = 0; packages < packagesMax; packages++) {
    const found = await ipa.esipa.getEimPackage(pollFacts(ipa, eid, causeNow))
    const causeTold = packages > 0 || found.kind !== 'no-answer'
    if (found.kind === 'no-answer') return { reached: false, packages, causeTold }
    if (found.kind === 'none') return { reached: true, packages, causeTold }
    const step = await runPackage(ipa, eid, found)
    if (!step.reached) return { reached: false, packages, causeTold }
    causeNow = step.cause
  }
  ipa.note('contact ended after too many packages', { packages: packagesMax })
  return { reached: true, packages: packagesMax, causeTold: true }
}

function pollFacts(ipa: Ipa, eid: Uint8Array, cause: number | undefined): PollFacts {
  const rPlmn = ipa.modem.rPlmn()
  return {
    eid,
    ...(cause === undefined ? {} : { stateChangeCause: cause }),
    ...(rPlmn ? { rPlmn } : {}),
  }
}

interface StepEnd {
  readonly reached: boolean
  readonly cause?: number
}

async function runPackage(
  ipa: Ipa,
  eid: Uint8Array,
  found: Exclude<EimPackage, { kind: 'none' }>,
): Promise<StepEnd> {
  switch (found.kind) {
    case 'euicc-package':
      return { reached: await runEuiccPackage(ipa, eid, found.request) }
    case 'data-request': {
      const response = await answerDataRequest(ipa, found.request)
      const answer = await ipa.esipa.provideResult(eid, response)
      return { reached: answer.kind !== 'no-answer' }
    }
    case 'download-trigger': {
      if (ipa.traits.fallsOverDownloads) return { reached: false }
      if (!find(found.request, 0xa0) && !find(found.request, 0x82)) {
        return { reached: await reportBadFormat(ipa, eid) }
      }
      const { reached, enabledAtOnce } = await followTrigger(ipa, eid, found.request)
      return { reached, ...(enabledAtOnce ? { cause: stateChangeCause.immediateEnable } : {}) }
    }
  }
}

/** EimPackageResultResponseError, invalidPackageFormat. */
async function reportBadFormat(ipa: Ipa, eid: Uint8Array): Promise<boolean> {
  const answer = await ipa.esipa.provideResult(eid, tlv(0xa0, integerTlv(0x02, 1)))
  return answer.kind !== 'no-answer'
}

async function runEuiccPackage(ipa: Ipa, eid: Uint8Array, request: Tlv): Promise<boolean> {
  const result = await loadPackage(ipa.card, request.bytes)
  const profileChanged = await ipa.modem.followRefresh()
  if ((await deliverResult(ipa, eid, result)) !== 'no-answer') return true
  return profileChanged ? deliverOrGoBack(ipa, eid, result) : false
}

const retryMs = 45_000

/**
 * The new profile must reach the eIM within the IPA's patience; if it does not, the card goes back
 * to the profile of before and the result of that is delivered over it.
 */
async function deliverOrGoBack(ipa: Ipa, eid: Uint8Array, result: Tlv): Promise<boolean> {
  const givenUpAt = ipa.now() + ipa.traits.rollbackPatienceMs
  while (ipa.now() < givenUpAt) {
    await ipa.wait(retryMs)
    if (!(await ipa.modem.isReady())) continue
    if ((await deliverResult(ipa, eid, result)) !== 'no-answer') return true
  }
  const wentBack = await goBack(ipa)
  return wentBack && (await ipa.modem.isReady()) && offerPending(ipa, eid)
}

/** ProfileRollback, when the card still allows it; whether the old profile is enabled again. */
export async function goBack(ipa: Ipa): Promise<boolean> {
  const wentBack = await rollBack(ipa.card)
  ipa.note(wentBack ? 'rolled back' : 'no rollback possible')
  if (wentBack) await ipa.modem.followRefresh()
  return wentBack
}
