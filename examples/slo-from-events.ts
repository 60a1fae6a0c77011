// Works out the figures of `GET /v1/slo` from an exported log, without any code of Holdfast:
//   holdfast audit export > log.jsonl && node examples/slo-from-events.ts log.jsonl

import { readFileSync } from 'node:fs'

const swaps = new Map<string, { createdAt: number; ended: string }>()
const openCases = new Set<string>()
const serviceSeconds: number[] = []
const recoverySeconds: number[] = []
let seen = 0

for (const line of readFileSync(process.argv[2] ?? '/dev/stdin', 'utf8').split('\n')) {
  if (line === '') continue
  const { fact, at } = JSON.parse(line)
  if (fact?.kind === 'card-seen-first') seen++
  if (fact?.kind === 'operation-created' && fact.operation.plan.goal === 'serving') {
    swaps.set(fact.operation.operationId, { createdAt: at, ended: '' })
  }
  const swap = fact?.kind === 'outcome-changed' && fact.ended && swaps.get(fact.operationId)
  if (swap && swap.ended !== 'serving') {
    swap.ended = fact.to
    if (fact.to === 'serving') serviceSeconds.push(Math.round((at - swap.createdAt) / 1000))
  }
  if (fact?.kind === 'silence-raised') openCases.add(fact.silence.caseId)
  if (fact?.kind === 'silence-ended') {
    openCases.delete(fact.caseId)
    recoverySeconds.push(Math.round((at - fact.raisedAt) / 1000))
  }
}

function spanOf(seconds: number[]) {
  const sorted = seconds.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]
  return { count: sorted.length, medianSeconds: at(0.5), p95Seconds: at(0.95) }
}

const ended = [...swaps.values()].filter((swap) => !['', 'cancelled'].includes(swap.ended))
const figures = {
  swapSuccess: { numerator: serviceSeconds.length, denominator: ended.length },
  timeToService: spanOf(serviceSeconds),
  strandedShare: { numerator: openCases.size, denominator: seen },
  recoveryTime: spanOf(recoverySeconds),
}
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
