import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openAuditKey, verifySignature } from './audit-key.ts'
import { formatVerifierKey, originOf, signCheckpoint, verifyCheckpoint } from './checkpoint-note.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp('/tmp/holdfast-test-')
})
afterEach(() => rm(folder, { recursive: true }))

describe('the audit key', () => {
  it('is made at first start, for its owner only, and is the same afterwards', async () => {
    const path = join(folder, 'keys/audit.pem')
    const all = await Promise.all(Array.from({ length: 8 }, () => openAuditKey(path)))
    const again = await openAuditKey(path)
    for (const one of all) expect(one.publicKey).toEqual(again.publicKey)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('is refused with the file’s name when the file holds something else', async () => {
    const path = join(folder, 'audit.pem')
    await writeFile(path, 'nonsense')
    await expect(openAuditKey(path)).rejects.toThrow(`${path} does not hold a private key`)
    expect(await readFile(path, 'utf8')).toBe('nonsense')
  })

  it('signs what only its public key verifies', async () => {
    const one = await openAuditKey(join(folder, 'one.pem'))
    const other = await openAuditKey(join(folder, 'other.pem'))
    const message = Buffer.from('message')
    const signature = await one.sign(message)
    expect(verifySignature(one.publicKey, message, signature)).toBe(true)
    expect(verifySignature(other.publicKey, message, signature)).toBe(false)
    expect(verifySignature(one.publicKey, Buffer.from('messagE'), signature)).toBe(false)
    expect(verifySignature(new Uint8Array(32), message, signature)).toBe(false)
    expect(verifySignature(new Uint8Array(5), message, signature)).toBe(false)
  })
})

describe('a checkpoint', () => {
  const body = {
    origin: originOf('eim.example.com', 'acme corp'),
    size: 7,
    root: new Uint8Array(32),
  }

  it('is a C2SP note: origin, size, root, a blank line, a signature', async () => {
    const key = await openAuditKey(join(folder, 'audit.pem'))
    const note = await signCheckpoint(body, 'eim.example.com', key)
    const lines = note.split('\n')
    expect(lines.slice(0, 4)).toEqual([
      'eim.example.com/acme%20corp',
      '7',
      `${'A'.repeat(43)}=`,
      '',
    ])
    expect(lines[4]).toMatch(/^— eim\.example\.com [A-Za-z0-9+/]{91}=$/)
    expect(verifyCheckpoint(note, key.publicKey)).toEqual({ kind: 'verified', body })
    const parts = /^(.+)\+([0-9a-f]{8})\+(.+)$/
    const [, name, id, encoded] =
      parts.exec(formatVerifierKey('eim.example.com', key.publicKey)) ?? []
    expect(name).toBe('eim.example.com')
    const signed = Buffer.from(lines[4]?.split(' ')[2] ?? '', 'base64')
    expect(signed.subarray(0, 4).toString('hex')).toBe(id)
    expect(Buffer.from(encoded ?? '', 'base64').subarray(1)).toEqual(Buffer.from(key.publicKey))
  })

  it('is refused by another key, and after any change', async () => {
    const key = await openAuditKey(join(folder, 'audit.pem'))
    const other = await openAuditKey(join(folder, 'other.pem'))
    const note = await signCheckpoint(body, 'eim.example.com', key)
    expect(verifyCheckpoint(note, other.publicKey)).toMatchObject({ why: 'another key signed it' })
    for (let i = 0; i < note.length; i++) {
      const changed = `${note.slice(0, i)}${note[i] === 'B' ? 'C' : 'B'}${note.slice(i + 1)}`
      expect(verifyCheckpoint(changed, key.publicKey).kind).toBe('refused')
    }
    for (const more of [`${note}\n`, ` ${note}`, note.slice(0, -1), note + note.split('\n')[4]]) {
      expect(verifyCheckpoint(more, key.publicKey).kind).toBe('refused')
    }
  })
})
