// All scenarios by name, for the command line.

import { calm } from './calm.ts'
import { usual } from './default.ts'
import type { Scenario } from './scenario.ts'
import { stormLite } from './storm-lite.ts'

export const scenarios: readonly Scenario[] = [usual, calm, stormLite]

/** The scenario of this name. @throws RangeError naming those that exist */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name)
  if (found) return found
  const names = scenarios.map((scenario) => scenario.name).join(', ')
  throw new RangeError(`there is no scenario "${name}"; there are ${names}`)
}
