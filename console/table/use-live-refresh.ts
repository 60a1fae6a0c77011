// A list of one page is asked for anew when cards have changed, a few seconds apart at most; a longer
// one stays as it is, so that nobody loses their place.

import { useEffect } from 'react'
import { useLive } from '../shell/live.tsx'

interface LiveList {
  readonly pages: number
  readonly refresh: () => void
}

export function useLiveRefresh({ pages, refresh }: LiveList): void {
  const { changed } = useLive()
  useEffect(() => {
    const hear = () => {
      if (pages <= 1) refresh()
    }
    changed.addEventListener('lists', hear)
    return () => changed.removeEventListener('lists', hear)
  }, [changed, pages, refresh])
}
