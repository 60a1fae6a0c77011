// Time in words: instants, ages and spans, the same in every table.

import { Refused } from './exit-code.ts'

const units = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1000 },
] as const

/** `2027-03-01 12:00:07Z`; `-` when there is none. */
export function formatInstant(at: number | undefined): string {
  if (at === undefined) return '-'
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`
}

/** A span in its largest whole unit: `3 d`, `14 min`, `0 s`. */
export function formatSpan(ms: number): string {
  const whole = Math.max(0, ms)
  const unit = units.find((one) => whole >= one.ms) ?? units[3]
  return `${Math.floor(whole / unit.ms)} ${unit.name}`
}

/** How long ago: `3 h ago`; `never` when there was none. */
export function formatAge(at: number | undefined, now: number): string {
  return at === undefined ? 'never' : `${formatSpan(now - at)} ago`
}

const spanUnits: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Milliseconds of `90s`, `15m`, `24h` or `7d`. */
export function parseSpan(text: string): number {
  const read = /^(\d{1,6})([smhd])$/.exec(text)
  const unit = spanUnits[read?.[2] ?? '']
  if (read === null || unit === undefined) {
    throw new Refused('bad-span', `not a span of time: ${text}`, 'give one like 90s, 15m, 24h, 7d')
  }
  return Number(read[1]) * unit
}
