// `npm run mutation [-- --only TEXT,TEXT] [-- --workers N]`: switches off one guard after the other,
// and says which test noticed. The guards are shared out among processes, each with its own copy of
// the tree. Prints what was killed and what survived, with why.

import { type ChildProcess, fork } from 'node:child_process'
import { parseArgs } from 'node:util'
import type { Guard } from './guard.ts'
import { allGuards } from './guards/all-guards.ts'
import { type Judged, judgeGuards } from './judge-guards.ts'

const killedShareMin = 0.9
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: '2' },
    /** Which share this process judges: it was started by another one. */
    share: { type: 'string' },
  },
})
const wanted = values.only.split(',')
const asked = allGuards.filter(({ file, protects }) =>
  wanted.some((text) => `${file} ${protects}`.includes(text)),
)
const workers = Math.min(Number(values.workers), asked.length)

if (values.share === undefined) await report()
else {
  await judgeGuards(shareOf(Number(values.share)), (judged) => process.send?.(judged))
  // The test runner counts the failed tests against this process, and failing is what they are for.
  process.exitCode = 0
}

/** Guards with the same tests stay together: that the tests pass untouched is seen once. */
function shareOf(share: number): readonly Guard[] {
  const groups = [...Map.groupBy(asked, ({ tests }) => tests.join(' ')).values()]
  const shares = Array.from({ length: workers }, (): Guard[] => [])
  for (const group of groups.toSorted((a, b) => costOf(b) - costOf(a))) {
    shares.toSorted((a, b) => costOf(a) - costOf(b))[0]?.push(...group)
  }
  return shares[share] ?? []
}

/** Tests of the server start servers and databases: they take several times as long. */
function costOf(guards: readonly Guard[]): number {
  const isServer = ({ tests }: Guard): boolean => tests.some((path) => path.startsWith('server'))
  return guards.reduce((sum, guard) => sum + (isServer(guard) ? 3 : 1), 0)
}

async function report(): Promise<void> {
  const begin = performance.now()
  const all: Judged[] = []
  const children = Array.from({ length: workers }, (_, share) => start(share, all))
  const codes = await Promise.all(children.map(ended))
  const of = (verdict: Judged['verdict']) => all.filter((one) => one.verdict === verdict)
  const survivors = of('survived')
  const judged = all.length - of('not-judged').length
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1)
  console.log(`\n${of('killed').length} of ${judged} guards killed in ${minutes} min`)
  for (const { guard } of of('not-judged')) {
    console.log(`  not judged, because its tests fail untouched: ${guard.file}: ${guard.tests}`)
  }
  for (const { guard } of survivors) {
    const why = guard.survives ?? 'no test notices its loss'
    console.log(`  survived: ${guard.file}: ${guard.protects}; ${why}`)
  }
  const isWhole = judged === asked.length && codes.every((code) => code === 0)
  const isGood = isWhole && survivors.length <= judged * (1 - killedShareMin)
  process.exitCode = isGood ? 0 : 1
}

function start(share: number, all: Judged[]): ChildProcess {
  const given = ['--share', String(share), '--workers', String(workers), '--only', values.only]
  const child = fork(import.meta.filename, given)
  child.on('message', (message) => {
    // Only `judgeGuards` in the child sends.
    const judged = message as Judged
    all.push(judged)
    const { guard, verdict, by, seconds } = judged
    const noticed = by === undefined ? '' : ` [${by}]`
    const number = `${String(all.length).padStart(3)} of ${asked.length}`
    const what = `${guard.file}: ${guard.protects}${noticed}`
    console.log(`${number} ${verdict.padEnd(10)} ${seconds.toFixed(1)} s ${what}`)
  })
  return child
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve))
}
