// The grid of time on which a forecast runs, and what the wall clock says along it: for each class
// of devices when they sleep, and when the campaign's windows are open. Found by the same decision
// about windows as the campaign uses.

import { everyDay, type WeekWindow, windowStateAt } from '../campaign/week-window.ts'
import type { Instant } from '../evidence.ts'
import type { DeviceClass, Sleep } from './device-class.ts'

export interface TimeGrid {
  readonly startAt: Instant
  readonly stepMs: number
  readonly steps: number
}

const minuteMs = 60_000
const stepMaxMs = 10 * minuteMs
const stepsMax = 8_000
/** Steps in one usual interval: fewer blur the retry at the next contact. */
const stepsPerInterval = 12

/** A step short enough for the quickest devices, long enough for the whole time to be walked. */
export function chooseStepMs(classes: readonly DeviceClass[], spanMs: number): number {
  const quickest = Math.min(...classes.map(({ everyMs }) => everyMs))
  const fine = Math.min(stepMaxMs, Math.max(minuteMs, quickest / stepsPerInterval))
  return Math.max(fine, spanMs / stepsMax)
}

/** For each step how many steps until the device wakes; 0: it is awake. */
export function asleepSteps(sleep: Sleep | undefined, zone: string, grid: TimeGrid): Int32Array {
  if (!sleep || sleep.from === sleep.until) return new Int32Array(grid.steps)
  const { from, until } = sleep
  return stepsUntilClosed([{ days: everyDay, from, until }], sleep.zone ?? zone, grid)
}

/** For each step how many steps the windows stay open; 0: they are closed. */
export function openSteps(
  windows: readonly WeekWindow[],
  zone: string,
  grid: TimeGrid,
): Int32Array {
  if (windows.length === 0) return new Int32Array(grid.steps).fill(grid.steps)
  return stepsUntilClosed(windows, zone, grid)
}

function stepsUntilClosed(
  windows: readonly WeekWindow[],
  zone: string,
  { startAt, stepMs, steps }: TimeGrid,
): Int32Array {
  const found = new Int32Array(steps)
  let step = 0
  while (step < steps) {
    const state = windowStateAt(windows, zone, startAt + (step + 0.5) * stepMs)
    const until = state.until ?? startAt + (steps + 1) * stepMs
    const end = Math.max(step + 1, Math.min(steps, Math.round((until - startAt) / stepMs)))
    if (state.isOpen) for (let at = step; at < end; at++) found[at] = end - at
    step = end
  }
  return found
}
