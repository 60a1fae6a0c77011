// Time for people: ages, spans and instants, all by the server's clock and in UTC.

import { spanInWords } from '@holdfast/fleet/explanation.ts'

/** `2027-03-01 12:00:07 UTC`. */
export function exactInstant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** `12:00:07`, with the day before it when it is another day than `now`. */
export function clockTime(at: number, now: number): string {
  const text = new Date(at).toISOString()
  const isToday = text.slice(0, 10) === new Date(now).toISOString().slice(0, 10)
  return isToday ? text.slice(11, 19) : `${text.slice(5, 10)} ${text.slice(11, 16)}`
}

/** `3 h ago`, `just now`; an instant to come is `in 3 h`. */
export function ageInWords(at: number, now: number): string {
  if (Math.abs(now - at) < 60_000) return at > now + 1000 ? 'in a moment' : 'just now'
  return at > now ? `in ${spanInWords(at - now)}` : `${spanInWords(now - at)} ago`
}

/** A length of time: `45 s`, `3 min`, `2 h`, `5 days`. */
export function spanShort(ms: number): string {
  return Math.abs(ms) < 60_000 ? `${Math.round(Math.abs(ms) / 1000)} s` : spanInWords(ms)
}
