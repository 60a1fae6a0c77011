// Streams of text as they come over HTTP: lines, and server-sent events (WHATWG HTML §9.2).

type ByteStream = Response['body']

const lineLengthMax = 64 * 1024 * 1024

/** Lines of a UTF-8 byte stream, without their ends; a last line without an end counts. */
export async function* linesOf(body: ByteStream): AsyncGenerator<string> {
  let rest = ''
  for await (const text of textOf(body)) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > lineLengthMax) throw new RangeError('a line is longer than 64 MB')
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line
  }
  if (rest !== '') yield rest
}

async function* textOf(body: ByteStream): AsyncGenerator<string> {
  if (body === null) return
  const reader = body.getReader()
  const decoder = new TextDecoder()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      yield decoder.decode(value, { stream: true })
    }
    yield decoder.decode()
  } finally {
    await reader.cancel()
  }
}

/** Events of a server-sent stream; comments and events without data are passed over. */
export async function* streamEventsOf(
  body: ByteStream,
): AsyncGenerator<{ readonly id?: string; readonly event: string; readonly data: string }> {
  let event = 'message'
  let id: string | undefined
  let data: string[] = []
  for await (const line of linesOf(body)) {
    if (line === '') {
      if (data.length > 0)
        yield { event, data: data.join('\n'), ...(id === undefined ? {} : { id }) }
      event = 'message'
      data = []
      continue
    }
    const { field, value } = splitField(line)
    if (field === 'event') event = value
    else if (field === 'id') id = value
    else if (field === 'data') data.push(value)
  }
}

function splitField(line: string): { readonly field: string; readonly value: string } {
  const colon = line.indexOf(':')
  if (colon < 0) return { field: line, value: '' }
  const value = line.slice(colon + 1)
  return { field: line.slice(0, colon), value: value.startsWith(' ') ? value.slice(1) : value }
}
