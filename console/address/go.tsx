// Links and the address as React sees it. A link is a real link: it opens in a new tab, is copied
// and is read out as one; only a plain click stays on the page.

import { useLocation, useRouter } from '@tanstack/react-router'
import { type MouseEvent, type ReactNode, useCallback } from 'react'
import { formatAddress, type Query, type QueryChanges, withChanges } from './address.ts'

export interface Address {
  readonly path: string
  readonly query: Query
  /** Changes parts of the query and stays on the page. */
  readonly change: (changes: QueryChanges, how?: 'push' | 'replace') => void
  readonly open: (href: string) => void
}

/** Where the console is, and ways to go elsewhere. */
export function useAddress(): Address {
  const router = useRouter()
  const location = useLocation()
  // The router's own parser is replaced by `parseQuery`, so this is text by text.
  const query = location.search as Query
  const path = location.pathname
  const change = useCallback(
    (changes: QueryChanges, how: 'push' | 'replace' = 'push') => {
      const href = formatAddress(path, withChanges(query, changes))
      if (how === 'push') router.history.push(href)
      else router.history.replace(href)
    },
    [router, path, query],
  )
  const open = useCallback((href: string) => router.history.push(href), [router])
  return { path, query, change, open }
}

interface GoProps {
  readonly href: string
  readonly children: ReactNode
  readonly className?: string
  readonly label?: string
  readonly isCurrent?: boolean
}

/** A link inside the console. */
export function Go({ href, children, className = 'link', label, isCurrent }: GoProps) {
  const router = useRouter()
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return
    }
    event.preventDefault()
    router.history.push(href)
  }
  return (
    <a
      href={href}
      className={className}
      onClick={follow}
      aria-label={label}
      aria-current={isCurrent ? 'page' : undefined}
    >
      {children}
    </a>
  )
}
