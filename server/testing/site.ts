// A server on the desk, for tests: ESipa over real TLS on a free port, the memory store, a clock
// that the test moves, keys of its own, and a test CI that everybody trusts.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { acceptWish } from '@holdfast/fleet/accept-wish.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import { importCard, recordAssociation } from '@holdfast/fleet/import-card.ts'
import type { Wish } from '@holdfast/fleet/wish.ts'
import { createTestPki, type TestPki } from '@holdfast/simulator/pki/test-pki.ts'
import { Doorway } from '../doorway/doorway.ts'
import { watchedStore } from '../doorway/watched-store.ts'
import { SmdpDirectory } from '../es9plus/smdp-directory.ts'
import type { EsipaDesk } from '../esipa/esipa-desk.ts'
import type { EsipaListener, ListenerLimits } from '../esipa/listener.ts'
import { openDesk, openEsipa } from '../esipa/open-esipa.ts'
import { fileSigner } from '../keys/file-signer.ts'
import { newP256Key, openKeyFolder, privateKeyFromPem } from '../keys/key-folder.ts'
import { ownTlsIdentity } from '../keys/tls-identity.ts'
import { bucketPrefix } from '../store/bucket.ts'
import { fleetRules } from '../store/fleet-rules.ts'
import { MemoryStore } from '../store/memory-store.ts'
import type { World } from '../world.ts'
import { type SteeredClock, steeredClock } from '../world-steered.ts'
import { systemRandomBytes } from '../world-system.ts'

/** The test certificates begin here; every test's time is later. */
export const testStart = Date.UTC(2026, 0, 1)

export interface SiteWish {
  readonly smdps?: ReadonlyMap<string, string>
  readonly smdpAnchors?: readonly string[]
  readonly limits?: Partial<ListenerLimits>
  readonly store?: World['store']
}

export interface Site extends AsyncDisposable {
  readonly world: World
  readonly clock: SteeredClock
  readonly desk: EsipaDesk
  readonly listener: EsipaListener
  readonly pki: TestPki
  /** PEM that a device must trust. */
  readonly tlsCa: string
  readonly logged: readonly string[]
  /** Puts an SGP.32 card into the inventory, associated with this eIM. */
  addCard(eid: string): Promise<void>
  /** Starts an operation on a card; resolves with its id. */
  start(eid: string, wish: Wish): Promise<string>
  state(eid: string): Promise<CardState>
}

/** The test CI that sites trust, and that cards and SM-DP+ are certified under. */
export const sitePki = (): TestPki => createTestPki({ seed: 'site', from: testStart - 86_400_000 })

export const testRules = fleetRules

/** Opens a site; `await using` closes it again. */
export async function openSite(wish: SiteWish = {}): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-site-'))
  const keys = await openKeyFolder(folder)
  const tls = await ownTlsIdentity(keys, ['127.0.0.1', 'localhost'])
  const pki = sitePki()
  const logged: string[] = []
  const log: World['log'] = (_level, text, facts) =>
    void logged.push(`${text} ${JSON.stringify(facts)}`)
  const clock = steeredClock(testStart, log)
  const doorway = new Doorway()
  const world: World = {
    clock,
    randomBytes: systemRandomBytes,
    store: watchedStore(wish.store ?? new MemoryStore(testRules), doorway),
    eimSigner: await fileSigner(privateKeyFromPem(newP256Key(), 'test key')),
    eimId: 'eim.example.com',
    eimFqdn: 'eim.example.com',
    trustedCis: [pki.ci.certificate],
    log,
  }
  const smdps = new SmdpDirectory(wish.smdps)
  const desk = await openDesk({ world, doorway, smdps, smdpAnchors: wish.smdpAnchors ?? [] })
  const limits = wish.limits ? { limits: wish.limits } : {}
  const listener = await openEsipa(desk, { host: '127.0.0.1', port: 0, tls, ...limits })
  return {
    ...{ world, clock, desk, listener, pki, logged },
    ...operatorOf(world),
    tlsCa: tls.authority?.pem ?? '',
    async [Symbol.asyncDispose]() {
      await listener.close(0)
      desk.es9.close()
      await world.store.close()
      await rm(folder, { recursive: true })
    },
  }
}

let count = 0

function operatorOf({ store, clock, eimId }: World): Pick<Site, 'addCard' | 'start' | 'state'> {
  const state = async (eid: string): Promise<CardState> => {
    const found = await store.card(eid)
    if (!found) throw new Error(`no card ${eid}`)
    return found
  }
  return {
    state,
    async addCard(eid) {
      const row = { eid, generation: 'sgp32', device: {}, iccids: [] } as const
      const association = { eimId, counterValue: 0, evidence: 'claimed' } as const
      await store.onCard(eid, (card) => importCard(card, row, 'person:test', clock.now()))
      await store.onCard(eid, (card) => {
        if (!card) throw new Error('the card was just added')
        return recordAssociation(card, association, 'person:test', clock.now())
      })
    },
    async start(eid, wish) {
      const operationId = `${bucketPrefix(eid)}-operation-${++count}`
      const reply = await store.onCard(eid, (card) => {
        if (!card) throw new Error(`no card ${eid}`)
        return acceptWish(card, { operationId, wish, actor: 'person:test' }, clock.now())
      })
      if (reply.kind === 'refused') throw new Error(`${reply.code}: ${reply.why}`)
      return operationId
    },
  }
}
