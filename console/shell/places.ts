// The places of the console, in the order of the navigation. Each names the scope that a token
// needs to see anything there; places that a token cannot use are not shown.

import type { Scope } from '@holdfast/api/scope.ts'

export interface Place {
  readonly href: string
  readonly name: string
  readonly scope?: Scope
  /** Addresses under this place beside its own. */
  readonly covers?: readonly string[]
}

export const places: readonly Place[] = [
  { href: '/fleet', name: 'Fleet', scope: 'devices:read', covers: ['/devices'] },
  { href: '/start', name: 'Start operation', scope: 'operations:read' },
  { href: '/operations', name: 'Operations', scope: 'operations:read', covers: ['/batches'] },
  {
    href: '/campaigns',
    name: 'Campaigns',
    scope: 'campaigns:read',
    covers: ['/combinations'],
  },
  {
    href: '/health',
    name: 'Health',
    scope: 'devices:read',
    covers: ['/incidents', '/bootstrap'],
  },
  { href: '/import', name: 'Import', scope: 'devices:write' },
  { href: '/stock', name: 'Stock', scope: 'stock:read' },
  { href: '/audit', name: 'Audit', scope: 'audit:read' },
  { href: '/decode', name: 'Decode' },
  { href: '/settings', name: 'Settings', covers: ['/country-rules'] },
]

/** The place that an address belongs to. */
export function placeOf(path: string): Place | undefined {
  const covers = (start: string) => path === start || path.startsWith(`${start}/`)
  return places.find(({ href, covers: more }) => [href, ...(more ?? [])].some(covers))
}
