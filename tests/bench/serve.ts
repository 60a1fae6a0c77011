// One server process under load, for the bench: the real eIM endpoint with as many cards as asked,
// over a database or memory, or the yardstick, a bare `node:https` server with the same bodies.
// Talks to the bench over IPC: its port first, its own CPU time on request.

import { createPrivateKey, sign } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { encodeEid, parseEid } from '@holdfast/gsma/ids/eid.ts'
import { Doorway } from '@holdfast/server/doorway/doorway.ts'
import { fillDoorway, watchedStore } from '@holdfast/server/doorway/watched-store.ts'
import { SmdpDirectory } from '@holdfast/server/es9plus/smdp-directory.ts'
import { flushContacts } from '@holdfast/server/esipa/contact-batch.ts'
import { openDesk, openEsipa } from '@holdfast/server/esipa/open-esipa.ts'
import { fileSigner } from '@holdfast/server/keys/file-signer.ts'
import { newP256Key, openKeyFolder, privateKeyFromPem } from '@holdfast/server/keys/key-folder.ts'
import { ownTlsIdentity } from '@holdfast/server/keys/tls-identity.ts'
import type { Store } from '@holdfast/server/store/contract.ts'
import { fleetRules as rules } from '@holdfast/server/store/fleet-rules.ts'
import { MemoryStore } from '@holdfast/server/store/memory-store.ts'
import { openPostgresStore } from '@holdfast/server/store/postgres-store.ts'
import type { World } from '@holdfast/server/world.ts'
import { systemRandomBytes } from '@holdfast/server/world-system.ts'
import { benchEid } from './bench-eid.ts'
import { putReadyCards } from './ready-cards.ts'

const { values } = parseArgs({
  options: {
    kind: { type: 'string', default: 'eim' },
    cards: { type: 'string', default: '0' },
    ready: { type: 'string', default: '0' },
    database: { type: 'string' },
    folder: { type: 'string', default: '' },
  },
})
const emptyPollAnswer = Buffer.from('BF4F03020101', 'hex')

/** The database that was named, as it is; else memory, with cards ready to be sent a package. */
async function openStore(): Promise<Store> {
  const { database } = values
  if (database) return openPostgresStore({ address: JSON.parse(database), rules })
  const memory = new MemoryStore(rules)
  await putReadyCards(memory, 0, Number(values.ready))
  return memory
}

async function serveEim(): Promise<number> {
  const keys = await openKeyFolder(values.folder)
  const doorway = new Doorway(Number(values.cards))
  const store = await openStore()
  await fillDoorway(doorway, store)
  const world: World = {
    clock: { now: () => Date.now(), every: () => () => undefined },
    randomBytes: systemRandomBytes,
    store: watchedStore(store, doorway),
    eimSigner: await fileSigner(privateKeyFromPem(newP256Key(), 'bench key')),
    eimId: 'eim.example.com',
    eimFqdn: 'eim.example.com',
    trustedCis: [],
    log: () => undefined,
  }
  // Cards with nothing waiting take no state in the store here: only the doorway is asked for them.
  for (let i = 0; i < Number(values.cards); i++) doorway.put(eidBytes(benchEid(i)), false)
  const desk = await openDesk({ world, doorway, smdps: new SmdpDirectory(), smdpAnchors: [] })
  setInterval(() => void flushContacts(desk.contacts, world.store), 500).unref()
  const tls = await ownTlsIdentity(keys, ['127.0.0.1', 'localhost'])
  return (await openEsipa(desk, { host: '127.0.0.1', port: 0, tls })).port
}

function eidBytes(eid: string): Uint8Array {
  const parsed = parseEid(eid)
  if (!parsed.ok) throw new Error(parsed.why)
  return encodeEid(parsed.value)
}

async function serveBare(): Promise<number> {
  const keys = await openKeyFolder(values.folder)
  const tls = await ownTlsIdentity(keys, ['127.0.0.1', 'localhost'])
  const server = createServer({ cert: tls.certificate, key: tls.privateKey }, (req, res) => {
    const parts: Buffer[] = []
    req.on('data', (part) => parts.push(part))
    req.on('end', () => {
      res.writeHead(200, {
        'content-type': 'application/x-gsma-rsp-asn1',
        'x-admin-protocol': 'gsma/rsp/v2.1.0',
        'content-length': emptyPollAnswer.length,
      })
      res.end(emptyPollAnswer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Raw P-256 signatures per second of this process's CPU. */
function rawSignatures(): number {
  const key = createPrivateKey(newP256Key())
  const message = new Uint8Array(120).fill(7)
  const before = process.cpuUsage()
  const count = 20_000
  for (let i = 0; i < count; i++) sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' })
  const used = process.cpuUsage(before)
  return count / ((used.user + used.system) / 1e6)
}

process.on('message', (question: string) => {
  if (question === 'cpu') process.send?.({ cpu: process.cpuUsage() })
  if (question === 'sign') process.send?.({ perSecond: rawSignatures() })
})
process.on('disconnect', () => process.exit(0))
const port = values.kind === 'bare' ? await serveBare() : await serveEim()
process.send?.({ port })
