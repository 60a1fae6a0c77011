// Outcome, level and evidence as people see them: shape, colour and word together.

import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import { useNow } from '../clock/server-clock.tsx'
import { ageInWords, exactInstant } from '../clock/time-words.ts'
import { evidenceLooks, evidenceMeaning } from './evidence-look.ts'
import type { Look } from './look.ts'
import { lookOf, lookOfLevel, lookOfOperation } from './outcome-look.ts'
import { Shape } from './shape.tsx'

export function Mark({ look, children }: { readonly look: Look; readonly children?: ReactNode }) {
  return (
    <span className="mark" data-tone={look.tone}>
      <Shape name={look.shape} />
      <span>{children ?? look.word}</span>
    </span>
  )
}

export function OutcomeMark({ outcome }: { readonly outcome: string | undefined }) {
  if (outcome === undefined) return <span className="nothing">none yet</span>
  return <Mark look={lookOf(outcome)} />
}

export function OperationMark(props: {
  readonly operation: Parameters<typeof lookOfOperation>[0]
}) {
  return <Mark look={lookOfOperation(props.operation)} />
}

/** A level's shape with its word for those who do not see it. */
export function LevelMark({ level }: { readonly level: string }) {
  const look = lookOfLevel(level)
  return (
    <span className="mark" data-tone={look.tone}>
      <Shape name={look.shape} />
      <span className="hidden-text">{look.word}</span>
    </span>
  )
}

interface EvidenceProps {
  readonly evidence: string | undefined
  readonly at?: number
}

/** How a claim is known, and how long ago that was. */
export function EvidenceMark({ evidence, at }: EvidenceProps) {
  if (evidence === undefined) return <span className="nothing">not known</span>
  const look = evidenceLooks[evidence]
  return (
    <Tooltip label={evidenceMeaning(evidence)} openDelay={400}>
      <span className="mark" data-evidence={evidence}>
        {look && <Shape name={look} />}
        <span>
          {evidence}
          {at !== undefined && <Age at={at} prefix=", " />}
        </span>
      </span>
    </Tooltip>
  )
}

interface AgeProps {
  readonly at: number | undefined
  readonly prefix?: string
  /** It may lie ahead; otherwise one that does is by a clock that this page has not heard yet. */
  readonly isToCome?: boolean
}

/** How long ago something was, by the server's clock; the exact instant on hover and for copying. */
export function Age({ at, prefix = '', isToCome = false }: AgeProps) {
  const now = useNow()
  if (at === undefined) return <span className="nothing">never</span>
  return (
    <time dateTime={new Date(at).toISOString()} title={exactInstant(at)} className="age">
      {prefix}
      {ageInWords(isToCome ? at : Math.min(at, now), now)}
    </time>
  )
}
