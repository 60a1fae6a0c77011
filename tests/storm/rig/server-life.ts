// One life of the product's server process over the database: the same desk, handlers and
// background work as `holdfast up` opens, without sockets. A crash ends it; the next life begins
// with nothing but what was committed.

import { hookActions } from '@holdfast/fleet/recovery/rung.ts'
import { beginBackgroundWork } from '@holdfast/server/background-work.ts'
import { CampaignBook } from '@holdfast/server/campaigns/campaign-book.ts'
import { DatabaseClock } from '@holdfast/server/clock/database-clock.ts'
import { Doorway } from '@holdfast/server/doorway/doorway.ts'
import { LogFollower } from '@holdfast/server/doorway/follow-log.ts'
import { fillDoorway, watchedStore } from '@holdfast/server/doorway/watched-store.ts'
import type { Es9Carrier } from '@holdfast/server/es9plus/es9plus-client.ts'
import { SmdpDirectory } from '@holdfast/server/es9plus/smdp-directory.ts'
import type { EsipaDesk } from '@holdfast/server/esipa/esipa-desk.ts'
import { openDesk } from '@holdfast/server/esipa/open-esipa.ts'
import { lastLoggedAt } from '@holdfast/server/last-logged.ts'
import { allHandlers } from '@holdfast/server/operator-api/all-handlers.ts'
import { auditDesk } from '@holdfast/server/operator-api/audit-desk.ts'
import { BatchBook } from '@holdfast/server/operator-api/batch-book.ts'
import { LiveCounts } from '@holdfast/server/operator-api/live-counts.ts'
import { PollMeter } from '@holdfast/server/operator-api/poll-meter.ts'
import type { OperatorShop } from '@holdfast/server/operator-api/shop.ts'
import { resumeBatches } from '@holdfast/server/operator-api/start-batch.ts'
import { TokenBook } from '@holdfast/server/operator-api/token-book.ts'
import { IncidentBook } from '@holdfast/server/recovery/incident-book.ts'
import { openRecovery } from '@holdfast/server/recovery/open-recovery.ts'
import { applyRestore } from '@holdfast/server/restore/apply-restore.ts'
import { SloKeeper } from '@holdfast/server/slo/slo-keeper.ts'
import type { World } from '@holdfast/server/world.ts'
import { steeredClock } from '@holdfast/server/world-steered.ts'
import { smdpAddresses } from '@holdfast/simulator/world/operators.ts'
import { Death } from './death.ts'
import { hookTarget } from './hook-desk.ts'
import type { Identity } from './identity.ts'
import { type Mortality, mortalStore } from './mortal-store.ts'

export interface ServerSurroundings {
  readonly identity: Identity
  readonly store: World['store']
  /** The database was replaced by a backup, and the operator says so. */
  readonly isRestored: boolean
  /** A time at which a server lived, as the file beside its keys says; not in the database. */
  readonly signedAt: number
  /** What the clock of its machine shows. */
  readonly machineNow: () => number
  /** What the clock of the database's machine shows. */
  readonly databaseNow: () => number
  /** How long the machine has run: never goes back. */
  readonly upNow: () => number
  readonly randomBytes: World['randomBytes']
  readonly carrier: Es9Carrier
  readonly faultNow: Mortality['faultNow']
  /** Other processes work on the same database. */
  readonly isShared: boolean
  /** The way to the operators' hook. */
  readonly send: typeof globalThis.fetch
  readonly onDeath: (where: string) => void
  readonly log: World['log']
}

export interface ServerLife {
  readonly desk: EsipaDesk
  readonly handlers: ReturnType<typeof allHandlers>
  readonly death: Death
  kill(where: string): void
  /** The time of its last work. */
  readonly seenAt: () => number
  /** Runs the work that is due. */
  moveTo(upNow: number): Promise<void>
}

/** Starts the process; work that a former life left goes on. */
export async function beginServerLife(around: ServerSurroundings): Promise<ServerLife> {
  const { identity, log } = around
  const death = new Death()
  const kill = (where: string): void => {
    if (death.isDead) return
    death.come()
    around.onDeath(where)
  }
  const ticks = steeredClock(around.upNow(), log)
  const doorway = new Doorway()
  const mortal = mortalStore(around.store, {
    death,
    die: kill,
    faultNow: around.faultNow,
    databaseNow: around.databaseNow,
  })
  const agreed = await openClock(around, mortal)
  // A death in its first write leaves a life that never moves.
  await death.orDead(agreed.agree())
  const world: World = {
    clock: { now: () => agreed.now(), every: ticks.every },
    randomBytes: around.randomBytes,
    store: watchedStore(mortal, doorway),
    eimSigner: identity.eimSigner,
    eimId: identity.eimId,
    eimFqdn: identity.eimId,
    trustedCis: [identity.pki.ci.certificate],
    log,
  }
  const follower = around.isShared ? new LogFollower(world.store, doorway) : undefined
  await follower?.begin()
  await fillDoorway(doorway, world.store)
  if (around.isRestored) await death.orDead(applyRestore(world))
  const smdps = new SmdpDirectory(
    new Map(smdpAddresses.map((address) => [address, `https://${address}`])),
  )
  const desk = await openDesk({
    world,
    doorway,
    smdps,
    smdpAnchors: [],
    es9Carrier: around.carrier,
  })
  const shop = shopOf(world, desk, identity)
  const { polls } = shop
  const checkpoints = checkpointsOf(world, identity)
  const opening = openRecovery({
    ...{ world, contacts: desk.contacts, hook: hookTarget, send: around.send },
  })
  const recovery = await death.orDead(opening)
  const more = { ...(recovery === 'dead' ? {} : { recovery }), ...(follower ? { follower } : {}) }
  beginBackgroundWork({ desk, polls, checkpoints, agreed, ...more })
  resumeBatches(shop).catch((cause) => log('error', 'a start did not go on', { cause: `${cause}` }))
  let seenAt = 0
  const moveTo = async (now: number): Promise<void> => {
    await death.orDead(ticks.moveTo(now))
    if (!death.isDead) seenAt = agreed.now()
  }
  return { desk, handlers: allHandlers(shop), death, kill, seenAt: () => seenAt, moveTo }
}

/** As `holdfast up` does, with the clocks of the storm's machines. */
async function openClock(around: ServerSurroundings, store: World['store']) {
  const { isRestored, signedAt, machineNow, upNow, log } = around
  return DatabaseClock.open({
    ...{ store, isRestored, machineNow, log },
    elapsed: { elapsed: upNow, noteSleep: () => undefined },
    notBefore: Math.max(signedAt, (await lastLoggedAt(store)) ?? 0),
  })
}

const checkpointsOf = ({ store, clock, log }: World, { auditSigner, eimId }: Identity) => ({
  ...{ store, clock, log },
  signer: auditSigner,
  name: eimId,
})

function shopOf(world: World, desk: EsipaDesk, identity: Identity): OperatorShop {
  const polls = new PollMeter(desk.counters)
  return {
    ...{ world, desk, polls },
    tokens: new TokenBook(world),
    batches: new BatchBook(world.store),
    campaigns: new CampaignBook(world, desk.picture),
    version: 'storm',
    isSandbox: false,
    startedAt: world.clock.now(),
    pollAddress: () => `https://${identity.eimId}`,
    spoolFolder: '/nonexistent',
    audit: auditDesk(checkpointsOf(world, identity)),
    counts: new LiveCounts(world, polls),
    slo: new SloKeeper(world),
    incidents: new IncidentBook(world),
    hooks: new Set(hookActions),
    troubles: () => ({}),
  }
}
