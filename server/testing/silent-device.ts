// A whole server with one device that calls every hour, for tests of silence: its clock is moved by
// the test, and the device calls only when the test lets it.

import { readFile } from 'node:fs/promises'
import { encode } from '@holdfast/asn1/schema.ts'
import { importCard, recordAssociation } from '@holdfast/fleet/import-card.ts'
import { completeIccid, encodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { storeMetadataRequest } from '@holdfast/gsma/sgp22/profile-info.ts'
import { withPreloaded } from '@holdfast/simulator/card/preloaded-profile.ts'
import type { Config } from '../config.ts'
import { type FieldDevice, fieldDevice } from './field-device.ts'
import { openRunning, type Running } from './running.ts'
import { type Site, sitePki } from './site.ts'

/** The ICCID of the profile that it has. */
export const silentIccid = completeIccid('894910000000000001')

export interface SilentDevice extends AsyncDisposable {
  readonly running: Running
  readonly device: FieldDevice
  /** Lets time pass, in steps of five minutes unless told otherwise. */
  pass(ms: number, stepMs?: number): Promise<void>
}

const minute = 60_000

/** The device is in the inventory, was read once, and calls no more by itself. */
export async function openSilentDevice(
  wish: Partial<Config> = {},
  folder?: string,
): Promise<SilentDevice> {
  const running = await openRunning(wish, folder)
  const { server } = running
  const { world } = server.desk
  const tlsCa = await readFile(server.tlsCaFile ?? '', 'utf8')
  // Of a site the device needs no more than this.
  const site = { world, pki: sitePki(), tlsCa, listener: { url: server.esipaUrl } } as Site
  const device = fieldDevice(site, 7)
  giveProfile(device)
  await addToInventory(running, device.eid)
  await device.settle()
  return {
    ...{ running, device },
    async pass(ms, stepMs = 5 * minute) {
      const { clock } = server
      if (!clock) throw new Error('a running server of a test has a steered clock')
      const end = clock.now() + ms
      while (clock.now() < end) await clock.moveTo(Math.min(end, clock.now() + stepMs))
    },
    async [Symbol.asyncDispose]() {
      device[Symbol.dispose]()
      await running[Symbol.asyncDispose]()
    },
  }
}

function giveProfile(device: FieldDevice): void {
  const metadata = encode(storeMetadataRequest, {
    iccid: encodeIccid(silentIccid),
    serviceProviderName: 'nordtel',
    profileName: 'nordtel',
    profileClass: 2,
  })
  device.change((card) => ({
    ...card,
    nvm: withPreloaded(card.nvm, { metadata, size: 4000, isEnabled: true }),
  }))
}

async function addToInventory({ server }: Running, eid: string): Promise<void> {
  const { store, clock, eimId } = server.desk.world
  const facts = { contactEveryMinutes: 60, site: 'Hall 3' }
  const row = { eid, generation: 'sgp32', device: facts, iccids: [silentIccid] } as const
  await store.onCard(eid, (card) => importCard(card, row, 'person:test', clock.now()))
  await store.onCard(eid, (card) => {
    if (!card) throw new Error('the card was just added')
    const association = { eimId, counterValue: 0, evidence: 'claimed' } as const
    return recordAssociation(card, association, 'person:test', clock.now())
  })
}
