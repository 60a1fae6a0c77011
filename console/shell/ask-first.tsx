// The question before an act: what will and what will not happen, and the button that does it.

import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'

interface Props {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

export function AskFirst({ title, onClose, children }: Props) {
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'close' }}>
      <div className="ask-first">{children}</div>
    </Modal>
  )
}
