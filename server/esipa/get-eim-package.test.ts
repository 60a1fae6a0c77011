import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { expect, test } from 'vitest'
import { eidOctets } from '../doorway/watched-store.ts'
import { openSite } from '../testing/site.ts'
import { answerGetEimPackage } from './get-eim-package.ts'

test('a device that has hung up uses up no counter, and gets its package when it calls again', async () => {
  await using site = await openSite()
  const eid = testEid(1)
  await site.addCard(eid)
  const id = await site.start(eid, { kind: 'audit' })
  const before = await site.state(eid)
  const call = (isGone: boolean) => {
    const request = { admission: { kind: 'asn1' }, userAgent: 'gsma-rsp-ipad' } as const
    const arrival = { bytes: new Uint8Array(), request: { ...request, isGone: () => isGone } }
    return answerGetEimPackage(site.desk, { eidValue: eidOctets(eid) }, arrival)
  }
  expect((await call(true)).kind).not.toBe('package')
  expect(await site.state(eid)).toEqual(before)
  expect((await call(false)).kind).toBe('package')
  expect((await site.state(eid)).inFlight?.operationId).toBe(id)
})
