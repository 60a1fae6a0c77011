// What the clocks of the storm's machines show: true time, but for the hours in which a fault sets
// one wrong. Each server has a machine of its own, and the database another one.

import type { Timeline } from '@holdfast/simulator/world/timeline.ts'
import type { DueFaults } from './due-faults.ts'

export type Machine = 'first' | 'second' | 'database'

export interface ClockedStorm {
  readonly faults: DueFaults
  readonly timeline: Timeline
  readonly startAt: number
}

export class MachineClocks {
  readonly #skewMs = { first: 0, second: 0, database: 0 }

  /** How far the clock of this machine is off now. */
  skewMs(machine: Machine): number {
    return this.#skewMs[machine]
  }

  /** The faults of clocks, each in its time. */
  begin({ faults, timeline, startAt }: ClockedStorm, order: number): void {
    for (const fault of [...faults.all('clock'), ...faults.all('database-clock')]) {
      const { kind, at, byMs, forMs } = fault
      timeline.begin(order, startAt + at, async (clock) => {
        faults.count(kind)
        this.#set(fault, byMs)
        await clock.spend(forMs)
        this.#set(fault, 0)
      })
    }
  }

  #set(fault: Parameters<typeof machinesOf>[0], skewMs: number): void {
    for (const machine of machinesOf(fault)) this.#skewMs[machine] = skewMs
  }
}

function machinesOf(fault: {
  readonly kind: 'clock' | 'database-clock'
  readonly only?: 'first' | 'second'
}): readonly Machine[] {
  if (fault.kind === 'database-clock') return ['database']
  return fault.only === undefined ? ['first', 'second'] : [fault.only]
}
