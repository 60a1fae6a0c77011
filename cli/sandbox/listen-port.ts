// The console's port in a sandbox: always the same when it is free, so that a browser tab can be
// kept; another one when it is taken.

import { createServer } from 'node:net'

/** `port` when it can be listened on at loopback, else 0 (any free one). */
export function freePort(port: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)))
  })
}
