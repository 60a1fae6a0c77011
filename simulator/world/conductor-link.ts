// What the world and the conductor of the sandbox say to each other over IPC; or, run by hand with
// the server's addresses, what stands in for the conductor. The world moves the clock: it tells an
// instant and waits until the server has caught up.

import type { Instant } from './timeline.ts'

export interface WorldReady {
  readonly trustFiles: {
    readonly ciCertificates: readonly string[]
    readonly smdpTlsCa: readonly string[]
  }
  readonly smdps: readonly { readonly address: string; readonly url: string }[]
  readonly startAt: Instant
  /** Where Holdfast asks operators and the field for something. */
  readonly hook?: { readonly url: string; readonly secret: string }
}

export interface ServerPlace {
  readonly apiUrl: string
  readonly esipaUrl: string
  readonly adminToken: string
  /** PEM file with the authority of the eIM's TLS certificate. */
  readonly tlsCaFile?: string
}

export interface ConductorLink {
  /** Says that the world stands; resolves when the server does too. */
  meetServer(ready: WorldReady): Promise<ServerPlace>
  /** Resolves when the server has done what was due until `now`. */
  tellClock(now: Instant): Promise<void>
  progress(text: string, facts: Readonly<Record<string, unknown>>): void
  result(json: Readonly<Record<string, unknown>>): Promise<void>
}

type Message = Readonly<Record<string, unknown>> & { readonly type?: unknown }

/** The parent process as conductor. The world ends by itself when the parent does. */
export function linkToParent(): ConductorLink {
  const send = (message: object): Promise<void> =>
    new Promise((resolve, reject) => {
      process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()))
    })
  process.once('disconnect', () => process.exit(0))
  return {
    async meetServer(ready) {
      const told = nextMessage('server')
      await send({ type: 'world-ready', ...ready })
      return readServerPlace(await told)
    },
    async tellClock(now) {
      const done = nextMessage('clock-done')
      await send({ type: 'clock', now })
      await done
    },
    progress(text, facts) {
      void send({ type: 'progress', text, facts })
    },
    result: (json) => send({ type: 'result', json }),
  }
}

function nextMessage(type: string): Promise<Message> {
  return new Promise((resolve) => {
    const onMessage = (message: unknown): void => {
      if (typeof message !== 'object' || message === null) return
      if ((message as Message).type !== type) return
      process.off('message', onMessage)
      resolve(message as Message)
    }
    process.on('message', onMessage)
  })
}

function readServerPlace(message: Message): ServerPlace {
  const { apiUrl, esipaUrl, adminToken, tlsCaFile } = message
  if (![apiUrl, esipaUrl, adminToken].every((text) => typeof text === 'string')) {
    throw new Error('the conductor’s "server" message lacks apiUrl, esipaUrl or adminToken')
  }
  return {
    apiUrl: String(apiUrl),
    esipaUrl: String(esipaUrl),
    adminToken: String(adminToken),
    ...(typeof tlsCaFile === 'string' ? { tlsCaFile } : {}),
  }
}

/** No conductor: the server runs already, with a clock of its own. */
export function linkToServer(place: ServerPlace, print: (line: string) => void): ConductorLink {
  return {
    meetServer: async () => place,
    tellClock: async () => {},
    progress: (text) => print(text),
    result: async (json) => print(JSON.stringify(json)),
  }
}
