// What may be wider than the screen scrolls by itself, also by keyboard.

import type { ReactNode } from 'react'

interface Props {
  readonly label: string
  readonly children: ReactNode
}

export function Wide({ label, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="wide" tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}
