// Cards of the bench, each ready to be sent one signed package.

import type { CardFact, EventDraft } from '@holdfast/fleet/event.ts'
import { bucketPrefix } from '@holdfast/server/store/bucket.ts'
import type { Store } from '@holdfast/server/store/contract.ts'
import { benchEid } from './bench-eid.ts'

/** Puts `count` cards into the store, from the `from`-th EID of the bench on. */
export async function putReadyCards(store: Store, from: number, count: number): Promise<void> {
  let next = from
  const lane = async (): Promise<void> => {
    while (next < from + count) {
      const eid = benchEid(next++)
      const at = Date.now()
      const events = factsOf(eid, at).map(
        (fact): EventDraft => ({ eid, at, actor: 'person:bench', fact }),
      )
      await store.onCard(eid, () => ({ events, reply: undefined }))
    }
  }
  await Promise.all(Array.from({ length: 256 }, lane))
}

const iccids = ['89330100000000001234', '89330100000000001242'] as const

/** Facts that make a card ready to be sent one signed package. */
function factsOf(eid: string, at: number): CardFact[] {
  const profile = (iccid: string, state: 'enabled' | 'disabled') =>
    ({ iccid, state, class: 'operational', evidence: 'proven', asOf: at }) as const
  return [
    { kind: 'card-imported', generation: 'sgp32', device: {}, iccids: [] },
    {
      kind: 'association-recorded',
      association: { eimId: 'eim.example.com', counterValue: 1, evidence: 'proven' },
    },
    {
      kind: 'card-identified',
      euicc: {
        chainVerifiedAt: at,
        eumCertificate: '30',
        euiccCertificate: '30',
        ipaFeatures: ['indirectRspServerCommunication'],
        iotVersions: ['1.2.0'],
        asOf: at,
        evidence: 'proven',
      },
    },
    {
      kind: 'profiles-read',
      profiles: [profile(iccids[0], 'enabled'), profile(iccids[1], 'disabled')],
      evidence: 'proven',
    },
    { kind: 'operation-created', operation: operationOf(eid, at) },
  ]
}

function operationOf(eid: string, at: number) {
  const common = {
    deadlineMs: 86_400_000,
    dispatchDeadlineMs: 600_000,
    proof: 'signed',
    wayBack: { kind: 'rollback-flag', why: 'The card goes back by itself.' },
  } as const
  const [, iccid] = iccids
  return {
    operationId: `${bucketPrefix(eid)}-${eid}`,
    eid,
    wish: { kind: 'enable', iccid },
    plan: {
      steps: [
        { ...common, step: { kind: 'enable', iccid, rollbackFlag: true } },
        { ...common, step: { kind: 'confirm', iccid } },
      ],
      goal: 'serving',
      whySafe: ['The profile that serves now stays on the card.'],
      madeAt: at,
    },
    stepIndex: 0,
    outcome: 'queued',
    createdAt: at,
    createdBy: 'person:bench',
    deadlineAt: at + 86_400_000,
  } as const
}
