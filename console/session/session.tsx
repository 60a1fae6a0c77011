// Who is looking: the token (kept for this tab only) and the typed client made from it. A token may
// come in the address behind `#token=`, as `npm start` prints it; it is taken out of the address.

import { apiClient, type Client } from '@holdfast/api/client.ts'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'

interface Session {
  readonly client: Client
  readonly signOut: () => void
}

const SessionContext = createContext<Session | undefined>(undefined)
const storageKey = 'holdfast-token'

function tokenFromAddress(): string | undefined {
  const match = /[#&]token=([^&]+)/.exec(location.hash)
  if (!match?.[1]) return undefined
  history.replaceState(null, '', location.pathname + location.search)
  return decodeURIComponent(match[1])
}

function firstToken(): string | undefined {
  const given = tokenFromAddress()
  if (given) sessionStorage.setItem(storageKey, given)
  return given ?? sessionStorage.getItem(storageKey) ?? undefined
}

interface Props {
  readonly children: ReactNode
  readonly signIn: (enter: (token: string) => void) => ReactNode
}

/** Shows `signIn` until a token is there, then `children` with a client. */
export function SessionProvider({ children, signIn }: Props) {
  const [token, setToken] = useState(firstToken)
  const session = useMemo<Session | undefined>(() => {
    if (!token) return undefined
    return {
      client: apiClient({ send: fetch.bind(globalThis), url: '', token }),
      signOut() {
        sessionStorage.removeItem(storageKey)
        setToken(undefined)
      },
    }
  }, [token])
  if (!session) {
    return signIn((entered) => {
      sessionStorage.setItem(storageKey, entered)
      setToken(entered)
    })
  }
  return <SessionContext value={session}>{children}</SessionContext>
}

/** The signed-in session; only inside `SessionProvider`. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession stands outside SessionProvider')
  return session
}
