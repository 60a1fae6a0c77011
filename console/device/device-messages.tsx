// The raw messages of a device: bytes as they passed, read by name when asked.

import { Button, Skeleton } from '@mantine/core'
import { useState } from 'react'
import { useNow } from '../clock/server-clock.tsx'
import { clockTime, exactInstant } from '../clock/time-words.ts'
import { DecodedBytes } from '../decode/decoded-bytes.tsx'
import { CopyText } from '../shell/copy-button.tsx'
import { ProblemNote } from '../shell/note.tsx'
import { useMessages } from './use-device.ts'

type Message = NonNullable<ReturnType<typeof useMessages>['data']>['items'][number]

export function DeviceMessages({ eid }: { readonly eid: string }) {
  const { data, error } = useMessages(eid)
  if (data === undefined) {
    return error ? <ProblemNote error={error} /> : <Skeleton height={160} />
  }
  if (data.items.length === 0) {
    return <p className="dim">No message has passed between this device and Holdfast yet.</p>
  }
  return (
    <ul className="messages">
      {data.items.map((message) => (
        <MessageRow
          key={`${message.at} ${message.direction} ${message.hex.length} ${message.name}`}
          message={message}
        />
      ))}
    </ul>
  )
}

function MessageRow({ message }: { readonly message: Message }) {
  const now = useNow()
  const [isOpen, setOpen] = useState(false)
  const { at, direction, name, hex, decodedAs } = message
  return (
    <li>
      <div className="message-head">
        <time className="number" dateTime={new Date(at).toISOString()} title={exactInstant(at)}>
          {clockTime(at, now)}
        </time>
        <span>{direction === 'in' ? '← from the device' : '→ to the device'}</span>
        <span className="dim">{message.interface}</span>
        <strong>{decodedAs ?? name}</strong>
        <span className="dim number">{(hex.length / 2).toLocaleString('en')} bytes</span>
        <span className="message-acts">
          <Button
            variant="default"
            size="compact-xs"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? 'Fold' : 'Decode'}
          </Button>
          <CopyText text={hex} words="Copy bytes" />
        </span>
      </div>
      {isOpen && <DecodedBytes hex={hex} />}
    </li>
  )
}
