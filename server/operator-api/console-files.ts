// The console: files that were built, served as they are. Names under assets/ carry a hash of their
// contents and may be kept for ever; the page itself is asked for anew each time. Every other path
// is the page too, because the console finds its way by itself.

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

interface ConsoleFile {
  readonly body: Buffer
  readonly compressed: Buffer
  readonly mediaType: string
  readonly etag: string
}

export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

const contentPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
].join('; ')

const pagePath = '/index.html'
const zipped = promisify(gzip)

/** Reads a built console into memory; undefined when there is none at `folder`. */
export async function readConsole(folder: string): Promise<ConsoleFiles | undefined> {
  const files = new Map<string, ConsoleFile>()
  for (const path of await filesUnder(folder)) {
    const body = await readFile(path)
    const name = `/${relative(folder, path).split(sep).join('/')}`
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
    const mediaType = mediaTypes[extname(path)] ?? 'application/octet-stream'
    files.set(name, { body, compressed: await zipped(body), mediaType, etag })
  }
  return files.has(pagePath) ? files : undefined
}

async function filesUnder(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw cause
  }
}

/** The file of this path, or the page. */
export function answerWithConsole(
  files: ConsoleFiles,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '/'
  const known = files.get(path)
  if (!known && extname(path) !== '') return reply.code(404).send()
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return reply.code(405).header('allow', 'GET, HEAD').send()
  }
  const file = known ?? (files.get(pagePath) as ConsoleFile)
  const isForEver = known !== undefined && path.startsWith('/assets/')
  reply.header('cache-control', isForEver ? 'public, max-age=31536000, immutable' : 'no-cache')
  reply.header('content-security-policy', contentPolicy)
  reply.header('vary', 'accept-encoding')
  reply.header('etag', file.etag)
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  reply.code(200).type(file.mediaType)
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(file.body)
  return reply.header('content-encoding', 'gzip').send(file.compressed)
}
