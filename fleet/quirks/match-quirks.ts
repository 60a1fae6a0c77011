// Which quirks a device has: by what its inventory row and its card say it is, and by what it has
// shown. And what they change: waits that are longer, tries that are fewer.

import { operationsInOrder } from '../card-queries.ts'
import type { CardState } from '../card-state.ts'
import type { Deadlines } from '../deadlines.ts'
import { attemptsMax, defaultDeadlines } from '../deadlines.ts'
import type { Ground } from '../explanation.ts'
import type { StepKind } from '../plan.ts'
import type { QuirkMatch, QuirkRecord, ShownBehaviour } from './quirk-record.ts'
import { quirkTable } from './quirk-table.ts'

/** The quirks of this device; none of a device of which nothing is known. */
export const quirksOf = (state: CardState): readonly QuirkRecord[] =>
  quirkTable.filter(({ match }) => matches(state, match))

function matches(state: CardState, { module, euiccOs, dialect, shown }: QuirkMatch): boolean {
  const { device, euicc } = state
  if (module !== undefined && !device.module?.toLowerCase().includes(module)) return false
  if (euiccOs !== undefined && !euicc?.firmwareVersion?.startsWith(euiccOs)) return false
  if (dialect !== undefined && euicc?.dialect !== dialect) return false
  return shown === undefined || hasShown[shown](state)
}

const hasShown: Readonly<Record<ShownBehaviour, (state: CardState) => boolean>> = {
  'keeps-old-profile-after-enable': (state) =>
    operationsInOrder(state).some(
      ({ staysOn, reason }) => staysOn !== undefined || reason?.code === 'modem-stays',
    ),
  'leaves-enabled-profile': ({ flips = [] }) => flips.length >= 2,
  'tells-no-euicc-info2': ({ euicc }) => euicc !== undefined && euicc.euiccInfo2 === undefined,
  'profile-there-after-error': (state) =>
    operationsInOrder(state).some(({ reason }) => reason?.code === 'adopted-after-error'),
}

/** The waits that this device's quirks make longer; nothing where the usual ones do. */
export function quirkDeadlines(state: CardState): Partial<Deadlines> {
  const longer: Record<string, number> = {}
  for (const { effect } of quirksOf(state)) {
    for (const [name, ms] of Object.entries(effect.deadlinesAtLeast ?? {})) {
      longer[name] = Math.max(longer[name] ?? 0, ms)
    }
  }
  const usual: Readonly<Record<string, number>> = { ...defaultDeadlines }
  return Object.fromEntries(Object.entries(longer).filter(([name, ms]) => ms > (usual[name] ?? 0)))
}

/** Tries of a kind of step that this device gets. */
export function triesOf(state: CardState, kind: StepKind['kind']): number {
  const fewer = quirksOf(state).map(({ effect }) => effect.triesAtMost?.[kind])
  return fewer.reduce((least: number, tries) => Math.min(least, tries ?? least), attemptsMax[kind])
}

/** In words, for "why?": the quirks of this device with what is done because of them. */
export const quirkGrounds = (state: CardState): readonly Ground[] =>
  quirksOf(state).map(({ what, instead, source }) => ({
    rule: `known quirk: ${what}`,
    facts: [instead, `${source.evidence}: ${source.title}`],
  }))
