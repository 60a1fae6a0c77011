import { expect, test } from 'vitest'
import { compare } from './compare.ts'
import { mixFleet } from './fleet-mix.ts'
import { ProductRig } from './product-rig.ts'

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

test('the product itself carries a small fleet through its waves', async () => {
  const mix = mixFleet(127)
  const small = {
    ...mix,
    makes: mix.makes.map((make) => ({ ...make, devices: 8 })),
    campaign: {
      ...mix.campaign,
      waves: [
        { name: 'canary', devices: 8 },
        { name: 'rest', devices: 16 },
      ],
    },
  }
  const life = await new ProductRig(small, 0).run()
  expect(life.succeeded + life.failed + life.expired).toBe(24)
  expect(life.succeeded).toBeGreaterThan(20)
  expect(life.finishedAt).toBeGreaterThan(life.waves[1]?.openedAt ?? Number.POSITIVE_INFINITY)
}, 120_000)
