// Chance as a device's parts ask for it, answered from the list of faults: the link's rates are
// equal eighths and power's is a half, so a roll says which fault happens now, or none.

import { type Chance, chanceOf } from '@holdfast/simulator/world/chance.ts'
import type { DueFaults } from './due-faults.ts'
import type { LinkFault } from './happening.ts'

const linkFaults: readonly LinkFault[] = [
  'lostRequest',
  'lostReply',
  'duplicate',
  'lateDuplicate',
  'truncatedReply',
  'slow',
]

/** For the scenario: every fault of the link is as likely, and the roll decides. */
export const linkRates = Object.fromEntries(linkFaults.map((fault) => [fault, 1 / 8])) as Readonly<
  Record<LinkFault, number>
>
export const powerCutRate = 0.5

const nothing = 0.999

/** The link of this device: rolls are asked once for each exchange. */
export function linkChance(faults: DueFaults, seed: number, device: number): Chance {
  const roll = (now: number): number => {
    const due = faults.take('link', now, device)
    return due ? (linkFaults.indexOf(due.fault) + 0.5) / 8 : nothing
  }
  return { ...chanceOf(seed, 'link', device), roll }
}

const keysPerInstant = 64
const offKey = 62
const shareKey = 63
const offMinutesMax = 240

/** The limits that `power` takes minutes between. */
export const offMinutes = { offMinutesMin: 0, offMinutesMax }

/** The power of this device: rolls are asked at each step of it, and once more at a cut. */
export function powerChance(faults: DueFaults, seed: number, device: number): Chance {
  let last = { share: 0, offMs: 0 }
  const roll = (key: number): number => {
    const slot = key % keysPerInstant
    if (slot === offKey) return last.offMs / (offMinutesMax * 60_000)
    if (slot === shareKey) return last.share
    const due = faults.take('power', Math.floor(key / keysPerInstant), device)
    if (due) last = due
    return due ? 0 : nothing
  }
  return { ...chanceOf(seed, 'power', device), roll }
}
