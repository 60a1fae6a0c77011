// Puts the device endpoint together: the desk with what its functions share, and the listener in
// front of it. The doorway must be filled before, so that no device meets an empty one.

import { DispatchPicture } from '../campaigns/dispatch-picture.ts'
import type { Doorway } from '../doorway/doorway.ts'
import { AllowedAddresses } from '../es9plus/allowed-addresses.ts'
import { type Es9Carrier, es9Client } from '../es9plus/es9plus-client.ts'
import type { SmdpDirectory } from '../es9plus/smdp-directory.ts'
import type { TlsIdentity } from '../keys/tls-identity.ts'
import { Proofs } from '../proof/proofs.ts'
import { ChangePermits } from '../rules/change-permits.ts'
import { CountryRuleBook } from '../rules/country-rule-book.ts'
import { NotificationOutbox } from '../workers/notification-outbox.ts'
import type { World } from '../world.ts'
import { answerRequest } from './answer-request.ts'
import { CardPace } from './card-pace.ts'
import { ContactBatch } from './contact-batch.ts'
import { type EsipaDesk, newEsipaCounters } from './esipa-desk.ts'
import { type EsipaListener, type ListenerLimits, listenEsipa } from './listener.ts'
import { Quarantine } from './quarantine.ts'
import { AnswerMemory } from './relay/answer-memory.ts'

export interface DeskWish {
  /** Its store must be the one that watches `doorway`. */
  readonly world: World
  readonly doorway: Doorway
  readonly smdps: SmdpDirectory
  /** PEM certificates that an SM-DP+'s TLS certificate must lead to. */
  readonly smdpAnchors: readonly string[]
  /** DER, each signed by a trusted CI. */
  readonly revocationLists?: readonly Uint8Array[]
  /** What TLS certificates of SM-DP+ must not have ended by; absent: this machine's clock alone. */
  readonly tlsNow?: () => number
  /** How calls reach the SM-DP+; this machine's network when absent. */
  readonly es9Carrier?: Es9Carrier
}

/** A desk whose waiting notifications were taken up. */
export async function openDesk(wish: DeskWish): Promise<EsipaDesk> {
  const { world, doorway } = wish
  const carrier = wish.es9Carrier ? { carrier: wish.es9Carrier } : {}
  const tlsNow = wish.tlsNow ? { tlsNow: wish.tlsNow } : {}
  const now = () => world.clock.now()
  const es9 = es9Client({ anchors: wish.smdpAnchors, now, ...tlsNow, ...carrier })
  const addresses = new AllowedAddresses(world.store, wish.smdps)
  const outbox = new NotificationOutbox(world, es9, addresses)
  await outbox.load()
  const picture = new DispatchPicture()
  await picture.refresh(world.store, world.clock.now())
  const countryRules = new CountryRuleBook(world)
  await countryRules.refresh()
  return {
    world,
    doorway,
    contacts: new ContactBatch(),
    quarantine: new Quarantine(world),
    proofs: new Proofs(world.trustedCis, wish.revocationLists, world.clock.now()),
    es9,
    addresses,
    outbox,
    answers: new AnswerMemory(),
    pace: new CardPace(),
    counters: newEsipaCounters(),
    picture,
    countryRules,
    changePermits: new ChangePermits(world.store),
  }
}

export interface EsipaAddress {
  readonly host: string
  readonly port: number
  readonly tls: TlsIdentity
  readonly limits?: Partial<ListenerLimits>
  /** Kept over a restart, so that devices resume their sessions; see `listenEsipa`. */
  readonly ticketKey?: () => Buffer
}

/** Listens for devices at this address. */
export function openEsipa(desk: EsipaDesk, address: EsipaAddress): Promise<EsipaListener> {
  return listenEsipa({
    ...address,
    answer: (request) => answerRequest(desk, request),
    onFailure: (cause) => {
      const told = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
      desk.world.log('error', 'a request of a device failed', { cause: told })
    },
  })
}
