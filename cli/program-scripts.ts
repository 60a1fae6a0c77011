// Where the programs are that the command starts. They are other floors of the house: the command
// never imports them, it runs them.

import { fileURLToPath } from 'node:url'

const beside = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

export const scripts = {
  serverScript: beside('server/main.ts'),
  worldScript: beside('simulator/main.ts'),
  verifyScript: beside('server/audit/verify-main.ts'),
} as const
