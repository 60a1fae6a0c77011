// The simulator's world, with every exchange with Holdfast written down: what was asked, and what
// Holdfast answered. What it acknowledged here must be found in its log afterwards.

import { appendFileSync } from 'node:fs'
import { HttpsClient } from '@holdfast/simulator/device/https-client.ts'

const file = process.env['HOLDFAST_CRASH_RECORD']
const ask = HttpsClient.prototype.ask

HttpsClient.prototype.ask = async function recorded(asked) {
  const reply = await ask.call(this, asked)
  if (file === undefined || asked.method !== 'POST') return reply
  const line = {
    path: asked.url.pathname,
    status: reply.status,
    sent: Buffer.from(asked.body ?? new Uint8Array()).toString('base64'),
    got: Buffer.from(reply.body).toString('base64'),
  }
  appendFileSync(file, `${JSON.stringify(line)}\n`)
  return reply
}

await import('@holdfast/simulator/main.ts')
