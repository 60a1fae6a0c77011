// `node tests/forecast/scale.ts`: what a forecast costs as the fleet grows: gathering devices into
// classes (the desk reads at most 50,000, the rest is taken to be like them) and the walk itself.

import { gateOf } from '@holdfast/fleet/forecast/campaign-outline.ts'
import { ClassBook } from '@holdfast/fleet/forecast/classify-device.ts'
import { assumedHistory } from '@holdfast/fleet/forecast/device-class.ts'
import { forecastCampaign } from '@holdfast/fleet/forecast/forecast-campaign.ts'
import { chanceOf } from '@holdfast/simulator/world/chance.ts'

const dayMs = 86_400_000
const readMax = 50_000
const thresholds = { successAtLeast: 0.9, failureAtMost: 0.1, confidence: 0.9 }
const zones = ['DE', 'BR', 'JP', 'NG']

const deviceOf = (n: number) => ({
  country: zones[n % zones.length] as string,
  contactEveryMinutes: [60, 360, 720, 1440][(n >> 2) % 4] as number,
  coverageClass: (['CE0', 'CE1', 'CE2'] as const)[(n >> 4) % 3] as 'CE0',
  ...((n >> 6) % 2 === 0 ? { sleepsFrom: '22:00', sleepsUntil: '06:00' } : {}),
})

/** Milliseconds of one forecast of so many devices, and of gathering what is read of them. */
export function costOf(devices: number): { readonly gatherMs: number; readonly walkMs: number } {
  const startAt = Date.UTC(2026, 0, 12)
  const begun = performance.now()
  const book = new ClassBook()
  for (let n = 0; n < Math.min(devices, readMax); n++) {
    book.add({ eid: String(n), device: deviceOf(n), sharedRates: [] })
  }
  const classes = book.classes(devices)
  const gathered = performance.now()
  const chance = chanceOf(1, 'scale')
  const outline = {
    ...{ startAt, windows: [], perMinute: {}, deviceDeadlineMs: 14 * dayMs, approvalMs: 0 },
    waves: [
      { name: 'canary', devices: 200 },
      { name: 'second', devices: devices / 10 },
      { name: 'rest', devices: devices * 0.9 - 200 },
    ],
    gate: gateOf(thresholds),
    steps: ['identify', 'read', 'download', 'enable', 'confirm'] as const,
  }
  const given = { classes, outline, history: assumedHistory, now: startAt }
  forecastCampaign({ ...given, chance: () => chance.fraction() })
  return { gatherMs: gathered - begun, walkMs: performance.now() - gathered }
}

function print(): void {
  costOf(1_000)
  for (const devices of [10_000, 100_000, 1_000_000]) {
    const { gatherMs, walkMs } = costOf(devices)
    const told = `gathered in ${gatherMs.toFixed(0)} ms, forecast in ${walkMs.toFixed(0)} ms`
    process.stdout.write(`${devices.toLocaleString('en').padStart(9)} devices: ${told}\n`)
  }
}

if (import.meta.main) print()
