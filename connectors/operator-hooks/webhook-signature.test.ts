import { describe, expect, it } from 'vitest'
import { parseHookSecret, signWebhook, verifyWebhook } from './webhook-signature.ts'

// The example of the Standard Webhooks specification: key, id, timestamp, body, and its signature.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const parts = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
}
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='

const key = parseHookSecret(secret) as Uint8Array

describe('a webhook signature', () => {
  it('is that of the specification’s example', () => {
    expect(signWebhook(key, parts)).toEqual({
      'webhook-id': parts.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': signature,
    })
  })

  it('holds for what was signed, also beside others, and for nothing else', () => {
    expect(verifyWebhook(key, parts, signature)).toBe(true)
    expect(verifyWebhook(key, parts, `v1,AAAA ${signature}`)).toBe(true)
    expect(verifyWebhook(key, { ...parts, body: '{}' }, signature)).toBe(false)
    expect(verifyWebhook(key, { ...parts, timestamp: 1 }, signature)).toBe(false)
    expect(verifyWebhook(key, { ...parts, id: 'msg_2' }, signature)).toBe(false)
    expect(verifyWebhook(new Uint8Array(32), parts, signature)).toBe(false)
    expect(verifyWebhook(key, parts, signature.replace('v1,', 'v2,'))).toBe(false)
  })

  it.each(['', 'whsec_', 'whsec_AAAA', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', `${secret}*`])(
    'has no key in %j',
    (text) => {
      expect(parseHookSecret(text)).toBeUndefined()
    },
  )
})
