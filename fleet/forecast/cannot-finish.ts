// Who cannot finish, and why: judged before the start from what is known of each class, and from
// what the walk leaves over at the declared time.

import type { CampaignOutline } from './campaign-outline.ts'
import type { DeviceClass } from './device-class.ts'
import type { ClassEnergy } from './energy-of-class.ts'
import type { CannotFinish, CannotFinishCode } from './forecast.ts'

const hourMs = 3_600_000
const joulesPerMwh = 3.6
/** A session may take this share of what a battery has left. */
export const batteryShareMax = 0.5

const remedies: Readonly<Record<CannotFinishCode, string>> = {
  'contact-interval-over-deadline': 'give the devices a longer time, or have them come more often',
  'window-never-meets-waking': 'widen the windows, or change when the devices sleep',
  'deadline-too-short': 'give the devices a longer time, or raise the rates',
  'no-route': 'give these devices another way to download, or leave them out',
  'no-stock': 'add stock before the start',
  'battery-too-low': 'change the battery, wait for better coverage, or leave them out',
}

/** Why devices of this class are not begun at all. */
export function judgeClass(
  of: DeviceClass,
  outline: CampaignOutline,
  energy: ClassEnergy,
): CannotFinish | undefined {
  if (of.route === 'none' && outline.steps.includes('download')) {
    return finding(of, 'no-route', 'they can fetch a profile neither directly nor through the eIM')
  }
  const left = of.batteryMwh === undefined ? undefined : of.batteryMwh * joulesPerMwh
  if (left !== undefined && energy.joules > left * batteryShareMax) {
    const why = `one session takes ${energy.joules.toFixed(0)} J of ${left.toFixed(0)} J left`
    return finding(of, 'battery-too-low', why)
  }
  return undefined
}

/** Why devices of this class are left over; `expired` is expected, of those that were begun. */
export function judgeLeftOver(
  of: DeviceClass,
  expired: number,
  { outline, meets }: { readonly outline: CampaignOutline; readonly meets: boolean },
): CannotFinish | undefined {
  if (expired < 0.5) return undefined
  const hours = (ms: number): string => `${(ms / hourMs).toFixed(ms < 10 * hourMs ? 1 : 0)} h`
  const { deviceDeadlineMs } = outline
  if (!meets) {
    const why = 'the windows of the campaign are open only while these devices sleep'
    return finding(of, 'window-never-meets-waking', why, expired)
  }
  if (of.everyMs > deviceDeadlineMs) {
    const why = `they come every ${hours(of.everyMs)}, the time for a device is ${hours(deviceDeadlineMs)}`
    return finding(of, 'contact-interval-over-deadline', why, expired)
  }
  const why = `within ${hours(deviceDeadlineMs)} not all of them come through`
  return finding(of, 'deadline-too-short', why, expired)
}

/** Devices beyond what the stock holds. */
export function judgeStock(
  needed: number,
  available: number | undefined,
): CannotFinish | undefined {
  if (available === undefined || needed <= available) return undefined
  return {
    code: 'no-stock',
    why: `${needed} profiles are needed, ${available} are in stock`,
    remedy: remedies['no-stock'],
    devices: needed - available,
    samples: [],
  }
}

function finding(
  of: DeviceClass,
  code: CannotFinishCode,
  why: string,
  devices: number = of.devices,
): CannotFinish {
  const { name: className, samples } = of
  return { code, why, remedy: remedies[code], devices, className, samples }
}
