// When the devices of each class sleep and when the campaign may reach them: found once for all draws,
// and once for classes that sleep alike in one time zone.

import { everyDay } from '../campaign/week-window.ts'
import type { Instant } from '../evidence.ts'
import type { CampaignOutline } from './campaign-outline.ts'
import type { DeviceClass } from './device-class.ts'
import type { PlacedClass } from './draw-classes.ts'
import { leadMsOf } from './drawn-devices.ts'
import { OpenTimes } from './open-times.ts'

const dayMs = 86_400_000
/** Every week is like the next, but for the clocks. */
const meetingSoughtMs = 8 * dayMs
/** Intervals are drawn, and may come out longer. */
const longerMost = 3

export function placeClasses(
  classes: readonly { readonly of: DeviceClass; readonly sessionMs: number }[],
  { startAt, windows }: Pick<CampaignOutline, 'startAt' | 'windows'>,
): readonly PlacedClass[] {
  const longestMs = Math.max(0, ...classes.map(({ of }) => of.everyMs)) * longerMost
  const from = startAt - leadMsOf(longestMs) - longestMs - dayMs
  const known = new Map<string, OpenTimes>()
  const kept = (key: string, make: () => OpenTimes): OpenTimes => {
    const found = known.get(key) ?? make()
    known.set(key, found)
    return found
  }
  return classes.map(({ of, sessionMs }) => {
    const { timeZone, sleep } = of
    const open = kept(timeZone, () => new OpenTimes(windows, timeZone, from))
    if (!sleep || sleep.from === sleep.until) return { of, sessionMs, open }
    const { from: night, until, zone = timeZone } = sleep
    const asleep = kept(`${night} ${until} ${zone}`, () => {
      return new OpenTimes([{ days: everyDay, from: night, until }], zone, from)
    })
    return { of, sessionMs, open, asleep }
  })
}

/** Whether its devices are ever awake while the campaign may reach them. */
export function canMeet({ open, asleep }: PlacedClass, startAt: Instant): boolean {
  for (let at = startAt; at < startAt + meetingSoughtMs; ) {
    if (open.isOpenAt(at) && !asleep?.isOpenAt(at)) return true
    at = Math.min(open.changeAfter(at), asleep?.changeAfter(at) ?? Number.POSITIVE_INFINITY)
  }
  return false
}
