// `npm run model [-- --depth N] [-- --states N] [-- --workers N]`: the model check, each scenario
// whole to its own depth unless told otherwise, in a process of its own; and what was explored.

import { fork } from 'node:child_process'
import { parseArgs } from 'node:util'
import { type Exploration, explore } from './explore.ts'
import { type Scenario, scenarios } from './scenarios.ts'

const { values } = parseArgs({
  options: {
    depth: { type: 'string' },
    states: { type: 'string', default: '1000000' },
    workers: { type: 'string', default: '2' },
    /** The scenario that this process explores: it was started by another one. */
    only: { type: 'string' },
  },
})
const statesMax = Number(values.states)
const depthOf = ({ depth }: Scenario): number => Number(values.depth ?? depth)

/** What the check does not look beyond. */
const bounds = [
  'a state: the product’s record of a card, the card itself, messages on their way; a move: one',
  'message with its fate (lost, taken, its answer lost, delayed), a wish, a rescue by the card, or',
  '20 minutes, 3 days or 31 days. The last move of each path is judged, not followed.',
  'Bounded: the depth; one card; up to 3 profiles and 3 wishes; 2 results delayed at once; the',
  'SM-DP+ gives a profile twice at most; a crash is a message lost before or after its commit.',
]

if (values.only === undefined) await report()
else exploreOne(Number(values.only))

function exploreOne(index: number): void {
  const scenario = scenarios[index]
  if (!scenario) throw new Error(`there is no scenario ${index}`)
  const found = explore(scenario.situation, { depth: depthOf(scenario), statesMax })
  const { user, system } = process.cpuUsage()
  process.send?.({ ...found, cpuSeconds: (user + system) / 1e6 })
}

async function report(): Promise<void> {
  const begin = performance.now()
  const left = scenarios.map((_, index) => index)
  const all: Told[] = []
  const work = async (): Promise<void> => {
    for (let index = left.shift(); index !== undefined; index = left.shift()) {
      all.push(await exploreElsewhere(index))
    }
  }
  await Promise.all(Array.from({ length: Number(values.workers) }, work))
  const sum = (of: 'states' | 'moves' | 'cpuSeconds') =>
    all.reduce((total, found) => total + found[of], 0)
  const isBroken = all.some(({ violation }) => violation)
  const seconds = ((performance.now() - begin) / 1000).toFixed(0)
  console.log(`${sum('states')} states, ${sum('moves')} moves judged, ${seconds} s`)
  console.log(`${sum('cpuSeconds').toFixed(0)} s of CPU in ${values.workers} processes`)
  console.log(isBroken ? 'BROKEN' : 'all hold: no state without a way back, nothing told falsely')
  for (const line of bounds) console.log(`  ${line}`)
  process.exitCode = isBroken || all.length < scenarios.length ? 1 : 0
}

interface Told extends Exploration {
  readonly cpuSeconds: number
}

function exploreElsewhere(index: number): Promise<Told> {
  const given = ['--only', String(index), '--states', values.states]
  const depth = values.depth === undefined ? [] : ['--depth', values.depth]
  const child = fork(import.meta.filename, [...given, ...depth])
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      // Only `exploreOne` in the child sends.
      const found = message as Told
      tell(scenarios[index]?.name ?? '', found)
      resolve(found)
    })
    child.once('exit', (code) => code && reject(new Error(`scenario ${index} ended with ${code}`)))
  })
}

function tell(name: string, { states, moves, depth, isCut, violation, cpuSeconds }: Told): void {
  const cut = isCut ? `, cut at ${statesMax} states` : ', whole'
  console.log(
    `${name}: depth ${depth}${cut}: ${states} states, ${moves} moves, ${cpuSeconds.toFixed(0)} s of CPU`,
  )
  if (!violation) return
  console.log(`  ${violation.what}`)
  for (const step of violation.path) console.log(`    ${step}`)
}
