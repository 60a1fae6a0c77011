// The recorded facts for the pre-flight, over the API.

import type { Handlers } from '@holdfast/api/handlers.ts'
import type { OperatorShop } from '../operator-api/shop.ts'
import { FactBook } from './fact-book.ts'

type PreflightHandlers = Pick<Handlers, 'preflightFacts' | 'putPreflightFacts'>

export const preflightHandlers = ({ world }: OperatorShop): PreflightHandlers => ({
  preflightFacts: () => new FactBook(world.store).all(),
  async putPreflightFacts({ body }) {
    const book = new FactBook(world.store)
    await book.put(body, world.clock.now())
    return book.all()
  },
})
