import { record } from '@holdfast/fleet/change.ts'
import { applyLine } from '@holdfast/fleet/lines/apply-line.ts'
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

test('a device whose line is nearly used up is sent nothing that can wait (F18)', async () => {
  await using site = await openSite()
  const eid = testEid(2)
  const iccid = '8988211000000000001'
  await site.addCard(eid)
  const now = site.clock.now()
  await site.world.store.onCard(eid, (state) => {
    if (!state) throw new Error('the card was just added')
    const profile = { iccid, state: 'enabled', evidence: 'reported', asOf: now } as const
    const change = { state, events: [], now, actor: 'device' }
    return {
      ...record(change, { kind: 'profiles-read', profiles: [profile], evidence: 'reported' }),
      reply: null,
    }
  })
  const tell = (bytesLeft: number) =>
    site.world.store.onCard(eid, (state) => {
      if (!state) throw new Error('the card was just added')
      const line = { iccid, state: 'active', bytesLeft, evidence: 'confirmed' } as const
      return applyLine(state, { ...line, at: now }, now)
    })
  await tell(40_000)
  await site.start(eid, { kind: 'audit' })
  const call = async () => {
    const request = { admission: { kind: 'asn1' }, userAgent: 'gsma-rsp-ipad' } as const
    const arrival = {
      bytes: new Uint8Array(),
      request: { ...request, isGone: () => false },
    }
    return answerGetEimPackage(site.desk, { eidValue: eidOctets(eid) }, arrival)
  }
  expect((await call()).kind).not.toBe('package')
  expect((await site.state(eid)).inFlight).toBeUndefined()
  await tell(40_000_000)
  await call()
  expect((await site.state(eid)).inFlight).toBeDefined()
})
