// What the pre-flight of a start rests on besides the card: gathered once for the whole start from the
// recorded facts, then asked for each device with its own state, contact and stock item.

import type { CountryRule } from '@holdfast/fleet/campaign/country-rules.ts'
import { judgeCountry } from '@holdfast/fleet/campaign/judge-country.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import { expectedContact } from '@holdfast/fleet/contact/expected-contact.ts'
import type { CheckName, PreflightVerdict } from '@holdfast/fleet/preflight/check.ts'
import { judgePreflight } from '@holdfast/fleet/preflight/judge-preflight.ts'
import type {
  ContactKnown,
  OperatorFacts,
  ProfileFacts,
  SmdpFacts,
} from '@holdfast/fleet/preflight/preflight-facts.ts'
import type { Wish } from '@holdfast/fleet/wish.ts'
import { parseActivationCode } from '@holdfast/gsma/ids/activation-code.ts'
import type { AskedWish } from '../operator-api/batch-book.ts'
import type { Store } from '../store/contract.ts'
import { FactBook } from './fact-book.ts'

export interface StartFacts {
  readonly operator?: OperatorFacts
  readonly smdp?: SmdpFacts
  readonly profileBytes?: number
  readonly isFromStock: boolean
  /** Of the countries of the tenant. */
  readonly rules: readonly CountryRule[]
  /** What must be known of a device, not only not speak against it. */
  readonly required: readonly CheckName[]
}

/** What a start rests on besides its wish. */
export interface StartTerms {
  readonly rules: readonly CountryRule[]
  readonly required?: readonly CheckName[]
}

/** The facts for everything that a wish of this start may ask for. */
export async function factsForStart(
  store: Store,
  wish: AskedWish,
  { rules, required = [] }: StartTerms,
): Promise<StartFacts> {
  const terms = { rules, required, isFromStock: false }
  if (wish.kind !== 'swap' && wish.kind !== 'download') return terms
  const book = new FactBook(store)
  const { profile } = wish
  if (profile.kind === 'iccid') return terms
  const name = profile.operator
  const operator = name === undefined ? undefined : await book.operator(name)
  const type = profile.kind === 'stock' ? profile.profileType : undefined
  const bytes = name === undefined ? undefined : await book.profileBytes(name, type)
  const address =
    profile.kind === 'activation-code' ? addressOf(profile.activationCode) : operator?.smdpAddress
  const smdp = address === undefined ? undefined : await book.smdp(address)
  return {
    ...terms,
    isFromStock: profile.kind === 'stock',
    ...(operator ? { operator } : {}),
    ...(smdp ? { smdp } : {}),
    ...(bytes === undefined ? {} : { profileBytes: bytes }),
  }
}

function addressOf(activationCode: string): string | undefined {
  const code = parseActivationCode(activationCode)
  return code.ok ? code.value.smdpAddress : undefined
}

/** The wish with what it needs of the card, so that it is judged again with what the card tells. */
export function withNeeds(wish: Wish, { profileBytes, smdp }: StartFacts): Wish {
  if (wish.kind !== 'swap' && wish.kind !== 'download') return wish
  const { kind, profile } = wish
  if (profile.kind === 'iccid') return wish
  const needs = {
    ...(profileBytes === undefined ? {} : { profileBytes }),
    ...(smdp?.ciPkIds === undefined ? {} : { ciPkIds: smdp.ciPkIds }),
  }
  return { kind, profile: { ...profile, ...needs } }
}

export interface DeviceStart {
  readonly state: CardState
  readonly wish: Wish
  readonly now: number
  readonly deadlineAt?: number
  readonly stock: ProfileFacts['stock']
  /** When it is expected to call; absent when nothing is known, or no deadline is given. */
  readonly contact?: ContactKnown
  readonly releasesFlapHold?: boolean
}

/** Whether this device may start now. */
export function judgeDevice(facts: StartFacts, start: DeviceStart): PreflightVerdict {
  const { state, wish, now, deadlineAt, stock, releasesFlapHold = false } = start
  const { operator, smdp, profileBytes } = facts
  const isCode =
    (wish.kind === 'swap' || wish.kind === 'download') && wish.profile.kind === 'activation-code'
  const profile: ProfileFacts | undefined = isCode
    ? {
        stock,
        evidence: 'claimed',
        ...(profileBytes === undefined ? {} : { profileBytes }),
      }
    : undefined
  const forbidden = judgeCountry({ rules: facts.rules, state, wish, now })
  const verdict = judgePreflight({
    ...{ state, wish, now, releasesFlapHold, required: facts.required },
    ...(deadlineAt === undefined ? {} : { deadlineAt }),
    ...(start.contact ? { contact: start.contact } : {}),
    ...(profile ? { profile } : {}),
    ...(operator ? { operator } : {}),
    ...(smdp ? { smdp } : {}),
  })
  if (!forbidden) return verdict
  return { ...verdict, kind: 'refused', refusals: [forbidden, ...verdict.refusals] }
}

/** When this device should call next, by its rhythm and the inventory; nothing when it never did. */
export async function contactOf(
  store: Store,
  { eid, device }: CardState,
  now: number,
): Promise<ContactKnown | undefined> {
  const rhythm = (await store.contacts.known(eid))?.rhythm
  if (!rhythm) return undefined
  const { intervalMs, by, from } = expectedContact({ device, rhythm, now })
  return { intervalMs, by: Math.max(by, now), from }
}
