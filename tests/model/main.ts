// `npm run model -- --depth N [--states N]`: the model check of the swap, with what was explored.

import { parseArgs } from 'node:util'
import { explore } from './explore.ts'
import { scenarios } from './scenarios.ts'

const { values } = parseArgs({
  options: {
    depth: { type: 'string', default: '7' },
    states: { type: 'string', default: '400000' },
  },
})
const depth = Number(values.depth)
const statesMax = Number(values.states)

let states = 0
let moves = 0
let isBroken = false
for (const { name, situation } of scenarios) {
  const begin = performance.now()
  const found = explore(situation, { depth, statesMax })
  states += found.states
  moves += found.moves
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  const cut = found.isCut ? `, cut at ${statesMax} states` : ''
  console.log(
    `${name}: ${found.states} states, ${found.moves} moves, depth ${found.depth}${cut}, ${seconds} s`,
  )
  if (!found.violation) continue
  isBroken = true
  console.log(`  ${found.violation.what}`)
  for (const step of found.violation.path) console.log(`    ${step}`)
}
console.log(`${states} states explored by ${moves} moves; ${isBroken ? 'BROKEN' : 'all hold'}`)
process.exitCode = isBroken ? 1 : 0
