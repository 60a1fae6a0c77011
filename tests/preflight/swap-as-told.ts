// The same swap as the product sees it: what the card says of itself, decoded from its own octets, and
// what operators and inventory told.

import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { CardFact } from '@holdfast/fleet/event.ts'
import { evolve, unknownCard } from '@holdfast/fleet/evolve.ts'
import type { PreflightInput } from '@holdfast/fleet/preflight/preflight-facts.ts'
import { euiccInfo2 } from '@holdfast/gsma/sgp22/euicc-info.ts'
import { profileInfoListResponse } from '@holdfast/gsma/sgp22/profile-info.ts'
import { euiccFactsOf } from '@holdfast/server/proof/euicc-facts.ts'
import { profilesOnCard } from '@holdfast/server/proof/profiles-on-card.ts'
import type { SwapCase } from './swap-case.ts'
import type { Bench } from './swap-for-real.ts'
import { smdpAddress, smdpCi, start } from './swap-for-real.ts'

/** What the pre-flight of this case is asked with. */
export function toldOf(one: SwapCase, bench: Bench): PreflightInput {
  const { doom, untold, device, line, window } = one
  const iccid = bench.target
  const at = start
  return {
    state: cardAsTold(one, bench),
    now: start,
    wish: {
      kind: 'swap',
      profile: { kind: 'activation-code', activationCode: `LPA:1$${smdpAddress}$M-1`, iccid },
    },
    deadlineAt: start + one.deadlineInMs,
    windows: [{ from: start + window.fromMs, until: start + window.untilMs }],
    profile: {
      iccid,
      stock: doom === 'no stock' ? 'short' : 'reserved',
      evidence: 'confirmed',
      ...(untold.has('size') ? {} : { profileBytes: one.profileBytes }),
      ...(doom === 'order not released' ? { order: 'not-released' } : {}),
      ...(doom === 'order used up' ? { order: 'used-up' } : {}),
    },
    smdp: {
      address: smdpAddress,
      ciPkIds: [formatHex(smdpCi())],
      sessionSeconds: one.sessionSeconds,
      ...{ at, evidence: 'claimed' },
    },
    ...(untold.has('line')
      ? {}
      : {
          line: {
            ...{ iccid, at, evidence: 'confirmed' },
            ...{ state: line.state, bytesLeft: line.bytesLeft, countries: line.countries },
            ...(line.imeiLock === undefined ? {} : { imeiLock: line.imeiLock }),
            ...(untold.has('apn') ? {} : { apn: line.apn }),
          },
        }),
    ...(untold.has('contact')
      ? {}
      : {
          contact: {
            intervalMs: device.everyMs,
            by: start + device.firstCallInMs,
            from: 'learned',
          },
        }),
  }
}

/** ProfileInfoListRequest for what decisions rest on, the policy rules among it. */
const listWithRules = parseHex('BF2D0B5C095A4F9F709091929599')

function cardAsTold(one: SwapCase, bench: Bench): CardState {
  const eid = bench.card.identity.eid
  const info = bench.send(parseHex('BF2200'))
  const list = decode(profileInfoListResponse, bench.send(listWithRules))
  if (list.kind !== 'profileInfoListOk') throw new Error('the card does not list its profiles')
  const data = { euiccInfo2: { value: decode(euiccInfo2, info), bytes: info } }
  const euicc = euiccFactsOf({ data: data as never, dialect: 'v1.2', now: start })
  const { country, imei, apns, batteryMwh, coverageClass } = one.device
  const device = {
    ...{ country, imei, apn: apns.join(' '), coverageClass },
    ...(one.untold.has('battery') ? {} : { batteryMwh }),
  }
  const association = { eimId: 'eim', counterValue: 0, evidence: 'proven' } as const
  const facts: readonly CardFact[] = [
    { kind: 'card-imported', generation: 'sgp32', device, iccids: [bench.home] },
    { kind: 'association-recorded', association },
    {
      kind: 'card-identified',
      euicc: {
        ...euicc,
        euiccCertificate: '30',
        chainVerifiedAt: start,
        ipaFeatures: ['directRspServerCommunication'],
        asOf: start,
        evidence: 'proven',
      },
    },
    {
      kind: 'profiles-read',
      profiles: profilesOnCard(list.value, { evidence: 'proven', asOf: start }),
      evidence: 'proven',
    },
  ]
  return facts.reduce<CardState>(
    (state, fact) => evolve(state, { eid, at: start, actor: 'test', tenant: 't', fact }),
    unknownCard(eid, 't'),
  )
}
