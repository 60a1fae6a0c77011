import { describe, expect, it } from 'vitest'
import { ApiProblem, apiClient, NoAnswer, type Send } from './client.ts'
import { problemOf } from './problem.ts'

const chunks = (...texts: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text))
      controller.close()
    },
  })

function recording(response: () => Response) {
  const asked: { url: string; init: RequestInit | undefined }[] = []
  const send: Send = async (input, init) => {
    asked.push({ url: String(input), init })
    return response()
  }
  return { client: apiClient({ send, url: 'http://h/', token: 't' }), asked }
}

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

describe('the client', () => {
  it('fills in the path and the query, and shows its token', async () => {
    const { client, asked } = recording(() => Response.json({ items: [] }))
    await client.listOperations({ query: { outcome: ['failed', 'unknown'], open: false } })
    await client.operation({ params: { id: 'a/b' } })
    expect(asked.map(({ url }) => url)).toEqual([
      'http://h/v1/operations?outcome=failed&outcome=unknown&open=false',
      'http://h/v1/operations/a%2Fb',
    ])
    expect(new Headers(asked[0]?.init?.headers).get('authorization')).toBe('Bearer t')
  })

  it('rejects with the problem that the server gave', async () => {
    const problem = problemOf('unknown-operation', 'no operation has this id')
    const { client } = recording(() => Response.json(problem, { status: 404 }))
    const call = client.operation({ params: { id: 'x' } })
    await expect(call).rejects.toThrow(ApiProblem)
    await expect(call).rejects.toMatchObject({ problem })
  })

  it('rejects with NoAnswer when there is none, or none of ours', async () => {
    const send: Send = () => Promise.reject(new TypeError('connection refused'))
    await expect(apiClient({ send, url: 'http://h' }).health()).rejects.toThrow(NoAnswer)
    const html = recording(() => new Response('<html>'))
    await expect(html.client.health()).rejects.toThrow('not JSON: <html>')
    const gateway = recording(() => new Response('{}', { status: 502 }))
    await expect(gateway.client.health()).rejects.toThrow('status 502')
  })

  it('gives the lines of a log unchanged, wherever the network cuts them', async () => {
    const { client } = recording(() => new Response(chunks('{"a":"', 'ü"}\n{"b"', ':1}\n', '{}')))
    expect(await all(await client.auditExport())).toEqual(['{"a":"ü"}', '{"b":1}', '{}'])
  })

  it('gives server-sent events with id and name, and passes over comments', async () => {
    const text =
      ': hello\n\nid: 7\nevent: counts\ndata: {"kind":\ndata: "counts"}\n\ndata: {}\r\n\r\n'
    const { client } = recording(() => new Response(chunks(text.slice(0, 20), text.slice(20))))
    expect(await all(await client.eventStream())).toEqual([
      { id: '7', event: 'counts', data: { kind: 'counts' } },
      { id: '7', event: 'message', data: {} },
    ])
  })

  it('sends raw bytes with their media type, and JSON otherwise', async () => {
    const { client, asked } = recording(() => Response.json({}))
    await client.addStock({ body: { bytes: 'iccid,operator', mediaType: 'text/csv' } })
    await client.addStock({ body: [{ iccid: '89', operator: 'x', activationCode: 'LPA:1$a$b' }] })
    const types = asked.map(({ init }) => new Headers(init?.headers).get('content-type'))
    expect(types).toEqual(['text/csv', 'application/json'])
    expect(asked[0]?.init?.body).toBe('iccid,operator')
  })
})
