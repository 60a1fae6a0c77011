import { completeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { expect, it } from 'vitest'
import { eidOctets } from '../doorway/watched-store.ts'
import { answerGetEimPackage } from '../esipa/get-eim-package.ts'
import { openRunning } from '../testing/running.ts'

const hour = 3_600_000
const devices = [1, 2, 3].map((n) => ({
  eid: testEid(500 + n),
  iccid: completeIccid(`89491000000000010${n}`),
}))

it('devices that one operator silenced are one incident, with a runbook, until they call', async () => {
  await using running = await openRunning()
  const { client, server } = running
  const { clock, desk } = server
  if (!clock) throw new Error('a running server of a test has a steered clock')
  const pass = async (hours: number) => {
    for (let i = 0; i < hours * 12; i++) await clock.moveTo(clock.now() + hour / 12)
  }
  const request = {
    admission: { kind: 'asn1' },
    userAgent: undefined,
    isGone: () => false,
  } as const
  const call = async () => {
    for (const { eid } of devices) {
      const poll = { eidValue: eidOctets(eid) }
      await answerGetEimPackage(desk, poll, { bytes: new Uint8Array(), request })
    }
  }
  const rows = devices.map(({ eid, iccid }) => `${eid},${iccid},60`)
  const bytes = ['eid,iccid,contactEveryMinutes', ...rows].join('\n')
  await client.importInventory({ body: { bytes, mediaType: 'text/csv' } })
  await call()
  const told = { state: 'suspended', operator: 'nordtel' } as const
  await client.reportLines({ body: { lines: devices.map(({ iccid }) => ({ iccid, ...told })) } })
  await pass(2)
  const { items } = await client.listIncidents({ query: { state: 'open' } })
  expect(items).toMatchObject([
    { cause: 'line-suspended', about: { operator: 'nordtel' }, devices: 3, state: 'open' },
  ])
  const id = items[0]?.incidentId ?? ''
  const found = await client.incident({ params: { id } })
  expect(found.eids.toSorted()).toEqual(devices.map(({ eid }) => eid).toSorted())
  expect(found.runbook.length).toBeGreaterThan(1)
  const cases = await client.listStranded({ query: { incident: id, limit: 2 } })
  expect(cases.items).toHaveLength(2)
  const more = await client.listStranded({ query: { incident: id, cursor: cases.cursor ?? '' } })
  const listed = [...cases.items, ...more.items].map(({ eid }) => eid)
  expect(listed.toSorted()).toEqual(found.eids.toSorted())
  await expect(client.listStranded({ query: { incident: 'none' } })).rejects.toMatchObject({
    problem: { status: 404, code: 'unknown-incident' },
  })
  await expect(client.incident({ params: { id: 'none' } })).rejects.toMatchObject({
    problem: { status: 404, code: 'unknown-incident' },
  })
  await call()
  await pass(1)
  const { items: ended } = await client.listIncidents({ query: { state: 'ended' } })
  expect(ended).toMatchObject([{ incidentId: id, devices: 0, devicesEver: 3 }])
  const log: string[] = []
  for await (const line of await client.auditExport()) log.push(line)
  expect(log.filter((line) => line.includes('"subject":{"kind":"incident"'))).toHaveLength(2)
})
