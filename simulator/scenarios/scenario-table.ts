// All scenarios by name, for the command line.

import { badProfile } from './bad-profile.ts'
import { calm } from './calm.ts'
import { campaign } from './campaign.ts'
import { deafModems } from './deaf-modems.ts'
import { usual } from './default.ts'
import { fleet2k } from './fleet-2k.ts'
import type { Scenario } from './scenario.ts'
import { stormLite } from './storm-lite.ts'
import { suspended } from './suspended.ts'

export const scenarios: readonly Scenario[] = [
  usual,
  calm,
  stormLite,
  campaign,
  suspended,
  badProfile,
  deafModems,
  fleet2k,
]

/** The scenario of this name. @throws RangeError naming those that exist */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name)
  if (found) return found
  const names = scenarios.map((scenario) => scenario.name).join(', ')
  throw new RangeError(`there is no scenario "${name}"; there are ${names}`)
}
