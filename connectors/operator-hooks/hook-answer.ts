// What an operator's answer means. A status alone is never believed: proxies and login pages answer
// 200 and 404 too. Taken is only what the body says was taken, refused only what it says why.

export type HookAnswer =
  | { readonly kind: 'accepted' }
  /** Asking again would be refused again. */
  | { readonly kind: 'refused'; readonly code: string; readonly why: string }
  /** Nothing is known: it may be asked again. */
  | { readonly kind: 'again'; readonly why: string }

const textMax = 500

/** Reads an answer: its status, and its body as text. */
export function judgeHookAnswer(status: number, body: string): HookAnswer {
  const said = readObject(body)
  if (status >= 200 && status < 300) {
    if (said?.accepted === true) return { kind: 'accepted' }
    return { kind: 'again', why: `status ${status}, but the body does not say accepted: true` }
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429) {
    const { code, why } = said ?? {}
    if (typeof code === 'string' && typeof why === 'string' && code !== '') {
      return { kind: 'refused', code: code.slice(0, textMax), why: why.slice(0, textMax) }
    }
    return { kind: 'again', why: `status ${status} without a code and a reason` }
  }
  return { kind: 'again', why: `status ${status}` }
}

function readObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return value as Readonly<Record<string, unknown>>
  } catch {
    return undefined // no JSON: the caller says what that means
  }
}
