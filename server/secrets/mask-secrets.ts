// Matching identifiers and confirmation codes are worth a profile each, so nothing that is shown or
// exported repeats them: not a wish, not an event of the log, not the bytes of a message. The stored
// operation alone holds them. Which server and which operation it is about stays readable.

import { type Element, readElements, walk } from '@holdfast/asn1/der.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { CardFact } from '@holdfast/fleet/event.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import type { Plan } from '@holdfast/fleet/plan.ts'
import type { ProfileChoice, Wish } from '@holdfast/fleet/wish.ts'
import { parseActivationCode } from '@holdfast/gsma/ids/activation-code.ts'
import { revealSecret } from '@holdfast/gsma/ids/secret.ts'

const mask = '«secret»'

/** `LPA:1$smdp.example.com$«secret»`: the server stays, what it is asked for does not. */
export function maskActivationCode(code: string): string {
  if (code.endsWith(mask)) return code
  const parsed = parseActivationCode(code)
  return parsed.ok ? `LPA:1$${parsed.value.smdpAddress}$${mask}` : mask
}

/** The wish without its codes. */
export function maskWish(wish: Wish): Wish {
  if (wish.kind !== 'swap' && wish.kind !== 'download') return wish
  return { ...wish, profile: maskChoice(wish.profile) }
}

/** The choice of a profile without its codes. */
export function maskChoice(choice: ProfileChoice): ProfileChoice {
  if (choice.kind !== 'activation-code') return choice
  const { confirmationCode, activationCode } = choice
  return {
    ...choice,
    activationCode: maskActivationCode(activationCode),
    ...(confirmationCode === undefined ? {} : { confirmationCode: mask }),
  }
}

function maskPlan(plan: Plan): Plan {
  const steps = plan.steps.map((step) => {
    if (step.step.kind !== 'download') return step
    const { confirmationCode, activationCode } = step.step
    const codes = {
      activationCode: maskActivationCode(activationCode),
      ...(confirmationCode === undefined ? {} : { confirmationCode: mask }),
    }
    return { ...step, step: { ...step.step, ...codes } }
  })
  return { ...plan, steps }
}

/** The operation without its codes, in its wish and in its plan. */
export const maskOperation = (operation: Operation): Operation => ({
  ...operation,
  wish: maskWish(operation.wish),
  plan: maskPlan(operation.plan),
})

/** The fact without codes. */
export function maskFact(fact: CardFact): CardFact {
  switch (fact.kind) {
    case 'operation-created':
      return { ...fact, operation: maskOperation(fact.operation) }
    case 'plan-remade':
      return { ...fact, plan: maskPlan(fact.plan) }
    case 'dispatched': {
      const { inFlight } = fact
      if (inFlight.what !== 'download-trigger') return fact
      return { ...fact, inFlight: { ...inFlight, bytes: maskHex(inFlight.bytes) } }
    }
    default:
      return fact
  }
}

/** The secrets of a card's operations, as they would stand in a message. */
export function secretsOf(state: CardState): readonly string[] {
  const found = new Set<string>()
  for (const { wish } of Object.values(state.operations)) {
    if (wish.kind !== 'swap' && wish.kind !== 'download') continue
    if (wish.profile.kind !== 'activation-code') continue
    const code = parseActivationCode(wish.profile.activationCode)
    if (code.ok) found.add(revealSecret(code.value.matchingId))
    if (wish.profile.confirmationCode) found.add(wish.profile.confirmationCode)
  }
  return [...found].filter((secret) => secret.length >= 4)
}

const star = 0x2a

/** A copy with every secret, and what follows the server in any activation code, starred out. */
export function maskBytes(bytes: Uint8Array, secrets: readonly string[] = []): Uint8Array {
  const copy = Uint8Array.from(bytes)
  for (const secret of secrets) starOut(copy, new TextEncoder().encode(secret))
  starOutTriggers(copy)
  return copy
}

const maskHex = (hex: string): string => formatHex(maskBytes(parseHex(hex)))

function starOut(bytes: Uint8Array, secret: Uint8Array): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = buffer.indexOf(secret); at >= 0; at = buffer.indexOf(secret, at + 1)) {
    bytes.fill(star, at, at + secret.length)
  }
}

/** In a download trigger (BF54), what follows the server in the activation code. */
function starOutTriggers(bytes: Uint8Array): void {
  const codes: Element[] = []
  try {
    walk(bytes, (element) => {
      if (element.tag === 0xbf54) codes.push(...activationCodesIn(bytes, element))
    })
  } catch (cause) {
    // What is no DER holds no trigger beyond those found so far.
    if (!(cause instanceof Asn1Error)) throw cause
  }
  for (const { valueStart, end } of codes) {
    const secretAt = bytes.indexOf(dollar, bytes.indexOf(dollar, valueStart) + 1) + 1
    if (secretAt > valueStart && secretAt < end) bytes.fill(star, secretAt, end)
  }
}

const dollar = 0x24

const activationCodesIn = (bytes: Uint8Array, trigger: Element): readonly Element[] =>
  readElements(bytes, trigger.valueStart, trigger.end)
    .filter(({ tag }) => tag === 0xa0)
    .flatMap((data) => readElements(bytes, data.valueStart, data.end))
    .filter(({ tag }) => tag === 0x80)
