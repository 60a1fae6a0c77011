// Where the exploration begins: a card that is known and read, an operation that was just asked for,
// and in truth a new profile that works or does not, a card with or without a fallback profile, an
// IPA that rolls back or does not.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { CardFact } from '@holdfast/fleet/event.ts'
import { unknownCard } from '@holdfast/fleet/evolve.ts'
import type { Wish } from '@holdfast/fleet/wish.ts'
import type { Card } from './abstract-card.ts'
import { type Situation, taking } from './situation.ts'

export const home = '8988211000000000001'
export const away = '8988222000000000002'
export const other = '8988233000000000003'
const eid = '89049032123451234512345678901235'
const start = 1_800_000_000_000

const code = { kind: 'activation-code', activationCode: 'LPA:1$smdp.example.com$M-1' } as const

export interface Scenario {
  readonly name: string
  /** Moves from the start that `npm run model` makes: what it can explore whole in minutes. */
  readonly depth: number
  readonly situation: Situation
}

interface Making {
  readonly depth?: number
  readonly profiles: readonly string[]
  readonly fallback?: string
  readonly works: readonly string[]
  readonly rollsBack?: boolean
  readonly wishes: readonly Wish[]
  /** What the inventory says about the IPA. */
  readonly told?: CardState['device']
}

const swap: Wish = { kind: 'swap', profile: code }
const swapNamed: Wish = { kind: 'swap', profile: { ...code, iccid: away } }
const enable: Wish = { kind: 'enable', iccid: away }
const remove: Wish = { kind: 'delete', iccid: home }

/** The largest first. */
export const scenarios: readonly Scenario[] = [
  made('two switches one after the other, the second one does not work', {
    profiles: [home, away, other],
    works: [home, away],
    wishes: [enable, { kind: 'enable', iccid: other }, { kind: 'delete', iccid: away }],
  }),
  made('a swap that works, then the old profile is deleted', {
    profiles: [home],
    works: [home, away],
    wishes: [swap, remove],
  }),
  made('a swap to a profile that cannot attach', {
    profiles: [home],
    works: [home],
    wishes: [swapNamed, remove],
  }),
  made('an enable with a fallback profile, and the attribute is taken away', {
    depth: 8,
    profiles: [home, away],
    fallback: home,
    works: [home],
    wishes: [enable, { kind: 'unset-fallback' }],
  }),
  made('a fallback profile is set, then one that cannot attach is enabled', {
    profiles: [home, away],
    works: [home],
    wishes: [{ kind: 'set-fallback', iccid: home }, enable, { kind: 'unset-fallback' }],
  }),
  made('an IPA that never rolls back, which the inventory tells, and a fallback profile', {
    depth: 8,
    profiles: [home, away],
    fallback: home,
    works: [home],
    rollsBack: false,
    told: { ipaRollsBack: false },
    wishes: [enable, { kind: 'delete', iccid: home }],
  }),
  made('an IPA that never rolls back, which the inventory tells, and no fallback profile', {
    depth: 8,
    profiles: [home, away],
    works: [home],
    rollsBack: false,
    told: { ipaRollsBack: false },
    wishes: [enable, { kind: 'disable', iccid: home }],
  }),
]

/** An IPA that never rolls back and nobody knows: what no product can see, the checker must. */
export const unseen = made('an IPA that never rolls back, and nobody told', {
  profiles: [home, away],
  works: [home],
  rollsBack: false,
  wishes: [enable],
})

function made(name: string, making: Making): Scenario {
  const { profiles, fallback, works, rollsBack = true, wishes, told = {}, depth = 7 } = making
  const card: Card = {
    profiles,
    enabled: home,
    ...(fallback === undefined ? {} : { fallback }),
    ...{ counter: 0, seq: 0, stored: [], notes: [], done: [] },
  }
  const bare: Situation = {
    state: unknownCard(eid, 'model'),
    card,
    ...{ now: start, works, rollsBack, canFallBack: true, late: [], wishes, counter: 0 },
    order: { iccid: away, left: 2 },
  }
  const facts = knowing(card, told)
  const events = facts.map((fact) => ({ eid, at: start, actor: 'model', fact }))
  return { name, depth, situation: taking(bare, { events }) }
}

function knowing(card: Card, device: CardState['device']): readonly CardFact[] {
  return [
    { kind: 'card-imported', generation: 'sgp32', device, iccids: [] },
    {
      kind: 'association-recorded',
      association: { eimId: 'eim.example', counterValue: 0, evidence: 'proven' },
    },
    { kind: 'card-seen-first', evidence: 'reported' },
    {
      kind: 'card-identified',
      euicc: {
        eumCertificate: '30AA',
        euiccCertificate: '30BB',
        chainVerifiedAt: start,
        ipaFeatures: ['directRspServerCommunication'],
        fallbackSupported: true,
        asOf: start,
        evidence: 'proven',
      },
    },
    {
      kind: 'profiles-read',
      evidence: 'proven',
      seqNumber: 0,
      profiles: card.profiles.map((iccid) => ({
        iccid,
        state: card.enabled === iccid ? 'enabled' : 'disabled',
        fallbackAttribute: card.fallback === iccid,
        evidence: 'proven',
        asOf: start,
      })),
    },
  ]
}
