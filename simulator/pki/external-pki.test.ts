import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { completeEid } from '@holdfast/gsma/ids/eid.ts'
import { formatSigningKey, sameKey } from '@holdfast/gsma/signature.ts'
import { afterAll, describe, expect, it } from 'vitest'
import { readCardFiles, readCredentialFiles } from './external-pki.ts'
import { formatPem } from './pem.ts'
import { createTestPki } from './test-pki.ts'

const folder = mkdtempSync(join(tmpdir(), 'pki-'))
afterAll(() => rmSync(folder, { recursive: true }))

const pki = createTestPki({ seed: 'files', from: Date.UTC(2026, 0, 1) })
const card = pki.card(completeEid('890490321234512345123456789012'))
const save = (name: string, contents: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, contents)
  return path
}
const files = {
  ci: save('ci.der', card.ciCertificate),
  eum: save('eum.pem', formatPem('CERTIFICATE', card.eumCertificate)),
  euicc: save('euicc.pem', `some text\n${formatPem('CERTIFICATE', card.certificate)}`),
  key: save('key.pem', formatSigningKey(card.key)),
}

describe('credentials from files', () => {
  it('are read from PEM and DER alike', () => {
    const read = readCardFiles(files)
    if (!read.ok) throw new Error(read.why)
    const { key, ...rest } = read.value
    const { key: expectedKey, ...expected } = card
    expect(rest).toEqual(expected)
    expect(sameKey(key.publicKey, expectedKey.publicKey)).toBe(true)
    const sec1 = save('key.der', card.key.handle.export({ format: 'der', type: 'sec1' }))
    expect(readCardFiles({ ...files, key: sec1 })).toMatchObject({ ok: true })
  })

  it('that do not belong together, or are missing, are refused by the name of the file', () => {
    const otherKey = save('other.pem', formatSigningKey(pki.eum.key))
    expect(readCardFiles({ ...files, key: otherKey })).toMatchObject({
      code: 'file-key',
      why: expect.stringContaining('other.pem'),
    })
    expect(readCardFiles({ ...files, ci: join(folder, 'absent') })).toMatchObject({ code: 'file' })
    expect(readCardFiles({ ...files, eum: files.key })).toMatchObject({
      code: 'certificate-malformed',
    })
    const eumKey = save('eum-key.pem', formatSigningKey(pki.eum.key))
    expect(readCardFiles({ ...files, euicc: files.eum, key: eumKey })).toMatchObject({
      code: 'file-eid',
    })
    expect(readCredentialFiles(files.euicc, files.ci)).toMatchObject({ code: 'key-form' })
  })
})
