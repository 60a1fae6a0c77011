import { judgePreflight } from '@holdfast/fleet/preflight/judge-preflight.ts'
import { expect, test } from 'vitest'
import { toldOf } from './swap-as-told.ts'
import type { Doom, SwapCase } from './swap-case.ts'
import { doomKinds, swapCase } from './swap-case.ts'
import { benchOf, failureOf } from './swap-for-real.ts'

const goodOnes = 600
const ofEachDoom = 36
const enough = 240_000

interface Judged {
  readonly doom: Doom
  readonly stopped: boolean
  /** Facts that nobody told the product. */
  readonly untold: SwapCase['untold']
  readonly failure: string | undefined
}

function judge(number: number, doom: Doom): Judged {
  const one = swapCase(number, doom)
  const bench = benchOf(one)
  const { kind } = judgePreflight(toldOf(one, bench))
  return { doom, stopped: kind !== 'go', untold: one.untold, failure: failureOf(one, bench) }
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)} %`

test(
  'of doomed swaps at least 95 % are stopped beforehand, of good ones at most 1 % are held',
  () => {
    const dooms: readonly Doom[] = [
      ...Array.from({ length: goodOnes }, () => 'none' as const),
      ...doomKinds.flatMap((doom) => Array.from({ length: ofEachDoom }, () => doom)),
    ]
    const judged = dooms.map((doom, number) => judge(number, doom))
    const doomed = judged.filter(({ failure }) => failure !== undefined)
    const good = judged.filter(({ failure }) => failure === undefined)
    const stopped = doomed.filter((one) => one.stopped)
    const held = good.filter((one) => one.stopped)
    for (const kind of ['none', ...doomKinds]) {
      const of = doomed.filter(({ doom }) => doom === kind)
      if (of.length === 0) continue
      const count = of.filter((one) => one.stopped).length
      console.log(`${kind}: ${count} of ${of.length} stopped (${of[0]?.failure})`)
    }
    for (const { doom, untold, failure } of doomed.filter((one) => !one.stopped)) {
      console.log(`got through: ${doom} (${failure}), nobody had told ${[...untold].join(', ')}`)
    }
    console.log(`${judged.length} swaps on ${judged.length} cards`)
    console.log(
      `doomed: ${stopped.length} of ${doomed.length} stopped, ` +
        percent(stopped.length, doomed.length),
    )
    console.log(`good: ${held.length} of ${good.length} held, ${percent(held.length, good.length)}`)
    expect(judged.filter(({ doom, failure }) => doom !== 'none' && !failure)).toEqual([])
    expect(doomed.length + good.length).toBeGreaterThanOrEqual(1_000)
    expect(good.length).toBeGreaterThanOrEqual(500)
    expect(stopped.length / doomed.length).toBeGreaterThanOrEqual(0.95)
    expect(held.length / good.length).toBeLessThanOrEqual(0.01)
  },
  enough,
)
