// The filter language as text: `country:DE,FR outcome:unknown open:yes silent:>2d model:"X 1" meter`.
// One language for console, CLI, API and campaigns, so that a filter can be copied between them.
// A refusal names the place in the text and, where it can, what was probably meant.

import type { DeviceFilter } from './device-filter.ts'
import { nearestWord } from './nearest-word.ts'
import { outcomeNames } from './operation.ts'
import { silenceClasses } from './silence/silence-class.ts'

export interface FilterRefusal {
  readonly kind: 'refused'
  readonly code: 'bad-filter'
  readonly why: string
  /** Offset in the text and length of what is wrong. */
  readonly at: number
  readonly length: number
  readonly suggestion?: string
}

export type ParsedFilter =
  | { readonly kind: 'filter'; readonly filter: DeviceFilter }
  | FilterRefusal

/** What a key's value may be: `words` when it must be one of these. */
export interface FilterKey {
  readonly key: string
  readonly field: keyof DeviceFilter
  readonly example: string
  readonly kind: 'words' | 'text' | 'country' | 'eid' | 'yes-no' | 'silence'
  readonly words?: readonly string[]
}

/** All keys of the language; the console's and CLI's help is made from this. */
export const filterKeys: readonly FilterKey[] = [
  { key: 'eid', field: 'eids', kind: 'eid', example: 'eid:89049032…' },
  {
    key: 'generation',
    field: 'generation',
    kind: 'words',
    words: ['sgp02', 'sgp22', 'sgp32', 'none'],
    example: 'generation:sgp32',
  },
  {
    key: 'form',
    field: 'form',
    kind: 'words',
    words: ['removable', 'soldered', 'integrated'],
    example: 'form:integrated',
  },
  { key: 'country', field: 'country', kind: 'country', example: 'country:DE,FR' },
  { key: 'operator', field: 'operator', kind: 'text', example: 'operator:nordtel' },
  { key: 'model', field: 'model', kind: 'text', example: 'model:"X 1"' },
  { key: 'firmware', field: 'firmware', kind: 'text', example: 'firmware:1.4.2' },
  { key: 'site', field: 'site', kind: 'text', example: 'site:"Depot 7"' },
  { key: 'owner', field: 'owner', kind: 'text', example: 'owner:acme' },
  {
    key: 'outcome',
    field: 'lastOutcome',
    kind: 'words',
    words: outcomeNames,
    example: 'outcome:unknown',
  },
  { key: 'open', field: 'hasOpenOperation', kind: 'yes-no', example: 'open:yes' },
  { key: 'silent', field: 'notSeenSince', kind: 'silence', example: 'silent:>2d' },
  {
    key: 'silence',
    field: 'silenceClass',
    kind: 'words',
    words: silenceClasses,
    example: 'silence:suspended',
  },
]

const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

interface Term {
  readonly at: number
  readonly length: number
  readonly key?: string
  readonly values: readonly { readonly text: string; readonly at: number; readonly raw: number }[]
}

/**
 * The filter that a text says. `now` turns `silent:>2d` into an instant. Words without a key are
 * searched for as one text; quote what holds a colon, a comma or a space.
 */
export function parseDeviceFilter(text: string, now: number): ParsedFilter {
  const terms = splitTerms(text)
  if (isRefusal(terms)) return terms
  let filter: DeviceFilter = {}
  const free: string[] = []
  for (const term of terms) {
    if (term.key === undefined) {
      free.push(...term.values.map((value) => value.text))
      continue
    }
    const known = filterKeys.find(({ key }) => key === keyOf(term))
    if (known === undefined) return unknownKey(term, term.key)
    if (filter[known.field] !== undefined) return givenTwice(term, known)
    const value = readValue(known, term, now)
    if (isRefusal(value)) return value
    filter = { ...filter, [known.field]: value }
  }
  if (free.length > 0) filter = { ...filter, text: free.join(' ') }
  return { kind: 'filter', filter }
}

/** `silent:suspended` is understood as well: a word that is no span is the class of a silence. */
function keyOf({ key, values }: Term): string | undefined {
  const isClass = values.every(({ text }) => silenceClasses.some((one) => one === text))
  return key === 'silent' && values.length > 0 && isClass ? 'silence' : key
}

/** The text that says a filter; parsed again at the same `now`, it gives the same filter. */
export function formatDeviceFilter(filter: DeviceFilter, now: number): string {
  const parts: string[] = []
  for (const { key, field } of filterKeys) {
    const value = filter[field]
    if (value === undefined || field === 'text') continue
    if (field === 'hasOpenOperation') parts.push(`${key}:${value ? 'yes' : 'no'}`)
    else if (typeof value === 'number') parts.push(`${key}:>${formatSpan(now - value)}`)
    else if (Array.isArray(value) && value.length > 0) {
      parts.push(`${key}:${value.map((one) => formatValue(String(one))).join(',')}`)
    }
  }
  if (filter.text !== undefined && filter.text !== '') parts.push(formatFree(filter.text))
  return parts.join(' ')
}

function formatValue(value: string): string {
  return value === '' || /[\s",:\\]/.test(value) ? quoted(value) : value
}

function formatFree(text: string): string {
  const isPlain = !/[":\\]/.test(text) && text === text.split(/\s+/).filter(Boolean).join(' ')
  return isPlain ? text : quoted(text)
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}

function formatSpan(ms: number): string {
  const whole = Math.max(0, Math.round(ms / 1000)) * 1000
  const unit = ['w', 'd', 'h', 'm'].find((name) => whole > 0 && whole % unitMs[name]! === 0) ?? 's'
  return `${whole / unitMs[unit]!}${unit}`
}

function readValue(known: FilterKey, term: Term, now: number): unknown | FilterRefusal {
  if (known.kind === 'yes-no') return yesNo(term, known)
  if (known.kind === 'silence') return silence(term, known, now)
  const values: string[] = []
  for (const value of term.values) {
    const refusal = judgeValue(known, value)
    if (refusal !== undefined) return refusal
    values.push(known.kind === 'country' ? value.text.toUpperCase() : value.text)
  }
  return values
}

function judgeValue(known: FilterKey, value: Term['values'][number]): FilterRefusal | undefined {
  const place = { at: value.at, length: Math.max(1, value.raw) }
  if (value.text === '') {
    return refused(place, `${known.key}: lacks a value`, known.example)
  }
  if (known.words !== undefined && !known.words.includes(value.text)) {
    const meant = nearestWord(value.text, known.words)
    const why = `${known.key} is one of ${known.words.join(', ')}`
    return refused(place, why, meant === undefined ? undefined : `${known.key}:${meant}`)
  }
  if (known.kind === 'country' && !/^[A-Za-z]{2}$/.test(value.text)) {
    return refused(place, 'a country is its two-letter code (ISO 3166-1)', known.example)
  }
  if (known.kind === 'eid' && !/^[0-9]{32}$/.test(value.text)) {
    return refused(place, 'an EID has 32 digits; for a part of one, write it without `eid:`')
  }
  return undefined
}

function yesNo(term: Term, known: FilterKey): boolean | FilterRefusal {
  const [value] = term.values
  if (term.values.length === 1 && value?.text === 'yes') return true
  if (term.values.length === 1 && value?.text === 'no') return false
  return refused(term, `${known.key}: is yes or no`, `${known.key}:yes`)
}

function silence(term: Term, known: FilterKey, now: number): number | FilterRefusal {
  const read = /^>?(\d{1,6})([smhdw])$/.exec(term.values[0]?.text ?? '')
  if (term.values.length !== 1 || read === null) {
    const why = 'silent: is a span like >2d (s seconds, m minutes, h hours, d days, w weeks)'
    return refused(term, why, known.example)
  }
  return now - Number(read[1]) * unitMs[read[2] ?? 's']!
}

function unknownKey(term: Term, key: string): FilterRefusal {
  const keys = filterKeys.map((known) => known.key)
  const meant = nearestWord(key, keys)
  const why = `there is no key ${key}: (keys: ${keys.join(', ')}); quote it to search for it`
  const suggestion = meant === undefined ? undefined : `${meant}:`
  return refused({ at: term.at, length: key.length }, why, suggestion)
}

function givenTwice(term: Term, known: FilterKey): FilterRefusal {
  const why = `${known.key}: is given twice; put its values into one list`
  return refused(term, why, known.kind === 'text' ? `${known.key}:one,other` : known.example)
}

function refused(
  place: { readonly at: number; readonly length: number },
  why: string,
  suggestion?: string,
): FilterRefusal {
  const { at, length } = place
  const more = suggestion === undefined ? {} : { suggestion }
  return { kind: 'refused', code: 'bad-filter', why, at, length, ...more }
}

function isRefusal(value: unknown): value is FilterRefusal {
  return typeof value === 'object' && value !== null && 'kind' in value
}

/** One term: `key:value,value` or a word; a value is bare or in quotes with `\` before `"` or `\`. */
function splitTerms(text: string): readonly Term[] | FilterRefusal {
  const terms: Term[] = []
  let at = skipSpace(text, 0)
  while (at < text.length) {
    const key = /^([A-Za-z][\w-]*):/.exec(text.slice(at, at + 64))?.[1]
    const start = key === undefined ? at : at + key.length + 1
    const list = readList(text, start, key !== undefined)
    if (list.kind === 'refused') return list
    const term = { at, length: list.end - at, values: list.values }
    terms.push(key === undefined ? term : { ...term, key: key.toLowerCase() })
    at = skipSpace(text, list.end)
  }
  return terms
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && /\s/.test(text[at]!)) at += 1
  return at
}

type List = { readonly kind: 'list'; readonly end: number; readonly values: Term['values'] }

function readList(text: string, from: number, splitsAtComma: boolean): List | FilterRefusal {
  const values: { text: string; at: number; raw: number }[] = []
  let at = from
  for (;;) {
    const value = text[at] === '"' ? readQuoted(text, at) : readBare(text, at, splitsAtComma)
    if (value === undefined) {
      return refused({ at, length: text.length - at }, 'the quote is not closed', '"')
    }
    values.push({ text: value.text, at, raw: value.end - at })
    at = value.end
    if (!splitsAtComma || text[at] !== ',') break
    at += 1
  }
  return { kind: 'list', end: at, values }
}

interface Read {
  readonly text: string
  readonly end: number
}

function readBare(text: string, from: number, splitsAtComma: boolean): Read {
  let end = from
  const stops = splitsAtComma ? /[\s,]/ : /\s/
  while (end < text.length && !stops.test(text[end]!)) end += 1
  return { text: text.slice(from, end), end }
}

function readQuoted(text: string, from: number): Read | undefined {
  let read = ''
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '"') return { text: read, end: at + 1 }
    if (text[at] === '\\' && at + 1 < text.length) at += 1
    read += text[at]
  }
  return undefined
}
