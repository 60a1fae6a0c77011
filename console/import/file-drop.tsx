// A place for a file: drop it, or choose it by mouse or keyboard.

import { type DragEvent, useId, useRef, useState } from 'react'
import { bytesInWords } from '../start/number-words.ts'

interface Props {
  readonly label: string
  readonly hint: string
  readonly file: File | undefined
  readonly onFile: (file: File) => void
}

export function FileDrop({ label, hint, file, onFile }: Props) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const take = (files: FileList | null) => {
    const first = files?.[0]
    if (first) onFile(first)
    if (input.current) input.current.value = ''
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  return (
    <section
      className="file-drop"
      aria-label={label}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={input}
        type="file"
        accept=".csv,.txt,.tsv,text/csv"
        aria-describedby={`${id}-hint`}
        onChange={(event) => take(event.currentTarget.files)}
      />
      {file && (
        <p>
          <strong>{file.name}</strong> <span className="dim">{bytesInWords(file.size)}</span>
        </p>
      )}
      <p id={`${id}-hint`} className="dim small">
        Drop a file here, or choose one. {hint}
      </p>
    </section>
  )
}
