// A silent device for tests: a card on the desk, the rhythm of its contacts kept beside it as a
// site does, and the looks at it that fall due.

import type { DeviceFacts } from '../card-state.ts'
import type { Rhythm } from '../contact/rhythm.ts'
import { noteContact } from '../contact/rhythm.ts'
import { importCard } from '../import-card.ts'
import { applyLine } from '../lines/apply-line.ts'
import type { LineFacts } from '../lines/line.ts'
import type { HookAnswer } from '../recovery/apply-hook-answer.ts'
import { applyHookAnswer } from '../recovery/apply-hook-answer.ts'
import type { HookAction, Rung } from '../recovery/rung.ts'
import { hookActions } from '../recovery/rung.ts'
import type { LookFacts } from '../silence/look-at-silence.ts'
import { lookAtSilence } from '../silence/look-at-silence.ts'
import type { SilenceCase } from '../silence/silence-case.ts'
import type { Desk } from './desk.ts'
import { home, hour, knownCard, minute, row } from './desk.ts'

export class Watch {
  readonly desk: Desk
  rhythm: Rhythm | undefined
  application: Rhythm | undefined
  hooks: ReadonlySet<HookAction> = new Set(hookActions)
  listeningSince = 0
  nextLookAt: number | undefined
  #looks = 0

  constructor(desk: Desk = knownCard(), device: DeviceFacts = { contactEveryMinutes: 60 }) {
    this.desk = desk
    desk.take(importCard(desk.state, { ...row, device }, 'person:ann', desk.now))
  }

  /** The device called, as often as given, `everyMs` apart; afterwards it is silent. */
  calls(times: number, everyMs = hour): this {
    for (let i = 0; i < times; i++) {
      this.call()
      if (i < times - 1) this.desk.after(everyMs)
    }
    return this
  }

  call(): void {
    this.rhythm = noteContact(this.rhythm, { at: this.desk.now })
    this.desk.poll()
  }

  look(more: Partial<LookFacts> = {}): SilenceCase | undefined {
    this.#looks += 1
    const { rhythm, application, hooks, listeningSince } = this
    const facts: LookFacts = {
      newId: `00-look${this.#looks}`,
      hooks,
      listeningSince,
      ...(rhythm ? { rhythm } : {}),
      ...(application ? { application } : {}),
      ...more,
    }
    const { nextLookAt } = this.desk.take(lookAtSilence(this.desk.state, facts, this.desk.now))
    this.nextLookAt = nextLookAt
    return this.desk.state.silence
  }

  /** Time goes on, and every look that falls due is taken. */
  wait(ms: number): SilenceCase | undefined {
    const end = this.desk.now + ms
    this.look()
    while (this.nextLookAt !== undefined && this.nextLookAt <= end) {
      this.desk.now = Math.max(this.nextLookAt, this.desk.now + 1)
      this.look()
    }
    this.desk.now = end
    return this.desk.state.silence
  }

  line(line: Partial<LineFacts>): boolean {
    const { now } = this.desk
    const told: LineFacts = {
      iccid: home,
      state: 'active',
      at: now,
      evidence: 'confirmed',
      ...line,
    }
    return this.desk.take(applyLine(this.desk.state, told, now)).isNews
  }

  answer(outcome: HookAnswer['outcome'], more: Partial<HookAnswer> = {}): void {
    const rung = this.rungs.at(-1)
    if (!rung) throw new Error('no rung was asked for')
    const answer = { actionId: rung.actionId, outcome, ...more }
    this.desk.take(applyHookAnswer(this.desk.state, answer, this.desk.now))
  }

  /** Heartbeats as the site hears them: noted in the rhythm, recorded once an hour. */
  beat(iccid = home): void {
    this.application = noteContact(this.application, { at: this.desk.now })
    this.desk.heartbeat(iccid)
  }

  get rungs(): readonly Rung[] {
    return this.desk.state.silence?.rungs ?? []
  }

  get actions(): string {
    return this.rungs.map(({ action }) => action).join(' ')
  }
}

/** A device that called every hour and then stopped; 73 minutes have passed. */
export function silentDevice(device: DeviceFacts = {}): Watch {
  const watch = new Watch(knownCard(), { contactEveryMinutes: 60, ...device })
  watch.calls(6)
  watch.desk.after(73 * minute)
  return watch
}
