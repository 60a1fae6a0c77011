// Replies that go on: server-sent events (WHATWG HTML §9.2) and lines of JSON. A reader that does
// not keep up is let go, so that it costs no memory; it comes back with Last-Event-ID.

import { Readable } from 'node:stream'
import type { StreamEvent } from '@holdfast/api/route.ts'
import type { FastifyReply } from 'fastify'

const aliveEveryMs = 15_000
const unreadOctetsMax = 4_194_304

/** Writes events until their source ends, the reader goes or the server stops. */
export async function sendEvents(
  reply: FastifyReply,
  events: AsyncIterable<StreamEvent<unknown>>,
  stopping: AbortSignal,
): Promise<FastifyReply> {
  reply.hijack()
  const out = reply.raw
  const kept = reply.getHeaders() as Record<string, string>
  out.writeHead(200, { ...kept, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
  out.write(': begin\n\n')
  const alive = setInterval(() => out.write(': alive\n\n'), aliveEveryMs)
  const source = events[Symbol.asyncIterator]()
  const leave = () => void source.return?.()
  out.once('close', leave)
  stopping.addEventListener('abort', leave, { once: true })
  try {
    for (let next = await source.next(); !next.done; next = await source.next()) {
      if (out.destroyed || out.writableLength > unreadOctetsMax) break
      out.write(formatEvent(next.value))
    }
  } finally {
    clearInterval(alive)
    stopping.removeEventListener('abort', leave)
    out.end()
  }
  return reply
}

function formatEvent({ id, event, data }: StreamEvent<unknown>): string {
  const head = id === undefined ? '' : `id: ${id}\n`
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

/** Writes one line each; the reader's speed sets the pace. */
export function sendLines(reply: FastifyReply, lines: AsyncIterable<string>): FastifyReply {
  const withEnds = async function* () {
    for await (const line of lines) yield `${line}\n`
  }
  return reply.type('application/x-ndjson').send(Readable.from(withEnds()))
}
