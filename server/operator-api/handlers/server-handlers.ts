// The server itself and its eIM: health, who am I, statistics, and what new cards must be told.

import { createPublicKey } from 'node:crypto'
import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { problemOf } from '@holdfast/api/problem.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { recordAssociation } from '@holdfast/fleet/import-card.ts'
import { addInitialEim, firstCounterValue } from '../../eim-identity.ts'
import { cardFor, type OperatorShop } from '../shop.ts'

type ServerHandlers = Pick<Handlers, 'health' | 'session' | 'stats' | 'eim' | 'addInitialEim'>

export const serverHandlers = (shop: OperatorShop): ServerHandlers => ({
  async health() {
    await askStore(shop)
    const troubles = Object.entries(shop.troubles())
    const checks = Object.fromEntries(troubles.map(([part, why]) => [part, { ok: false, why }]))
    const status = troubles.length === 0 ? 'ok' : 'degraded'
    return { status, version: shop.version, now: shop.world.clock.now(), checks }
  },
  async session(_request, { actor, name, tenant, scopes }) {
    const { version, isSandbox } = shop
    return { actor, name, tenant, scopes, version, sandbox: isSandbox, now: shop.world.clock.now() }
  },
  async stats(_request, { tenant }) {
    const { store, clock } = shop.world
    const now = clock.now()
    return {
      now,
      devices: await store.countDevices({ tenant: [tenant] }),
      openOperations: await store.countOperations({ tenant, open: true }),
      operations: await store.countOperations({ tenant }),
      pollsPerSecond: shop.polls.perSecond(),
      queues: queuesOf(shop),
      events: (await store.logHead(tenant)).size,
      uptimeMs: Math.max(0, now - shop.startedAt),
    }
  },
  async eim() {
    const { world } = shop
    const key = createPublicKey({
      key: Buffer.from(world.eimSigner.publicKey),
      format: 'der',
      type: 'spki',
    })
    return {
      eimId: world.eimId,
      eimFqdn: world.eimFqdn,
      publicKeyPem: key.export({ format: 'pem', type: 'spki' }) as string,
      addInitialEimRequest: initialEim(shop),
      pollAddress: shop.pollAddress(),
      protocols: ['eimRetrieveHttps'],
    }
  },
  async addInitialEim({ params: { eid } }, caller) {
    const { store, clock, eimId } = shop.world
    const state = await cardFor(shop, eid, caller)
    const known = state.association?.eimId === eimId ? state.association : undefined
    const association =
      known ??
      (await store.onCard(eid, (card) =>
        recordAssociation(
          card ?? state,
          { eimId, counterValue: firstCounterValue, evidence: 'claimed' },
          caller.actor,
          clock.now(),
        ),
      ))
    const { counterValue, associationToken } = association
    return {
      ...{ eid, eimId, counterValue },
      addInitialEimRequest: initialEim(shop, counterValue),
      ...(associationToken === undefined ? {} : { associationToken }),
    }
  },
})

const storeAnswersWithinMs = 2_000

/** @throws ApiProblem `not-ready` when the store does not answer in time */
async function askStore({ world }: OperatorShop): Promise<void> {
  const late = new Promise<'late'>((resolve) => {
    setTimeout(() => resolve('late'), storeAnswersWithinMs).unref()
  })
  const answer = world.store.record('identity', 'eim').then(
    () => 'answered' as const,
    (cause) => `the store fails: ${cause}`,
  )
  const outcome = await Promise.race([answer, late])
  if (outcome === 'answered') return
  const detail = outcome === 'late' ? 'the store does not answer in time' : outcome
  throw new ApiProblem(problemOf('not-ready', detail))
}

const initialEim = ({ world, tlsAuthority }: OperatorShop, counterValue?: number): string =>
  formatHex(
    addInitialEim({
      world,
      ...(tlsAuthority === undefined ? {} : { tlsAuthority }),
      ...(counterValue === undefined ? {} : { counterValue }),
    }),
  )

const queuesOf = ({ desk }: OperatorShop): Readonly<Record<string, number>> => ({
  contacts: desk.contacts.size,
  notifications: desk.outbox.size,
  quarantined: desk.quarantine.count,
  unknownCards: desk.counters.unknownCards,
})
