// A link that looks like a button, for going on to the next thing to do.

import type { ReactNode } from 'react'
import { Go } from '../address/go.tsx'

interface Props {
  readonly href: string
  readonly children: ReactNode
  readonly isQuiet?: boolean
}

export function LinkButton({ href, children, isQuiet = false }: Props) {
  return (
    <Go href={href} className={isQuiet ? 'quiet-act' : 'primary-act'}>
      {children}
    </Go>
  )
}
