// Finds the token in what a person pasted or in the address that the sandbox printed.

/** The token of `#token=…`; nothing when there is none. */
export function tokenOfAddress(hash: string): string | undefined {
  const match = /[#&]token=([^&]+)/.exec(hash)
  return match?.[1] === undefined ? undefined : readToken(decodeURIComponent(match[1]))
}

/** A pasted token without the spaces, quotes, `Bearer` or address that came along with it. */
export function readToken(pasted: string): string | undefined {
  const text = pasted.trim()
  const address = /#token=([^&\s]+)/.exec(text)?.[1]
  const token = (address ?? text).replace(/^Bearer\s+/i, '').replace(/^["']|["']$/g, '')
  return token === '' ? undefined : token
}
