// What a device is made of, as far as it decides whether a change works: the key under which outcomes
// are counted (G1, G2), and patterns over it that name what failures have in common.

import { enabledProfile } from '../card-queries.ts'
import type { CardState } from '../card-state.ts'
import type { Wish } from '../wish.ts'

/** In the order in which a cause is looked for: the card first, the radio last. */
export const combinationParts = [
  'euiccOs',
  'smdp',
  'operator',
  'module',
  'ipa',
  'firmware',
  'rat',
] as const

export type CombinationPart = (typeof combinationParts)[number]

/** Every part; what is not known is `?`, a value like any other. */
export type CombinationKey = Readonly<Record<CombinationPart, string>>

/** What some combinations have in common; the parts that it does not name may be anything. */
export type CombinationPattern = Readonly<Partial<Record<CombinationPart, string>>>

export const partWords: Readonly<Record<CombinationPart, string>> = {
  euiccOs: 'eUICC OS',
  smdp: 'SM-DP+',
  operator: 'operator',
  module: 'module firmware',
  ipa: 'IPA',
  firmware: 'device firmware',
  rat: 'radio',
}

/** The combination of this card, its device and this wish. */
export function combinationOf(state: CardState, wish: Wish): CombinationKey {
  const { device, euicc } = state
  return {
    euiccOs: known(euicc?.firmwareVersion),
    smdp: known(smdpOf(wish)),
    operator: known(operatorOf(state, wish)),
    module: known(device.module),
    ipa: known(ipaOf(state)),
    firmware: known(join(device.model, device.firmware)),
    rat: known(device.rat),
  }
}

const known = (value: string | undefined): string =>
  value === undefined || value === '' ? '?' : value

const join = (...parts: readonly (string | undefined)[]): string | undefined => {
  const given = parts.filter((part) => part !== undefined && part !== '')
  return given.length === 0 ? undefined : given.join(' ')
}

function ipaOf({ euicc }: CardState): string | undefined {
  if (!euicc) return undefined
  return join(euicc.ipaMode, euicc.dialect)
}

/** Where the profile of this wish comes from, in lower case; none when it is on the card. */
export function smdpOf(wish: Wish): string | undefined {
  if (wish.kind !== 'swap' && wish.kind !== 'download') return undefined
  if (wish.profile.kind !== 'activation-code') return undefined
  return wish.profile.activationCode.split('$')[1]?.toLowerCase()
}

/** Whose profile the device is to use: of the wish, else of the profile that the card has. */
export function operatorOf(state: CardState, wish: Wish): string | undefined {
  if (wish.kind === 'swap' || wish.kind === 'download') {
    const { profile } = wish
    if (profile.kind === 'activation-code' && profile.operator) return profile.operator
    return profile.iccid === undefined ? undefined : nameOn(state, profile.iccid)
  }
  if ('iccid' in wish) return nameOn(state, wish.iccid)
  return enabledProfile(state)?.serviceProviderName
}

const nameOn = (state: CardState, iccid: string): string | undefined =>
  state.profiles[iccid]?.serviceProviderName

/** One text a combination: `euiccOs=3.1.2 & module=BG95 …`; parts in their order, escaped. */
export function formatPattern(pattern: CombinationPattern): string {
  const given = combinationParts.flatMap((part) => {
    const value = pattern[part]
    return value === undefined ? [] : [`${part}=${encodeURIComponent(value)}`]
  })
  return given.length === 0 ? '*' : given.join('&')
}

/** The pattern of such a text; undefined for any other. */
export function parsePattern(text: string): CombinationPattern | undefined {
  if (text === '*') return {}
  const pattern: Record<string, string> = {}
  for (const piece of text.split('&')) {
    const match = /^([a-zA-Z]+)=([^=]*)$/.exec(piece)
    const part = combinationParts.find((one) => one === match?.[1])
    if (!match || !part) return undefined
    const value = unescaped(match[2] ?? '')
    if (value === undefined) return undefined
    pattern[part] = value
  }
  return pattern
}

/** Reading a key costs much more than finding it; a fleet has hundreds, not millions. */
const parsed = new Map<string, CombinationKey | undefined>()
const parsedMax = 20_000

/** The key of such a text; undefined when a part is missing. */
export function parseCombination(text: string): CombinationKey | undefined {
  if (parsed.has(text)) return parsed.get(text)
  if (parsed.size >= parsedMax) parsed.clear()
  const key = parseWhole(text)
  parsed.set(text, key)
  return key
}

function parseWhole(text: string): CombinationKey | undefined {
  const pattern = parsePattern(text)
  const isWhole = pattern && combinationParts.every((part) => pattern[part] !== undefined)
  return isWhole ? { ...unknownKey, ...pattern } : undefined
}

const unknownKey: CombinationKey = {
  euiccOs: '?',
  smdp: '?',
  operator: '?',
  module: '?',
  ipa: '?',
  firmware: '?',
  rat: '?',
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    // A broken escape is text that we have not made.
    return undefined
  }
}

export const matchesPattern = (key: CombinationKey, pattern: CombinationPattern): boolean =>
  combinationParts.every((part) => pattern[part] === undefined || pattern[part] === key[part])

/** The same, or it may be: what is not known of the device may be what the pattern names. */
export const mayMatchPattern = (key: CombinationKey, pattern: CombinationPattern): boolean =>
  combinationParts.every(
    (part) => pattern[part] === undefined || pattern[part] === key[part] || key[part] === '?',
  )

/** `eUICC OS 3.1.2 with module firmware R2`. */
export function patternInWords(pattern: CombinationPattern): string {
  const given = combinationParts.flatMap((part) => {
    const value = pattern[part]
    return value === undefined ? [] : [`${partWords[part]} ${value === '?' ? 'unknown' : value}`]
  })
  return given.length === 0 ? 'every combination' : given.join(' with ')
}
