// Mutations of messages, from a seed: what a broken device, a bad link or an attacker would make of
// them. The same seed gives the same mutations in the same order.

/** Numbers that look like chance and are the same in every run (xorshift32). */
export function chanceFrom(seed: number): (below: number) => number {
  let state = seed | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

type Chance = (below: number) => number
type Mutation = (bytes: Uint8Array, chance: Chance, others: readonly Uint8Array[]) => Uint8Array

const lengthMax = 65_536

const flipBit: Mutation = (bytes, chance) => {
  const copy = Uint8Array.from(bytes)
  if (copy.length === 0) return copy
  const at = chance(copy.length)
  copy[at] = (copy[at] as number) ^ (1 << chance(8))
  return copy
}

const replaceByte: Mutation = (bytes, chance) => {
  const copy = Uint8Array.from(bytes)
  if (copy.length > 0) copy[chance(copy.length)] = chance(256)
  return copy
}

/** Values at which lengths, tags and signs change their meaning. */
const telling = [0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff, 0x1f, 0x30, 0xbf, 0x5a, 0xa0]

const replaceByTelling: Mutation = (bytes, chance) => {
  const copy = Uint8Array.from(bytes)
  if (copy.length > 0) copy[chance(copy.length)] = telling[chance(telling.length)] as number
  return copy
}

const cut: Mutation = (bytes, chance) => bytes.slice(0, chance(bytes.length + 1))

const extend: Mutation = (bytes, chance) => {
  const more = Uint8Array.from({ length: 1 + chance(64) }, () => chance(256))
  return joined(bytes, more)
}

const repeatPart: Mutation = (bytes, chance) => {
  const from = chance(bytes.length + 1)
  const part = bytes.subarray(from, from + 1 + chance(64))
  return joined(bytes.subarray(0, from), part, part, bytes.subarray(from))
}

const leaveOut: Mutation = (bytes, chance) => {
  const from = chance(bytes.length + 1)
  return joined(bytes.subarray(0, from), bytes.subarray(from + 1 + chance(16)))
}

const splice: Mutation = (bytes, chance, others) => {
  const other = others[chance(others.length)] as Uint8Array
  return joined(
    bytes.subarray(0, chance(bytes.length + 1)),
    other.subarray(chance(other.length + 1)),
  )
}

/** Wraps the message in itself, many times over. */
const nest: Mutation = (bytes, chance) => {
  let nested = bytes
  for (let depth = 1 + chance(40); depth > 0 && nested.length < lengthMax / 2; depth--) {
    const tag = Uint8Array.of(telling[chance(telling.length)] as number)
    const size = nested.length
    const length =
      size < 0x80 ? Uint8Array.of(size) : Uint8Array.of(0x82, (size >> 8) & 0xff, size & 0xff)
    nested = joined(tag, length, nested)
  }
  return nested
}

const noise: Mutation = (_bytes, chance) =>
  Uint8Array.from({ length: chance(256) }, () => chance(256))

const mutations: readonly Mutation[] = [
  flipBit,
  flipBit,
  flipBit,
  flipBit,
  replaceByte,
  replaceByTelling,
  replaceByTelling,
  cut,
  extend,
  repeatPart,
  leaveOut,
  splice,
  nest,
  noise,
]

/** One of `seeds` after one mutation, or now and then up to four. */
export function mutate(seeds: readonly Uint8Array[], chance: Chance): Uint8Array {
  let bytes = seeds[chance(seeds.length)] as Uint8Array
  for (let times = chance(3) === 0 ? 1 + chance(4) : 1; times > 0; times--) {
    const mutation = mutations[chance(mutations.length)] as Mutation
    bytes = mutation(bytes, chance, seeds).subarray(0, lengthMax)
  }
  return bytes
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
