// Small shapes of one size, so that no state is told by colour alone. Drawn, not typed: fonts
// differ in which symbols they have.

import type { ReactNode } from 'react'

export type ShapeName =
  | 'dot'
  | 'arrow'
  | 'double'
  | 'wave'
  | 'tick'
  | 'cross'
  | 'clock'
  | 'slash'
  | 'back'
  | 'question'
  | 'bang'
  | 'diamond'
  | 'disc'
  | 'ring'
  | 'dashes'

const drawings: Readonly<Record<ShapeName, ReactNode>> = {
  dot: <circle cx="6" cy="6" r="1.8" fill="currentColor" stroke="none" />,
  arrow: <path d="M2 6h8M6.8 2.8 10 6 6.8 9.2" />,
  double: <path d="m2 2.5 3.5 3.5L2 9.5M6.5 2.5 10 6 6.5 9.5" />,
  wave: <path d="M1.5 8.5a6.5 6.5 0 0 1 9 0M3.5 10.500a3.5 3.5 0 0 1 5 0M6 2v3" />,
  tick: <path d="m1.8 6.5 2.9 3L10.2 2.8" />,
  cross: <path d="m2.5 2.5 7 7M9.5 2.500l-7 7" />,
  clock: <path d="M6 1.200a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.600M6 3.400V6l1.8 1.2" />,
  slash: <path d="M6 1.200a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.600M2.7 2.700l6.6 6.6" />,
  back: <path d="M4.5 2 2 4.5 4.5 7M2 4.500h5a3 3 0 0 1 0 6H4" />,
  question: <path d="M3.5 4.200a2.5 2.5 0 1 1 3.6 2.200c-.8.4-1.1.8-1.1 1.600M6 10.400v.1" />,
  bang: <path d="M6 1.5 11 10.500H1zM6 5v2.200M6 8.800v.1" />,
  diamond: <path d="M6 .8 11.2 6 6 11.2.8 6z" fill="currentColor" stroke="none" />,
  disc: <circle cx="6" cy="6" r="4.6" fill="currentColor" stroke="none" />,
  ring: <circle cx="6" cy="6" r="4.2" />,
  dashes: <circle cx="6" cy="6" r="4.2" strokeDasharray="2 2" />,
}

export function Shape({ name }: { readonly name: ShapeName }) {
  return (
    <svg className="shape" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {drawings[name]}
    </svg>
  )
}
