// PEM text (RFC 7468): certificates as files that TLS servers and other people's tools read.

/** One PEM block. */
export function formatPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** The contents of the first block with this label, or undefined. */
export function parsePem(label: string, text: string): Uint8Array | undefined {
  const block = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`)
  const body = block.exec(text)?.[1]
  return body === undefined ? undefined : new Uint8Array(Buffer.from(body, 'base64'))
}
