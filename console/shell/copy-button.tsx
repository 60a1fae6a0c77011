// Copies a text and says that it did.

import { Button, CopyButton } from '@mantine/core'

interface Props {
  readonly text: string
  readonly words?: string
}

export function CopyText({ text, words = 'Copy' }: Props) {
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Button variant="default" size="compact-xs" onClick={copy}>
          <span aria-live="polite">{copied ? 'Copied' : words}</span>
        </Button>
      )}
    </CopyButton>
  )
}
