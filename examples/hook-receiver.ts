// Takes what Holdfast asks of an operator for stranded devices, and prints it:
//   HOOK_SECRET=whsec_… node examples/hook-receiver.ts 8090
//   holdfast up --hook http://127.0.0.1:8090/ --hook-secret whsec_…
// It checks the signature as https://www.standardwebhooks.com says, takes each id once, and answers
// with words, because a bare status is not believed.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const key = Buffer.from((process.env.HOOK_SECRET ?? '').replace(/^whsec_/, ''), 'base64')
const taken = new Set<string>()
const skewSeconds = 5 * 60

const server = createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const body = Buffer.concat(parts).toString()
  const id = String(request.headers['webhook-id'])
  const timestamp = String(request.headers['webhook-timestamp'])
  const signatures = String(request.headers['webhook-signature']).split(' ')
  const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  const isSigned = signatures.some((one) => isSame(one, `v1,${wanted}`))
  const isNow = Math.abs(Date.now() / 1000 - Number(timestamp)) <= skewSeconds
  if (!isSigned || !(isNow || process.env.HOOK_ANY_TIME)) {
    response.writeHead(401).end('{"code":"bad-signature","why":"not signed with our key, or old"}')
    return
  }
  if (!taken.has(id)) process.stdout.write(`${body}\n`)
  taken.add(id)
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"accepted":true}')
})

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

server.listen(Number(process.argv[2] ?? 8090), '127.0.0.1', () => {
  process.stdout.write(`listening on ${JSON.stringify(server.address())}\n`)
})
