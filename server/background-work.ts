// What runs beside the requests, by the clock of the world: each piece in rounds that end, none
// overlapping itself, a failed round tried again at its next time.

import { type CheckpointKeeperOptions, keepCheckpoints } from './audit/checkpoint-keeper.ts'
import { CampaignRunner } from './campaigns/campaign-runner.ts'
import { feedBreakers } from './campaigns/feed-breakers.ts'
import { keepForecasts } from './campaigns/forecast-keeper.ts'
import { agreeEveryMs, type DatabaseClock } from './clock/database-clock.ts'
import type { LogFollower } from './doorway/follow-log.ts'
import { flushContacts } from './esipa/contact-batch.ts'
import type { EsipaDesk } from './esipa/esipa-desk.ts'
import { forgetContexts } from './esipa/relay/session-context.ts'
import { forgetSent } from './esipa/sent-transaction.ts'
import type { PollMeter } from './operator-api/poll-meter.ts'
import { BreakerWatch } from './recovery/breaker-watch.ts'
import type { Recovery } from './recovery/open-recovery.ts'
import { runCardTimers } from './workers/card-timers.ts'
import { tellAdopted } from './workers/stock-adopted.ts'
import { ReservationSweep, releaseUnusedStock } from './workers/stock-release.ts'

export interface BackgroundWish {
  readonly desk: EsipaDesk
  readonly polls: PollMeter
  /** Set when other processes work on the same database. */
  readonly follower?: LogFollower
  /** The time that all servers of the database have. */
  readonly agreed?: DatabaseClock
  readonly checkpoints: CheckpointKeeperOptions
  /** Looks after silent devices. */
  readonly recovery?: Recovery
}

const flushEveryMs = 500
const secondMs = 1_000
const dayMs = 86_400_000
const sweepEveryMs = 600_000
const contextsKeptMs = 30 * dayMs
/** A card may offer an old result after months in a drawer. */
const sentKeptMs = 180 * dayMs

/** Begins all of it; gives what ends it. */
export function beginBackgroundWork(wish: BackgroundWish): () => void {
  const { desk, polls, follower, agreed, checkpoints, recovery } = wish
  const { world } = desk
  const { clock } = world
  const sweep = new ReservationSweep(world)
  const isAlone = follower === undefined
  const campaigns = new CampaignRunner(world, desk.picture, desk.countryRules, { isAlone })
  const watch = new BreakerWatch(world, {
    breakers: () => desk.picture.troubled(),
    smdps: () => desk.es9.troubled(),
    hook: () => recovery?.trouble(),
  })
  const stops = [
    clock.every(flushEveryMs, () => flushContacts(desk.contacts, world.store)),
    clock.every(secondMs, async () => void (await runCardTimers(world))),
    clock.every(secondMs, () => desk.outbox.deliver()),
    clock.every(secondMs, async () => polls.note(clock.now())),
    keepCheckpoints(checkpoints),
    releaseUnusedStock(world),
    tellAdopted(world),
    feedBreakers(world, desk.picture, watch),
    watch.begin(),
    clock.every(secondMs, () => desk.countryRules.refresh()),
    clock.every(secondMs, () => campaigns.run()),
    keepForecasts(world),
    clock.every(sweepEveryMs, async () => void (await sweep.run())),
    clock.every(dayMs, async () => {
      await forgetContexts(world.store, clock.now() - contextsKeptMs)
      await forgetSent(world.store, clock.now() - sentKeptMs)
    }),
  ]
  if (recovery) stops.push(recovery.begin())
  if (follower) stops.push(clock.every(flushEveryMs, async () => void (await follower.follow())))
  if (agreed) stops.push(clock.every(agreeEveryMs, () => agreed.agree()))
  return () => {
    for (const stop of stops) stop()
  }
}
