// `node tests/forecast/sensitivity.ts`: how much a swap costs one device by radio, and how far each
// assumption of the energy model moves that: the table of docs/guides/forecasts.md.

import type { DeviceClass } from '@holdfast/fleet/forecast/device-class.ts'
import { noHoles } from '@holdfast/fleet/forecast/device-class.ts'
import { energyOf } from '@holdfast/fleet/forecast/energy-of-class.ts'
import { type Radio, type RadioName, radios } from '@holdfast/fleet/radio/radio-model.ts'

const steps = ['identify', 'read', 'download', 'enable', 'confirm'] as const

const classOn = (radio: RadioName): DeviceClass => ({
  name: radio,
  devices: 1,
  samples: [],
  everyMs: 86_400_000,
  spread: 0.1,
  intervalFrom: 'configured',
  timeZone: 'UTC',
  holes: noHoles,
  radio,
  route: 'indirect',
  sharedRates: [],
})

/** The whole table as Markdown. */
export function sensitivityTable(): string {
  const names = Object.keys(radios) as RadioName[]
  return [
    '| radio | seconds | octets | joules | days of daily polling | what doubling an assumption does to the joules |',
    '|---|---|---|---|---|---|',
    ...names.map(row),
    '',
  ].join('\n')
}

function row(name: RadioName): string {
  const of = classOn(name)
  const radio = radios[name]
  const { seconds, bytes, joules, daysOfLife } = energyOf(of, steps, 1)
  const moved = radio.assumed
    .map((key) => ({
      key,
      change: joulesWith(of, { ...radio, [key]: radio[key as 'volts'] * 2 }) / joules - 1,
    }))
    .filter(({ change }) => Math.abs(change) >= 0.005)
    .toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .map(
      ({ key, change }) => `${key} ${change > 0 ? '+' : '−'}${Math.abs(change * 100).toFixed(0)} %`,
    )
  const cells = [
    name,
    seconds.toFixed(0),
    String(bytes),
    joules.toFixed(1),
    daysOfLife.toFixed(1),
    moved.join(', '),
  ]
  return `| ${cells.join(' | ')} |`
}

const joulesWith = (of: DeviceClass, radio: Radio): number => energyOf(of, steps, 1, radio).joules

if (import.meta.main) process.stdout.write(sensitivityTable())
