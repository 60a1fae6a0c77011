import { expect, test } from 'vitest'
import { compare } from './compare.ts'
import { mixFleet } from './fleet-mix.ts'

/** A few of the fleets of `npm run forecast`, quick ones; the whole table takes minutes. */
test.each([710, 715])(
  'the campaign of fleet %i finishes within a tenth of its forecast',
  (seed) => {
    const { error, forecast, lives } = compare(mixFleet(seed), 3)
    expect(Math.abs(error)).toBeLessThanOrEqual(0.1)
    expect(forecast.stopChance).toBeLessThan(0.2)
    for (const { succeeded, failed, expired } of lives) {
      const all = succeeded + failed + expired
      expect(Math.abs(forecast.succeeded - succeeded) / all).toBeLessThan(0.02)
    }
  },
  120_000,
)
