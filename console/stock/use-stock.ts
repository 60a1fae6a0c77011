// The levels of the stock, and the codes that are held since a backup took the database's place.

import type { Client } from '@holdfast/api/client.ts'
import { useQuery } from '@tanstack/react-query'
import { useClient } from '../session/session.tsx'
import { usePages } from '../table/use-pages.ts'

export function useStock() {
  const client = useClient()
  return useQuery({ queryKey: ['stock'], queryFn: ({ signal }) => client.stock({ signal }) })
}

type HeldPage = Awaited<ReturnType<Client['heldStock']>>
export type HeldCode = HeldPage['items'][number]

const codesAtOnce = 100

/** A page of held codes at a time; asked for anew whenever the stock changes. */
export function useHeldCodes() {
  const client = useClient()
  return usePages<HeldCode, HeldPage>({
    queryKey: ['stock', 'held'],
    ask: (cursor, signal) => {
      const from = cursor === undefined ? {} : { cursor }
      return client.heldStock({ query: { limit: codesAtOnce, ...from }, signal })
    },
  })
}
