// A real server with its console, and a small fleet in which one operator silenced some devices:
// time passes only when a test lets it, so that a case stays as it is while it is looked at.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { completeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { eidOctets } from '@holdfast/server/doorway/watched-store.ts'
import { answerGetEimPackage } from '@holdfast/server/esipa/get-eim-package.ts'
import { openRunning, type Running } from '@holdfast/server/testing/running.ts'
import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { buildConsoleWhenStale } from '../../console/build-when-stale.ts'
import type { Sandbox } from './sandbox-fixture.ts'

const minute = 60_000
const hour = 60 * minute

export interface SilencedDevice {
  readonly eid: string
  readonly iccid: string
  readonly serial: string
  readonly operator: 'nordtel' | 'costera'
}

/** The first ones are those whose lines the operator suspended. */
const devices: readonly SilencedDevice[] = Array.from({ length: 14 }, (_, n) => ({
  eid: testEid(700 + n),
  iccid: completeIccid(`8949100000000010${String(n).padStart(2, '0')}`),
  serial: `M-${String(n + 1).padStart(4, '0')}`,
  operator: n < 9 ? 'nordtel' : 'costera',
}))

export interface SilencedFleet extends Sandbox {
  readonly suspended: readonly SilencedDevice[]
  /** Lets time pass, in steps of five minutes; the healthy devices go on calling. */
  pass(hours: number): Promise<void>
  /** The device polls once. */
  call(device: SilencedDevice): Promise<void>
}

/** Five devices are suspended, two have no data left, four give no sign, three go on calling. */
export async function openSilencedFleet(): Promise<SilencedFleet> {
  const { folder: consoleFolder } = await buildConsoleWhenStale()
  const hook = await openHook()
  const { port } = hook.address() as AddressInfo
  const running = await openRunning({
    consoleFolder,
    hook: { url: `http://127.0.0.1:${port}/` },
  })
  const call = ({ eid }: SilencedDevice) => poll(running, eid)
  const healthy = devices.slice(11)
  const pass = (hours: number) => letPass(running, hours, () => callAll(healthy, call))
  await importAll(running)
  await callAll(devices, call)
  await tellLines(running)
  await pass(4)
  const stop = async () => {
    hook.closeAllConnections()
    hook.close()
    await running[Symbol.asyncDispose]()
  }
  return {
    ...{ url: running.url, token: running.server.admin?.secret ?? '', client: running.client },
    ...{ suspended: devices.slice(0, 5), pass, call, stop },
    [Symbol.asyncDispose]: stop,
  }
}

/** An operator's system that takes on whatever it is asked. */
async function openHook(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.writeHead(202).end('{"accepted":true}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

async function importAll({ client }: Running): Promise<void> {
  const rows = devices.map(({ eid, iccid, serial }) =>
    [eid, iccid, serial, 'Meter 4', 'DE', 'Hall 3', 60].join(','),
  )
  const bytes = ['eid,iccid,serial,model,country,site,contactEveryMinutes', ...rows].join('\n')
  await client.importInventory({ body: { bytes, mediaType: 'text/csv' } })
}

async function tellLines({ client }: Running): Promise<void> {
  const lines = devices.map(({ iccid, operator }, n) => ({
    ...{ iccid, operator },
    state: n < 5 ? ('suspended' as const) : ('active' as const),
    ...(n === 5 || n === 6 ? { bytesLeft: 0, smsLeft: 12 } : {}),
    ...(n === 11 ? { bytesLeft: 40_000, smsLeft: 3 } : {}),
  }))
  await client.reportLines({ body: { lines } })
}

async function callAll(
  some: readonly SilencedDevice[],
  call: SilencedFleet['call'],
): Promise<void> {
  for (const device of some) await call(device)
}

async function poll({ server: { desk } }: Running, eid: string): Promise<void> {
  const request = {
    admission: { kind: 'asn1' },
    userAgent: undefined,
    isGone: () => false,
  } as const
  const wish = { eidValue: eidOctets(eid) }
  await answerGetEimPackage(desk, wish, { bytes: new Uint8Array(), request })
}

async function letPass(
  { server: { clock } }: Running,
  hours: number,
  eachHour: () => Promise<void>,
): Promise<void> {
  if (!clock) throw new Error('a running server of a test has a steered clock')
  const stepMs = 5 * minute
  for (let step = 0; step < (hours * hour) / stepMs; step++) {
    await clock.moveTo(clock.now() + stepMs)
    if (step % 12 === 11) await eachHour()
  }
}
