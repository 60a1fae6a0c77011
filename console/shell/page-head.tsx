// The head of a page: its name, one line about it, and what can be done here.

import type { ReactNode } from 'react'

interface Props {
  readonly title: ReactNode
  readonly line?: ReactNode
  readonly children?: ReactNode
}

export function PageHead({ title, line, children }: Props) {
  return (
    <div className="page-head">
      <div>
        <h1>{title}</h1>
        {line && <p className="dim">{line}</p>}
      </div>
      {children && <div className="acts">{children}</div>}
    </div>
  )
}

/** A part of a page with a heading. */
export function Part({
  title,
  children,
}: {
  readonly title: string
  readonly children: ReactNode
}) {
  return (
    <section className="part">
      <h2>{title}</h2>
      {children}
    </section>
  )
}
