// Who is looking: the token (kept for this tab only) and the typed client made from it. A token may
// come in the address behind `#token=`, as `npm start` prints it; it is taken out of the address.

import { apiClient, type Client } from '@holdfast/api/client.ts'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { readToken, tokenOfAddress } from './token-keeping.ts'

interface Session {
  readonly client: Client
  /** Forgets the token; `why` is shown to the person who signs in next. */
  readonly signOut: (why?: string) => void
}

const SessionContext = createContext<Session | undefined>(undefined)
const storageKey = 'holdfast-token'

function firstToken(): string | undefined {
  const given = tokenOfAddress(location.hash)
  if (given !== undefined) {
    history.replaceState(null, '', location.pathname + location.search)
    sessionStorage.setItem(storageKey, given)
  }
  return given ?? readToken(sessionStorage.getItem(storageKey) ?? '')
}

export interface SignInProps {
  readonly enter: (token: string) => void
  readonly why: string | undefined
}

interface Props {
  readonly children: ReactNode
  readonly signIn: (props: SignInProps) => ReactNode
}

/** Shows `signIn` until a token is there, then `children` with a client. */
export function SessionProvider({ children, signIn }: Props) {
  const [token, setToken] = useState(firstToken)
  const [why, setWhy] = useState<string>()
  const session = useMemo<Session | undefined>(() => {
    if (!token) return undefined
    return {
      client: apiClient({ send: fetch.bind(globalThis), url: '', token }),
      signOut(reason) {
        sessionStorage.removeItem(storageKey)
        setWhy(reason)
        setToken(undefined)
      },
    }
  }, [token])
  if (!session) {
    return signIn({
      why,
      enter(entered) {
        sessionStorage.setItem(storageKey, entered)
        setWhy(undefined)
        setToken(entered)
      },
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

export const useClient = (): Client => useSession().client
