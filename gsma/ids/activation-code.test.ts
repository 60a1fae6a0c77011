import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { formatActivationCode, parseActivationCode } from './activation-code.ts'
import { keepSecret, revealSecret, sameSecret } from './secret.ts'

const parsed = (text: string) => {
  const result = parseActivationCode(text)
  if (!result.ok) throw new Error(`${result.code}: ${result.why}`)
  return result.value
}

describe('activation code', () => {
  it('is read with its fields and written back the same', () => {
    for (const text of [
      'LPA:1$smdp.example.com$ABC-123',
      'LPA:1$smdp.example.com$',
      'LPA:1$smdp.example.com$ABC-123$1.3.6.1.4.1.31746$1',
      'LPA:1$smdp.example.com$ABC-123$$1',
      'LPA:1$smdp.example.com:8443$ABC-123$1.3.6.1.4.1.31746',
    ]) {
      expect(revealSecret(formatActivationCode(parsed(text)))).toBe(text)
    }
  })

  it('says whether a confirmation code is needed', () => {
    expect(parsed('LPA:1$smdp.example.com$X$$1').confirmationCodeRequired).toBe(true)
    expect(parsed('LPA:1$smdp.example.com$X').confirmationCodeRequired).toBe(false)
    expect(parsed('LPA:1$smdp.example.com$X$2.999.10').smdpOid).toBe('2.999.10')
  })

  it('is read as people type it: no prefix, another case, blanks around', () => {
    expect(parsed(' lpa:1$SMDP.Example.com$ABC ').smdpAddress).toBe('smdp.example.com')
    expect(revealSecret(parsed('1$smdp.example.com$ABC').matchingId)).toBe('ABC')
  })

  it('leaves out fields that newer versions add', () => {
    expect(parsed('LPA:1$smdp.example.com$ABC$$1$F54172$1').confirmationCodeRequired).toBe(true)
  })

  for (const [text, code] of [
    ['', 'activation-code-format'],
    ['LPA:2$smdp.example.com$A', 'activation-code-format'],
    ['LPA:1$$A', 'activation-code-address'],
    ['LPA:1$smdp example$A', 'activation-code-address'],
    ['LPA:1$http://smdp.example.com$A', 'activation-code-address'],
    ['LPA:1$smdp.example.com', 'activation-code-fields'],
    ['LPA:1$smdp.example.com$A B', 'activation-code-matching-id'],
    ['LPA:1$smdp.example.com$A$oid', 'activation-code-oid'],
    ['LPA:1$smdp.example.com$A$$2', 'activation-code-flag'],
    [`LPA:1$smdp.example.com$${'A'.repeat(255)}`, 'activation-code-length'],
  ] as const) {
    it(`refuses ${text.slice(0, 40) || 'an empty text'} as ${code}`, () => {
      expect(parseActivationCode(text)).toMatchObject({ ok: false, code })
    })
  }

  it('never shows the matching id, however it is printed', () => {
    const code = parsed('LPA:1$smdp.example.com$CANARY-77')
    const whole = formatActivationCode(code)
    for (const value of [code.matchingId, whole]) {
      const prints = [String(value), `${value}`, JSON.stringify({ value }), inspect({ value })]
      for (const print of [...prints, inspect(value, { showHidden: true, depth: 9 })]) {
        expect(print).toContain('«secret»')
        expect(print).not.toContain('CANARY')
      }
    }
    expect(JSON.stringify(parseActivationCode('LPA:1$x$CANARY 77'))).not.toContain('CANARY')
  })

  it('compares secrets without showing them', () => {
    expect(sameSecret(keepSecret('abc'), keepSecret('abc'))).toBe(true)
    expect(sameSecret(keepSecret('abc'), keepSecret('abd'))).toBe(false)
    expect(sameSecret(keepSecret('abc'), keepSecret('abcd'))).toBe(false)
  })
})
