import { expect, test } from 'vitest'
import { newsOfSubject } from './subject-news.ts'

test.each([
  ['campaign', { kind: 'wave-opened', wave: 0 }, 'info', 'wave 1 begins'],
  [
    'incident',
    { kind: 'incident-opened', incident: { why: 'no stock' } },
    'bad',
    'opened: no stock',
  ],
  [
    'incident',
    { kind: 'incident-ended', incident: { cause: 'line-barred' } },
    'good',
    'over: line barred',
  ],
  [
    'country-rules',
    { kind: 'country-rules-stated', country: 'DE', reason: 'asked by sales' },
    'info',
    'the rules of DE were stated (asked by sales)',
  ],
  [
    'country-rules',
    { kind: 'country-rules-removed', country: 'DE' },
    'warn',
    'the rules of DE were removed',
  ],
  [
    'limits',
    { kind: 'limits-set', before: 50, devicesPerStart: 100, reason: '' },
    'warn',
    'devices per start: 100 instead of 50',
  ],
  ['something', { kind: 'not-known-yet' }, 'info', 'not known yet'],
])('a fact about a %s has words: %o', (subject, fact, level, words) => {
  expect(newsOfSubject(subject, fact)).toEqual({ level, words })
})
