// Every guard that is switched off once.

import type { Guard } from '../guard.ts'
import { campaignGuards } from './campaign-guards.ts'
import { clockGuards } from './clock-guards.ts'
import { countryGuards } from './country-guards.ts'
import { dispatchGuards } from './dispatch-guards.ts'
import { preflightGuards } from './preflight-guards.ts'
import { recoveryGuards } from './recovery-guards.ts'
import { safetyGuards } from './safety-guards.ts'
import { serverGuards } from './server-guards.ts'
import { sparedGuards } from './spared-guards.ts'
import { truthGuards } from './truth-guards.ts'
import { waveGuards } from './wave-guards.ts'

export const allGuards: readonly Guard[] = [
  ...dispatchGuards,
  ...truthGuards,
  ...safetyGuards,
  ...preflightGuards,
  ...campaignGuards,
  ...waveGuards,
  ...countryGuards,
  ...recoveryGuards,
  ...sparedGuards,
  ...serverGuards,
  ...clockGuards,
]
