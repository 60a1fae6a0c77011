// A short notice with a tone and a shape: what is the matter, and what can be done.

import { ApiProblem, NoAnswer } from '@holdfast/api/client.ts'
import type { ReactNode } from 'react'
import type { Tone } from '../marks/look.ts'
import { Shape, type ShapeName } from '../marks/shape.tsx'

const shapes: Readonly<Record<Tone, ShapeName>> = {
  good: 'tick',
  bad: 'cross',
  warn: 'bang',
  going: 'arrow',
  quiet: 'dot',
}

interface NoteProps {
  readonly tone: Tone
  readonly title?: string
  readonly children?: ReactNode
  readonly role?: 'alert' | 'status'
}

export function Note({ tone, title, children, role }: NoteProps) {
  return (
    <div className="note" data-tone={tone} role={role}>
      <Shape name={shapes[tone]} />
      <div>
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
      </div>
    </div>
  )
}

/** Why something could not be shown or done, in the server's words, with its remedy. */
export function ProblemNote({ error }: { readonly error: unknown }) {
  if (error instanceof ApiProblem) {
    const { title, detail, remedy, code, errors } = error.problem
    return (
      <Note tone="bad" title={title} role="alert">
        <p>{detail}</p>
        {errors && (
          <ul>
            {errors.map(({ at, why, suggestion }) => (
              <li key={`${at} ${why}`}>
                {at}: {why}
                {suggestion && (
                  <>
                    ; perhaps <code>{suggestion}</code>
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
        {remedy && <p>What helps: {remedy}</p>}
        <p className="dim small">
          code <code>{code}</code>
        </p>
      </Note>
    )
  }
  const words =
    error instanceof NoAnswer
      ? 'The server did not answer. It is asked again by itself.'
      : String(error instanceof Error ? error.message : error)
  return (
    <Note tone="bad" title="This could not be read" role="alert">
      {words}
    </Note>
  )
}

interface EmptyProps {
  readonly title: string
  readonly children: ReactNode
}

/** Nothing is here yet, and how to fill it. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <div>{children}</div>
    </div>
  )
}
