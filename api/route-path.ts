// Paths of rows as text: filled in for a client, rewritten for a router.

/** `/v1/devices/{eid}` with its parameters filled in, each percent-encoded. */
export function formatPath(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
}

/** `/v1/devices/{eid}` as routers like Fastify spell it: `/v1/devices/:eid`. */
export function formatColonPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

/** Names of a path's parameters. */
export function parameterNames(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
}

/** Query as text, with the question mark; lists repeat their name; undefined is left out. */
export function formatQuery(query: Readonly<Record<string, unknown>>): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === undefined) continue
      parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`)
    }
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}
