// The server's clock as the console knows it. Ages are told by it alone: in a sandbox it is
// virtual and jumps; elsewhere it goes on by itself between two words from the server.

import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'

interface ServerClock {
  readonly now: number
  readonly hear: (now: number, isVirtual?: boolean) => void
}

const ClockContext = createContext<ServerClock>({ now: Date.now(), hear: () => undefined })

const tickMs = 5000

const notHeard = () => ({
  now: Date.now(),
  at: Date.now(),
  isVirtual: true,
  isHeard: false,
})

export function ServerClockProvider({ children }: { readonly children: ReactNode }) {
  const [heard, setHeard] = useState(notHeard)
  const [wall, setWall] = useState(Date.now())
  const hear = useCallback((now: number, isVirtual?: boolean) => {
    setHeard((last) => {
      const kind = isVirtual ?? last.isVirtual
      // Replies overtake each other; the clock of one server never goes back.
      const latest = last.isHeard ? Math.max(last.now, now) : now
      if (latest === last.now && last.isVirtual === kind && last.isHeard) return last
      return { now: latest, isHeard: true, at: Date.now(), isVirtual: kind }
    })
  }, [])
  useEffect(() => {
    const timer = setInterval(() => setWall(Date.now()), tickMs)
    return () => clearInterval(timer)
  }, [])
  const now = heard.isVirtual ? heard.now : heard.now + Math.max(0, wall - heard.at)
  return <ClockContext value={{ now, hear }}>{children}</ClockContext>
}

/** The server's time, as far as it is known. */
export const useNow = (): number => useContext(ClockContext).now

/** Tells the clock what the server said. */
export const useHearTime = (): ServerClock['hear'] => useContext(ClockContext).hear
