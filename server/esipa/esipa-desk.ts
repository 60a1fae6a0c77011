// What the functions of ESipa share: the world, the doorway, what is gathered for later writing,
// and counters. One for each server process.

import type { DispatchPicture } from '../campaigns/dispatch-picture.ts'
import type { Doorway } from '../doorway/doorway.ts'
import type { AllowedAddresses } from '../es9plus/allowed-addresses.ts'
import type { Es9Client } from '../es9plus/es9plus-client.ts'
import type { Proofs } from '../proof/proofs.ts'
import type { ChangePermits } from '../rules/change-permits.ts'
import type { CountryRuleBook } from '../rules/country-rule-book.ts'
import type { NotificationOutbox } from '../workers/notification-outbox.ts'
import type { World } from '../world.ts'
import type { CardPace } from './card-pace.ts'
import type { ContactBatch } from './contact-batch.ts'
import type { Quarantine } from './quarantine.ts'
import type { AnswerMemory } from './relay/answer-memory.ts'
import type { EsipaReply } from './reply.ts'

export interface EsipaCounters {
  /** Polls answered from the doorway alone. */
  quietPolls: number
  /** Polls that asked the store. */
  lookedPolls: number
  /** Packages, data requests and triggers handed out. */
  dispatched: number
  /** Handed out again because the device asked again. */
  repeated: number
  results: number
  notifications: number
  relayed: number
  unreadable: number
  unknownCards: number
}

export const newEsipaCounters = (): EsipaCounters => ({
  quietPolls: 0,
  lookedPolls: 0,
  dispatched: 0,
  repeated: 0,
  results: 0,
  notifications: 0,
  relayed: 0,
  unreadable: 0,
  unknownCards: 0,
})

export interface EsipaDesk {
  readonly world: World
  readonly doorway: Doorway
  readonly contacts: ContactBatch
  readonly quarantine: Quarantine
  readonly proofs: Proofs
  readonly es9: Es9Client
  readonly addresses: AllowedAddresses
  readonly outbox: NotificationOutbox
  /** Answers of SM-DP+ to requests that devices repeat. */
  readonly answers: AnswerMemory<EsipaReply>
  readonly pace: CardPace
  readonly counters: EsipaCounters
  /** What holds packages of campaigns back. */
  readonly picture: DispatchPicture
  /** What countries ask for. */
  readonly countryRules: CountryRuleBook
  readonly changePermits: ChangePermits
}
