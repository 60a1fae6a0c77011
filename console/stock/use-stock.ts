// The levels of the stock.

import { useQuery } from '@tanstack/react-query'
import { useClient } from '../session/session.tsx'

export function useStock() {
  const client = useClient()
  return useQuery({ queryKey: ['stock'], queryFn: ({ signal }) => client.stock({ signal }) })
}
