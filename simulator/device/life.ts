// The life of a device: power up, wake, register, say "here I am", let the IPA talk to its eIM,
// sleep; go back or fall back when the eIM stays out of reach; and begin again after every loss of
// power with nothing but what the card and the flash kept.

import { executeFallback } from '../ipa/es10.ts'
import { goBack, pollSession, stateChangeCause } from '../ipa/poll-session.ts'
import { type Chance, chanceOf } from '../world/chance.ts'
import type { Instant } from '../world/timeline.ts'
import type { Device } from './device.ts'
import { PowerCut } from './power.ts'
import { tamper } from './tampering.ts'
import { longSleepFactor, nextWakeAt } from './wake-times.ts'

/** What survives a loss of power beside the card. */
interface Flash {
  /** StateChangeCause that the eIM was not told yet. */
  cause?: number
  /** Since when the eIM is out of reach. */
  unreachableSince?: Instant
}

const bootMs = 15_000
const foreverMs = 400 * 24 * 3600_000

/** Lives until the world ends. */
export async function live(device: Device): Promise<never> {
  const { clock, power, plan, around, troubles } = device
  const flash: Flash = {}
  for (;;) {
    try {
      await untilPowered(device)
      await run(device, flash)
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error
      around.onFault(plan, clock.now, 'powerCut', error.where)
      device.modem.drop()
      device.client.forget()
      const offMs = power.offMs()
      troubles.begin('power-cut', clock.now, clock.now + offMs)
      await clock.spend(offMs)
    }
  }
}

/** Waits as long as there is no power at all: a flat battery, a warehouse. */
async function untilPowered({ clock, troubles, modem, bell }: Device): Promise<void> {
  for (;;) {
    const until = troubles.powerlessUntil(clock.now)
    if (until === undefined) return
    modem.drop()
    await clock.doze(until === 'somebody-comes' ? clock.now + foreverMs : until, bell)
  }
}

/** From power-up until power is lost, or until it is time for a restart. */
async function run(device: Device, flash: Flash): Promise<void> {
  const { clock, plan, power, modem, slot, around, troubles, bell } = device
  const chance = chanceOf(around.seed, 'wake', plan.number)
  modem.drop()
  slot.powerUp()
  troubles.restarted(clock.now)
  await clock.spend(bootMs)
  const restartAt = clock.now + plan.restartEveryMs
  let failures = 0
  while (clock.now < restartAt) {
    power.step('awake')
    const reached = await contact(device, flash)
    failures = reached ? 0 : failures + 1
    device.client.endProcedure()
    await clock.doze(wakesAt(device, failures, chance), bell)
    if (troubles.powerlessUntil(clock.now) !== undefined || device.restartAsked()) return
  }
}

function wakesAt({ clock, plan, troubles }: Device, failures: number, chance: Chance): Instant {
  const { sleepsAtNight, place } = plan
  const isLong = troubles.has('sleeps-longer', clock.now)
  const pollEveryMs = plan.pollEveryMs * (isLong ? longSleepFactor : 1)
  const { offsetMs } = place
  return nextWakeAt({ now: clock.now, pollEveryMs, sleepsAtNight, offsetMs, failures }, chance)
}

/** One waking: whether the eIM was reached. */
async function contact(device: Device, flash: Flash): Promise<boolean> {
  const { clock, plan, modem, application, ipa, around } = device
  const { fellBack } = await tamper(device)
  if (fellBack) flash.cause = stateChangeCause.fallback
  if (await modem.isReady()) {
    await application.beat(modem.iccid)
    // Nobody is left who would notice that the eIM is out of reach.
    if (!device.ipaRuns()) return true
    const before = modem.iccid
    const end = await pollSession(ipa, flash.cause)
    if (end.causeTold) delete flash.cause
    if (modem.iccid !== before) await application.beat(modem.iccid)
    if (end.reached) {
      around.onContact(plan, clock.now)
      delete flash.unreachableSince
      return true
    }
  }
  await rescue(device, flash)
  return false
}

/** The eIM is out of reach: go back while the card allows it, or use the fallback profile. */
async function rescue(device: Device, flash: Flash): Promise<void> {
  const { clock, plan, ipa } = device
  if (!device.ipaRuns()) return
  flash.unreachableSince ??= clock.now
  const outMs = clock.now - flash.unreachableSince
  const { rollbackPatienceMs, fallbackPatienceMs } = plan.traits
  if (outMs >= rollbackPatienceMs && (await goBack(ipa))) return
  if (outMs < fallbackPatienceMs || plan.traits.dialect === 'v1.0') return
  if (!(await executeFallback(ipa.card))) return
  ipa.note('fallback executed')
  flash.cause = stateChangeCause.fallback
  await ipa.modem.followRefresh()
}
