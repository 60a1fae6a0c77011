// One server process under load, for the bench: the real eIM endpoint over the memory store with as
// many cards as asked, or the yardstick, a bare `node:https` server with bodies of the same size.
// Talks to the bench over IPC: its port first, its own CPU time on request.

import { createPrivateKey, sign } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { summaryOf } from '@holdfast/fleet/device-summary.ts'
import type { CardFact, EventDraft } from '@holdfast/fleet/event.ts'
import { evolve } from '@holdfast/fleet/evolve.ts'
import { needsAttention } from '@holdfast/fleet/needs-attention.ts'
import { encodeEid, parseEid } from '@holdfast/gsma/ids/eid.ts'
import { Doorway } from '@holdfast/server/doorway/doorway.ts'
import { watchedStore } from '@holdfast/server/doorway/watched-store.ts'
import { SmdpDirectory } from '@holdfast/server/es9plus/smdp-directory.ts'
import { flushContacts } from '@holdfast/server/esipa/contact-batch.ts'
import { openDesk, openEsipa } from '@holdfast/server/esipa/open-esipa.ts'
import { fileSigner } from '@holdfast/server/keys/file-signer.ts'
import { newP256Key, openKeyFolder, privateKeyFromPem } from '@holdfast/server/keys/key-folder.ts'
import { ownTlsIdentity } from '@holdfast/server/keys/tls-identity.ts'
import { bucketPrefix } from '@holdfast/server/store/bucket.ts'
import { MemoryStore } from '@holdfast/server/store/memory-store.ts'
import type { World } from '@holdfast/server/world.ts'
import { systemRandomBytes } from '@holdfast/server/world-system.ts'
import { benchEid } from './bench-eid.ts'

const { values } = parseArgs({
  options: {
    kind: { type: 'string', default: 'eim' },
    cards: { type: 'string', default: '0' },
    ready: { type: 'string', default: '0' },
    folder: { type: 'string', default: '' },
  },
})
const emptyPollAnswer = Buffer.from('BF4F03020101', 'hex')
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

async function serveEim(): Promise<number> {
  const keys = await openKeyFolder(values.folder)
  const doorway = new Doorway(Number(values.cards) + Number(values.ready))
  const memory = new MemoryStore({ evolve, summaryOf, needsAttention })
  const world: World = {
    clock: { now: () => Date.now(), every: () => () => undefined },
    randomBytes: systemRandomBytes,
    store: watchedStore(memory, doorway),
    eimSigner: await fileSigner(privateKeyFromPem(newP256Key(), 'bench key')),
    eimId: 'eim.example.com',
    eimFqdn: 'eim.example.com',
    trustedCis: [],
    log: () => undefined,
  }
  // Cards with nothing waiting take no state in the store here: only the doorway is asked for them.
  for (let i = 0; i < Number(values.cards); i++) doorway.put(eidBytes(benchEid(i)), false)
  for (let i = 0; i < Number(values.ready); i++) {
    const eid = benchEid(Number(values.cards) + i)
    const at = Date.now()
    const events = factsOf(eid, at).map(
      (fact): EventDraft => ({ eid, at, actor: 'person:bench', fact }),
    )
    await world.store.onCard(eid, () => ({ events, reply: undefined }))
  }
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
    req.on('data', () => undefined)
    req.on('end', () => {
      res.writeHead(200, {
        'content-type': 'application/x-gsma-rsp-asn1',
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
