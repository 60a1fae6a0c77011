// L2: no message blocks its device for longer than a bounded number of polls, and none blocks
// another: once faults stop a device gets answers, and the server never meets an error of its own.

import type { Evidence } from '../rig/evidence.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('L2')

/** Exchanges in a row without a good answer, in calm. */
const inRowMax = 12

export const nobodyBlocked: Checker = {
  invariant: 'L2',
  words: 'no message blocks a device, and none breaks the server',
  check: (evidence) => [...checkRows(evidence), ...checkFailures(evidence)],
}

function checkRows({ esipa, steadyFrom }: Evidence): readonly Violation[] {
  const found: Violation[] = []
  const rows = new Map<string, number>()
  for (const { at, eid, status, path } of esipa) {
    if (at < steadyFrom) continue
    const isGood = status !== undefined && status < 400
    const row = isGood ? 0 : (rows.get(eid) ?? 0) + 1
    rows.set(eid, row)
    if (row !== inRowMax) continue
    found.push(violation(at, `card ${eid}: ${path} was answered ${status} ${row} times in a row`))
  }
  return found
}

/** A database that does not answer is no error of the server, unless it ends its process. */
const expected = /StoreError|The database did not answer/

function checkFailures({ failures, endedAt }: Evidence): readonly Violation[] {
  const own = failures.filter((text) => text.startsWith('escaped') || !expected.test(text))
  return [...new Set(own)].slice(0, 5).map((text) => violation(endedAt, text.slice(0, 600)))
}
