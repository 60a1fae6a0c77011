import { describe, expect, test } from 'vitest'
import type { Silence } from './silence.ts'
import type { ClaimedCase } from './stranding-claims.ts'
import { cureOf, measureStrandings, rightClasses, type TrueStranding } from './stranding-measure.ts'
import type { Cure, Obstacle, SilenceClass } from './why-silent.ts'

const hour = 3600_000
const options = { endedAt: 1000 * hour, toleranceMs: 180_000 }
const obstacle = (name: SilenceClass, cure: Cure): Obstacle => ({ why: name, class: name, cure })

/** Silent since hour 10, late at hour 22. */
function stranding(parts: Partial<TrueStranding> & { readonly endedAt?: number }): TrueStranding {
  const { endedAt, ...rest } = parts
  const silence: Silence = {
    eid: 'a',
    since: 10 * hour,
    lateAt: 22 * hour,
    kind: 'stranded',
    ...(endedAt === undefined ? {} : { endedAt }),
  }
  const obstacles = [obstacle('suspended', 'remote')]
  return { silence, obstacles, isMute: true, cureMs: 24 * hour, ...rest }
}

const raised = (atHour: number, firstClass = 'suspended'): ClaimedCase => ({
  eid: 'a',
  firstClass,
  raisedAt: atHour * hour,
})

const measure = (strandings: readonly TrueStranding[], cases: readonly ClaimedCase[]) =>
  measureStrandings({ strandings, graces: [], cases }, options)

describe('the measure', () => {
  test('finds a case that was raised in time, and the class right', () => {
    expect(measure([stranding({ endedAt: 50 * hour })], [raised(22)])).toMatchObject({
      truly: 1,
      raised: 1,
      inTime: 1,
      rightClassFirst: 1,
      falseAlarms: 0,
      recoverable: 1,
      recoveredWithoutPerson: 1,
    })
  })

  test('sees a case that came late, and one with the wrong class', () => {
    const found = measure([stranding({})], [raised(23, 'unreachable')])
    expect(found).toMatchObject({ raised: 1, inTime: 0, rightClassFirst: 0 })
    expect(found.wrongClass).toEqual({ 'suspended: said unreachable': 1 })
  })

  test('counts a case outside every stranding as a false alarm, and none as a miss', () => {
    const found = measure([stranding({ endedAt: 50 * hour })], [raised(60)])
    expect(found).toMatchObject({ raised: 0, falseAlarms: 1, cases: 1 })
    expect(found.missed).toHaveLength(1)
  })

  test('leaves a case within the grace out of both', () => {
    const { silence } = stranding({ endedAt: 50 * hour })
    const graces = [{ ...silence, kind: 'grace' as const }]
    const found = measureStrandings({ strandings: [], graces, cases: [raised(22)] }, options)
    expect(found).toMatchObject({ falseAlarms: 0, cases: 0 })
  })

  test('does not count as recovered what a visit brought back, nor as lost what had no time', () => {
    const visited = stranding({ endedAt: 50 * hour, visitedAt: 49 * hour })
    expect(measure([visited], [])).toMatchObject({ recoverable: 1, recoveredWithoutPerson: 0 })
    const tooLate = { ...options, endedAt: 30 * hour }
    const given = { strandings: [stranding({})], graces: [], cases: [] }
    expect(measureStrandings(given, tooLate).recoverable).toBe(0)
  })
})

describe('what is right to say', () => {
  test.each([
    ['a suspended line is suspended and nothing else', 'suspended', true, ['suspended']],
    ['mere silence is unreachable or late', 'unreachable', true, ['unreachable', 'late']],
    [
      'a dead IPA whose application was heard is application-only',
      'application-only',
      false,
      ['application-only'],
    ],
    [
      'one whose application was not heard yet may be unreachable',
      'application-only',
      true,
      ['application-only', 'unreachable', 'late'],
    ],
  ] as const)('%s', (_, name, isMute, right) => {
    const obstacles = [obstacle(name, 'person')]
    expect([...rightClasses(stranding({ obstacles, isMute }))].toSorted()).toEqual(right.toSorted())
  })

  test('one obstacle that only a person removes makes it a person’s case', () => {
    const both = [obstacle('suspended', 'remote'), obstacle('unreachable', 'person')]
    expect(cureOf(stranding({ obstacles: both }))).toBe('person')
    expect(cureOf(stranding({ obstacles: [obstacle('unreachable', 'itself')] }))).toBe('itself')
  })
})
