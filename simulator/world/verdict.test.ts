import { expect, test } from 'vitest'
import { dueSince } from './verdict.ts'

const hour = 3600_000

test.each([
  ['a world long after its faults asks for a contact of late', 200, 48, 200 - 2 * 10.1],
  ['a world soon after its faults asks for one since they ended', 60, 48, 48],
  ['a world that ends within its faults gives twice the time', 24, 48, 24 - 2 * 10.1],
])('%s', (_, ended, steady, wanted) => {
  const times = { endedAt: ended * hour, steadyFrom: steady * hour }
  expect(dueSince(hour, times) / hour).toBeCloseTo(wanted, 5)
})
