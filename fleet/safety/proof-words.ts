// The proof of safety in words, for the person who looks at a dry run: step, what may go wrong, way
// back. States that end the same way share a line, so a swap is told in half a dozen.

import type { StepKind } from '../plan.ts'
import { stepNames } from '../step-words.ts'
import type { SafetyGround } from './abstract-card.ts'
import type { ProvenState } from './proven-state.ts'
import type { FailureName } from './step-failures.ts'
import { failureWords } from './step-failures.ts'

/** One line for each way back of each step. */
export function proofInWords(
  reached: readonly ProvenState[],
  ground: SafetyGround,
): readonly string[] {
  if (reached.length === 0) return ['the card is already as wished']
  if (reached.every(({ step }) => isHarmless(step))) return [onlyRead]
  const lines = new Map<string, { head: string; failures: Set<FailureName>; why: string }>()
  for (const { step, failure, wayBack } of reached) {
    if (isHarmless(step)) continue
    const key = `${step.kind}|${wayBack.kind}|${wayBack.why}`
    const head = headOf(step)
    const line = lines.get(key) ?? { head, failures: new Set(), why: wayBack.why }
    line.failures.add(failure)
    lines.set(key, line)
  }
  const told = [...lines.values()].map(
    ({ head, failures, why }) => `${head}: ${listed([...failures])} → ${why}`,
  )
  return [...told, ...grounds(reached, ground), asked]
}

const onlyRead = 'nothing is changed: the card is asked, and what it shows decides'
const asked = 'before each change leaves, this proof is made again with what is known then'

const isHarmless = ({ kind }: StepKind): boolean =>
  kind === 'identify' || kind === 'read' || kind === 'confirm'

const headOf = (step: StepKind): string =>
  'iccid' in step && step.iccid !== undefined
    ? `${stepNames[step.kind]} ${step.iccid}`
    : stepNames[step.kind]

function listed(failures: readonly FailureName[]): string {
  const words = failures.map((failure) => failureWords[failure])
  const last = words.pop() ?? ''
  return words.length === 0 ? last : `${words.join(', ')} or ${last}`
}

/** What the proof rests on beyond the card's signed list. */
function grounds(reached: readonly ProvenState[], ground: SafetyGround): readonly string[] {
  const restsOnRollback = reached.some(({ wayBack }) => wayBack.kind === 'rollback-flag')
  const hasFallback = reached.some(({ card }) => card.fallback !== undefined)
  return [
    ...(ground.isProven
      ? []
      : ['the card is read first; what it then proves is proven safe again before any change']),
    ...(restsOnRollback ? [rollbackGround(ground, hasFallback)] : []),
  ]
}

function rollbackGround({ rollback, canFallBack }: SafetyGround, hasFallback: boolean): string {
  if (rollback === 'shown') return 'this card has signed a rollback before: it can'
  if (hasFallback && canFallBack) return 'rollback is by the standard; the fallback profile is set'
  const cure = canFallBack ? 'set a fallback profile for a second way back' : 'begin with a canary'
  return `that the IPA rolls back is by the standard and not shown by this device yet: ${cure}`
}
