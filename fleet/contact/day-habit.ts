// The interval of a device that sleeps at night, though nobody told us: the night stretches every gap
// that it falls into, so that a device which calls every six hours seems to call every twelve. Learned
// from the gaps of the day alone, and only where the night could have stretched the others.

import type { DeviceFacts } from '../card-state.ts'
import { localTimeAt } from '../local-time/local-time.ts'
import { zoneOfDevice } from '../local-time/zone-of-device.ts'
import type { LearnedInterval } from './learned-interval.ts'
import { habitOf } from './learned-interval.ts'
import type { Rhythm } from './rhythm.ts'
import { presumedNight } from './sleep-window.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const nightMs = 8 * 60 * minuteMs
/** The middle of the night, local time. */
const middleMs = 2 * 60 * minuteMs

/** The habit that its days show; nothing when its nights could have changed nothing. */
export function dayHabit(
  device: DeviceFacts,
  rhythm: Rhythm | undefined,
): LearnedInterval | undefined {
  if (!rhythm) return undefined
  const seeming = habitOf(rhythm.gaps)
  if (!seeming || seeming.intervalMs < nightMs || seeming.intervalMs > 2 * nightMs) return undefined
  if (!presumedNight(device, rhythm, seeming.intervalMs)) return undefined
  const shorter = habitOf(gapsByDay(device, rhythm))
  return shorter && shorter.intervalMs < seeming.intervalMs ? shorter : undefined
}

/** The gaps in which there was no midnight of the device's own, by the clock that it has now. */
function gapsByDay(device: DeviceFacts, { contactAt, gaps }: Rhythm): readonly number[] {
  const local = localTimeAt(contactAt, zoneOfDevice(device).zone).minute * minuteMs
  let end = local
  const byDay: number[] = []
  for (const gap of gaps.toReversed()) {
    const begin = end - gap
    const nights = (at: number): number => Math.floor((at - middleMs) / dayMs)
    if (nights(begin) === nights(end)) byDay.push(gap)
    end = begin
  }
  return byDay.toReversed()
}
