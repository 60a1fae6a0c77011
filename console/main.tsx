// Starts the console: theme, session, the server's clock, live updates, places.

import '@mantine/core/styles.css'
import './console.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { createRoot } from 'react-dom/client'
import { ServerClockProvider, useHearTime } from './clock/server-clock.tsx'
import { consoleRouter } from './routes.tsx'
import { SessionProvider, useSession } from './session/session.tsx'
import { SignIn } from './session/sign-in.tsx'
import { LiveProvider } from './shell/live.tsx'
import { watchfulQueries } from './shell/server-gone.ts'
import { theme } from './theme.ts'

function Questions({ children }: { readonly children: ReactNode }) {
  const { signOut } = useSession()
  const onTime = useHearTime()
  const queries = useMemo(() => watchfulQueries({ onBadToken: signOut, onTime }), [signOut, onTime])
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>
}

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root element')
createRoot(root).render(
  <MantineProvider theme={theme} defaultColorScheme="auto">
    <SessionProvider signIn={(props) => <SignIn {...props} />}>
      <ServerClockProvider>
        <Questions>
          <LiveProvider>
            <RouterProvider router={consoleRouter} />
          </LiveProvider>
        </Questions>
      </ServerClockProvider>
    </SessionProvider>
  </MantineProvider>,
)
