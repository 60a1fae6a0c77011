import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keptTicketKey } from './ticket-key.ts'

test('a restart finds the key of the day, the next day finds a new one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-ticket-'))
  let now = 1_000
  const first = keptTicketKey(folder, () => now)()
  expect(keptTicketKey(folder, () => now)()).toEqual(first)
  expect(statSync(join(folder, 'session-ticket-key')).mode & 0o077).toBe(0)
  now += 86_400_000
  const second = keptTicketKey(folder, () => now)()
  expect(second).not.toEqual(first)
  now -= 86_400_000
  expect(keptTicketKey(folder, () => now)()).not.toEqual(second)
  rmSync(folder, { recursive: true })
})
