// The way to the next page of a list that is not scrolled into.

import { Button } from '@mantine/core'

interface Props {
  readonly list: {
    readonly hasMore: boolean
    readonly isLoading: boolean
    readonly more: () => void
  }
  /** What it shows more of. */
  readonly of: string
}

export function MoreButton({ list: { hasMore, isLoading, more }, of }: Props) {
  if (!hasMore) return null
  return (
    <div>
      <Button variant="default" loading={isLoading} onClick={more}>
        Show more {of}
      </Button>
    </div>
  )
}
