// The path of an operation, drawn: a lane for each party, time downward, each step's hops between
// them, and the step that waits marked so that the eye lands there.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { StepShape } from '@holdfast/api/shapes/operation.ts'
import { useNow } from '../clock/server-clock.tsx'
import { ageInWords, spanShort } from '../clock/time-words.ts'
import { Shape, type ShapeName } from '../marks/shape.tsx'
import { type Hop, hopsOf, lanes, type StepState, stepStates } from './step-lanes.ts'

type Step = ShapeOf<typeof StepShape>

interface Props {
  /** Says of every step what proves it and what saves it, as before a start. */
  readonly isWhole?: boolean
  readonly operation: {
    readonly stepIndex: number
    readonly endedAt?: number
    readonly stepDeadlineAt?: number
    readonly plan: { readonly steps: readonly Step[] }
  }
}

const stateWords: Readonly<
  Record<StepState, { readonly word: string; readonly shape: ShapeName }>
> = {
  done: { word: 'done', shape: 'tick' },
  waiting: { word: 'waiting here', shape: 'arrow' },
  'to-come': { word: 'to come', shape: 'dot' },
  stopped: { word: 'ended here', shape: 'cross' },
  'not-reached': { word: 'not reached', shape: 'slash' },
}

export function StepPath({ operation, isWhole = false }: Props) {
  const states = stepStates(operation)
  return (
    <div className="path">
      <div className="lane-names" aria-hidden="true">
        {lanes.map((lane) => (
          <span key={lane}>{lane}</span>
        ))}
      </div>
      <ol>
        {operation.plan.steps.map((step, at) => (
          <StepRow
            key={`${step.kind} ${step.words}`}
            step={step}
            state={states[at] ?? 'to-come'}
            isWhole={isWhole || states[at] === 'waiting' || states[at] === 'stopped'}
            deadlineAt={states[at] === 'waiting' ? operation.stepDeadlineAt : undefined}
          />
        ))}
      </ol>
    </div>
  )
}

interface RowProps {
  readonly step: Step
  readonly state: StepState
  readonly deadlineAt: number | undefined
  readonly isWhole: boolean
}

function StepRow({ step, state, deadlineAt, isWhole }: RowProps) {
  const now = useNow()
  const { word, shape } = stateWords[state]
  return (
    <li data-state={state} aria-current={state === 'waiting' ? 'step' : undefined}>
      <Hops hops={hopsOf(step)} />
      <div className="step-words">
        <div className="step-head">
          <strong>{step.words}</strong>
          <span className="mark step-state">
            <Shape name={shape} /> {word}
          </span>
        </div>
        {isWhole && (
          <>
            <div className="dim small">
              {deadlineAt === undefined
                ? `may take ${spanShort(step.deadlineMs)}`
                : `ends at the latest ${ageInWords(deadlineAt, now)}`}
              ; proven by {step.proof}
            </div>
            <div className="dim small">if it fails half-way: {step.wayBack.why}</div>
          </>
        )}
      </div>
    </li>
  )
}

const laneWidth = 60
const hopHeight = 18
const heightMin = 46

function Hops({ hops }: { readonly hops: readonly Hop[] }) {
  const width = laneWidth * lanes.length
  const height = Math.max(heightMin, hopHeight * hops.length + 10)
  const top = (height - hopHeight * hops.length) / 2
  const at = (lane: Hop['from']) => laneWidth * (lanes.indexOf(lane) + 0.5)
  return (
    <svg
      className="hops"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
    >
      <title>{hops.map(({ from, to }) => `${from} to ${to}`).join(', ')}</title>
      {hops.map(({ from, to, isProof }, row) => {
        const y = top + hopHeight * (row + 0.5)
        const direction = at(to) > at(from) ? 1 : -1
        const end = at(to) - direction * 2
        return (
          <g key={`${from} ${to}`} className="hop" data-proof={isProof || undefined}>
            <line x1={at(from)} x2={end} y1={y} y2={y} />
            <circle cx={at(from)} cy={y} r="3" />
            <path
              d={`M${end - direction * 6} ${y - 4}L${end} ${y}L${end - direction * 6} ${y + 4}`}
            />
          </g>
        )
      })}
    </svg>
  )
}
