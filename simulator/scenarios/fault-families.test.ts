import { expect, test } from 'vitest'
import { faultFamilies } from './fault-families.ts'
import { fleet2k } from './fleet-2k.ts'

/** The setting at a path; names of fates stand one level deeper. */
function settingAt(path: string): unknown {
  const [first = '', second] = path.split('.')
  const found = (fleet2k as unknown as Record<string, unknown>)[first]
  if (second === undefined) return found
  const inside = found as Record<string, unknown>
  return inside[second] ?? (inside.shares as Record<string, unknown> | undefined)?.[second]
}

test('every family of faults is switched on in the fleet of two thousand', () => {
  for (const { name, setBy, faults } of faultFamilies) {
    expect(
      faults.every((fault) => /^F(0[1-9]|[1-5][0-9]|6[0-7])$/.test(fault)),
      name,
    ).toBe(true)
    for (const path of setBy) expect(settingAt(path), `${name}: ${path}`).toBeTruthy()
  }
})
