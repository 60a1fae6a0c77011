// The question before an act: what will and what will not happen, why it is done, and the button
// that does it.

import { Button, Modal, Textarea } from '@mantine/core'
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

interface ReasonProps {
  /** What it is for, or where it is kept. */
  readonly description: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Why somebody does it, in their words. */
export function Reason({ description, value, onChange }: ReasonProps) {
  return (
    <Textarea
      label="Reason"
      description={description}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={500}
      autosize
      data-autofocus
    />
  )
}

interface ActsProps {
  readonly onAct: () => void
  readonly onClose: () => void
  readonly isBusy: boolean
  readonly isIncomplete?: boolean
  readonly isGrave?: boolean
  /** What happens, and to how many. */
  readonly children: ReactNode
}

/** To do it, or not now. */
export function Acts(props: ActsProps) {
  const { onAct, onClose, isBusy, isIncomplete = false, isGrave = false, children } = props
  return (
    <div className="acts">
      <Button
        onClick={onAct}
        loading={isBusy}
        disabled={isIncomplete}
        {...(isGrave ? { color: 'red' } : {})}
      >
        {children}
      </Button>
      <Button variant="default" onClick={onClose}>
        Not now
      </Button>
    </div>
  )
}
