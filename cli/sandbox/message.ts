// What the sandbox's two programs say to the conductor over Node's IPC channel. They are checked
// when they arrive: a program of another version must give a clear error, not a wrong result.

export type ServerMessage =
  | {
      readonly type: 'ready'
      readonly apiUrl: string
      readonly esipaUrl: string
      readonly adminToken: string
      readonly tlsCaFile?: string
    }
  | { readonly type: 'clock-done'; readonly now: number }

export type WorldMessage =
  | {
      readonly type: 'world-ready'
      readonly trustFiles: {
        readonly ciCertificates: readonly string[]
        readonly smdpTlsCa: readonly string[]
      }
      readonly smdps: readonly { readonly address: string; readonly url: string }[]
      /** Milliseconds since 1970: where the sandbox's clock begins. */
      readonly startAt: number
      /** Where the world takes what Holdfast asks of operators and of the field. */
      readonly hook?: { readonly url: string; readonly secret: string }
    }
  | { readonly type: 'clock'; readonly now: number }
  | { readonly type: 'progress'; readonly text: string; readonly facts?: unknown }
  | { readonly type: 'result'; readonly json: Readonly<Record<string, unknown>> }

type Fields = Readonly<Record<string, unknown>>

/** The message, or nothing when it is none that a server sends. */
export function parseServerMessage(message: unknown): ServerMessage | undefined {
  if (!isFields(message)) return undefined
  if (message.type === 'clock-done' && typeof message.now === 'number') {
    return { type: 'clock-done', now: message.now }
  }
  const { apiUrl, esipaUrl, adminToken, tlsCaFile } = message
  if (message.type !== 'ready' || !isText(apiUrl) || !isText(esipaUrl)) return undefined
  if (!isText(adminToken)) return undefined
  const ready = { type: 'ready', apiUrl, esipaUrl, adminToken } as const
  return isText(tlsCaFile) ? { ...ready, tlsCaFile } : ready
}

/** The message, or nothing when it is none that a world sends. */
export function parseWorldMessage(message: unknown): WorldMessage | undefined {
  if (!isFields(message)) return undefined
  const { type, now, text, facts, json } = message
  if (type === 'clock' && typeof now === 'number') return { type, now }
  if (type === 'progress' && isText(text)) return { type, text, facts }
  if (type === 'result' && isFields(json)) return { type, json }
  return type === 'world-ready' ? parseWorldReady(message) : undefined
}

function parseHook(value: unknown): { readonly url: string; readonly secret: string } | undefined {
  if (!isFields(value) || !isText(value.url) || !isText(value.secret)) return undefined
  return { url: value.url, secret: value.secret }
}

function parseWorldReady(message: Fields): WorldMessage | undefined {
  const { trustFiles, smdps, startAt } = message
  const hook = parseHook(message.hook)
  if (!isFields(trustFiles) || !Array.isArray(smdps) || typeof startAt !== 'number') {
    return undefined
  }
  const { ciCertificates, smdpTlsCa } = trustFiles
  if (!isTexts(ciCertificates) || !isTexts(smdpTlsCa) || !smdps.every(isSmdp)) return undefined
  const ready = { trustFiles: { ciCertificates, smdpTlsCa }, smdps, startAt }
  return { type: 'world-ready', ...ready, ...(hook ? { hook } : {}) }
}

function isSmdp(value: unknown): value is { address: string; url: string } {
  return isFields(value) && isText(value.address) && isText(value.url)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText)
}
