import { decode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { unknownCard } from '@holdfast/fleet/evolve.ts'
import { pendingNotification } from '@holdfast/gsma/sgp22/notification.ts'
import { signatureObject, signBytes } from '@holdfast/gsma/signature.ts'
import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { encodeEvent } from '@holdfast/simulator/card/signed-notification.ts'
import { createTestPki } from '@holdfast/simulator/pki/test-pki.ts'
import { expect, test } from 'vitest'
import { judgeNotification } from './judge-notification.ts'
import { Proofs } from './proofs.ts'

const from = Date.UTC(2026, 0, 1)
const at = from + 86_400_000
const pki = createTestPki({ seed: 'notifications', from })
const eid = testEid(1)
const judging = { proofs: new Proofs([pki.ci.certificate]), at }
const event = { seqNumber: 7, event: 'enable', address: 'smdp.example.com' } as const

/** What is believed of the card's notification when `signer` signed these bytes. */
function told(signed: Uint8Array, signer = pki.card(eid)) {
  const { certificate, eumCertificate } = pki.card(eid)
  const signature = signatureObject(signBytes(signer.key, signed))
  const bytes = tlv(0x30, encodeEvent(event), signature, certificate, eumCertificate)
  return judgeNotification(unknownCard(eid, 'default'), decode(pendingNotification, bytes), judging)
}

test('a notification that its card signed is proven', () => {
  expect(told(encodeEvent(event))).toMatchObject({ trust: 'proven', event: 'enable', seqNumber: 7 })
})

test('a notification that another key signed, or that was changed, is only reported', () => {
  const signed = encodeEvent(event)
  expect(told(signed, pki.card(testEid(2)))).toMatchObject({ trust: 'reported', seqNumber: 7 })
  expect(told(encodeEvent({ ...event, event: 'delete' }))).toMatchObject({ trust: 'reported' })
})
