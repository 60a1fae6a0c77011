import { describe, expect, test } from 'vitest'
import { defaultThresholds } from '../campaign/thresholds.ts'
import type { CountedCombination } from './combination-count.ts'
import { evidenceOf, noCount } from './combination-count.ts'
import type { CombinationKey, CombinationPattern } from './combination-key.ts'
import { formatPattern, parseCombination, parsePattern, patternInWords } from './combination-key.ts'
import { explainFailures } from './explain-failures.ts'
import { isProven, standingOf } from './exposure.ts'

const usual: CombinationKey = {
  euiccOs: '4.0.1',
  smdp: 'smdp.example.com',
  operator: 'Acme',
  module: 'BG95 R2',
  ipa: 'ipad v1.2',
  firmware: 'meter 1.0',
  rat: 'LTE-M',
}

const of = (
  more: CombinationPattern,
  [open, succeeded, failed]: readonly [number, number, number],
): CountedCombination => ({
  key: { ...usual, ...more },
  count: { ...noCount, open, succeeded, failed },
})

const named = (...counted: readonly CountedCombination[]) => {
  const found = explainFailures(counted, defaultThresholds)
  return found.kind === 'none' ? 'none' : `${found.kind} ${formatPattern(found.found.pattern)}`
}

describe('the smallest set of attributes that explains the failures', () => {
  test('one attribute, although modules and radios differ', () => {
    const bad = { euiccOs: '3.1.2' }
    const answer = named(
      of({}, [0, 30, 0]),
      of({ module: 'BG77', rat: 'NB-IoT' }, [0, 30, 0]),
      of({ ...bad, module: 'BG77' }, [0, 0, 2]),
      of({ ...bad, rat: 'NB-IoT' }, [0, 0, 2]),
    )
    expect(answer).toBe('named euiccOs=3.1.2')
  })

  test('two attributes when each by itself works elsewhere', () => {
    const answer = named(
      of({ euiccOs: '3.1.2' }, [0, 40, 0]),
      of({ module: 'BG77' }, [0, 40, 0]),
      of({ euiccOs: '3.1.2', module: 'BG77' }, [0, 0, 6]),
      of({}, [0, 40, 0]),
    )
    expect(answer).toBe('named euiccOs=3.1.2&module=BG77')
  })

  test('nothing when everything fails alike', () => {
    expect(named(of({}, [0, 0, 10]), of({ euiccOs: '3.1.2' }, [0, 0, 10]))).toBe('none')
  })

  test('nothing from one failure', () => {
    expect(named(of({}, [0, 50, 0]), of({ euiccOs: '3.1.2' }, [0, 0, 1]))).toBe('none')
  })

  test('only suspected while the others have not told', () => {
    expect(named(of({}, [18, 0, 0]), of({ euiccOs: '3.1.2' }, [0, 0, 2]))).toBe(
      'suspected euiccOs=3.1.2',
    )
  })

  test('two accidents in different devices are not blamed on what they share by chance', () => {
    const answer = named(
      of({ module: 'A', rat: 'x', firmware: '1' }, [0, 4, 1]),
      of({ module: 'B', rat: 'y', firmware: '2' }, [0, 4, 1]),
      of({ module: 'A', rat: 'y', firmware: '3' }, [0, 5, 0]),
      of({ module: 'B', rat: 'x', firmware: '1' }, [0, 5, 0]),
    )
    expect(answer).toBe('none')
  })

  test('what cannot be told apart is told', () => {
    const found = explainFailures(
      [of({}, [0, 30, 0]), of({ euiccOs: '3.1.2', firmware: 'meter 2' }, [0, 0, 4])],
      defaultThresholds,
    )
    expect(found).toMatchObject({
      kind: 'named',
      found: { pattern: { euiccOs: '3.1.2' }, alternatives: [{ firmware: 'meter 2' }] },
    })
  })
})

describe('keys', () => {
  test('any value survives being written and read', () => {
    const key = { ...usual, firmware: 'a=b&c %25 é', rat: '?' }
    expect(parseCombination(formatPattern(key))).toEqual(key)
    expect(parsePattern('nonsense')).toBeUndefined()
    expect(parsePattern('rat=%E0%A4%A')).toBeUndefined()
    expect(parseCombination('rat=x')).toBeUndefined()
  })

  test('a pattern in words', () => {
    expect(patternInWords({ euiccOs: '3.1.2', rat: '?' })).toBe('eUICC OS 3.1.2 with radio unknown')
  })
})

describe('standing', () => {
  const limit = { canary: 20, thresholds: defaultThresholds }
  const counted = [of({}, [0, 60, 0]), of({ euiccOs: '3.1.2' }, [15, 0, 5])]

  test('no share is given without its sample and interval', () => {
    expect(evidenceOf({ ...noCount, succeeded: 9, failed: 1 })).toMatchObject({ n: 10, share: 0.9 })
  })

  test('an attribute is proven by successes, and no longer by failures', () => {
    expect(isProven({ ...noCount, succeeded: 4 }, limit)).toBe(false)
    expect(isProven({ ...noCount, succeeded: 5 }, limit)).toBe(true)
    expect(isProven({ ...noCount, succeeded: 5, failed: 3 }, limit)).toBe(false)
  })

  test('held covers what is finer, and a release is told', () => {
    const of_ = (pattern: CombinationPattern, held: readonly CombinationPattern[]) =>
      standingOf(counted, pattern, { limit, held, released: [{ euiccOs: '3.1.2' }] })
    expect(of_({ ...usual, euiccOs: '3.1.2' }, [{ euiccOs: '3.1.2' }])).toBe('held')
    expect(of_({ euiccOs: '3.1.2' }, [])).toBe('released')
    expect(of_(usual, [])).toBe('proven')
  })
})
