// A raw body as it comes in, with its limit: nothing of it is held here.

import { ApiProblem } from '@holdfast/api/client.ts'
import { problemOf } from '@holdfast/api/problem.ts'

/** The same bytes. @throws ApiProblem too-large once more than `maxBytes` came */
export async function* limitedBytes(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const part of source) {
    size += part.length
    if (size > maxBytes) {
      throw new ApiProblem(problemOf('too-large', `the body has more than ${maxBytes} octets`))
    }
    yield part
  }
}
