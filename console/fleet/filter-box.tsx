// The one search box of the fleet: the filter language, read as it is typed. What cannot be read is
// marked at its place, with what was probably meant; the list stays as it was until it can.

import { filterKeys, parseDeviceFilter } from '@holdfast/fleet/device-filter-parse.ts'
import { Button, Popover, TextInput } from '@mantine/core'
import { useEffect, useId, useRef, useState } from 'react'
import { useNow } from '../clock/server-clock.tsx'

interface Props {
  readonly q: string
  readonly onFilter: (q: string) => void
}

const settleMs = 250

export function FilterBox({ q, onFilter }: Props) {
  const now = useNow()
  const [text, setText] = useState(q)
  const said = useRef(q)
  const id = useId()
  useEffect(() => {
    if (q === said.current) return
    said.current = q
    setText(q)
  }, [q])
  const parsed = parseDeviceFilter(text, now)
  const isReadable = parsed.kind === 'filter'
  useEffect(() => {
    if (!isReadable || text === said.current) return
    const timer = setTimeout(() => {
      said.current = text
      onFilter(text)
    }, settleMs)
    return () => clearTimeout(timer)
  }, [text, isReadable, onFilter])
  return (
    <div className="filter-box">
      <TextInput
        type="search"
        aria-label="filter devices"
        aria-describedby={id}
        aria-invalid={!isReadable}
        placeholder="country:DE open:yes silent:>2d meter"
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.currentTarget.value)}
        rightSection={<span className="dim">{text === '' ? <kbd>/</kbd> : null}</span>}
      />
      <FilterHelp />
      <div id={id} className="filter-refusal" role="status">
        {parsed.kind === 'refused' && (
          <>
            <span className="mark" data-tone="bad">
              {parsed.why}
            </span>
            {parsed.suggestion !== undefined && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => setText(replaced(text, parsed))}
              >
                {parsed.suggestion}
              </Button>
            )}
          </>
        )}
      </div>
    </div>
  )
}

function replaced(
  text: string,
  { at, length, suggestion }: { at: number; length: number; suggestion?: string },
): string {
  const end = text[at + length] === ':' && suggestion?.endsWith(':') ? 1 : 0
  return `${text.slice(0, at)}${suggestion ?? ''}${text.slice(at + length + end)}`
}

function FilterHelp() {
  return (
    <Popover width={360} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default">Filter help</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <p>Words without a key are searched in serial, EID, ICCID, IMEI and model.</p>
        <table className="plain">
          <caption className="hidden-text">keys of the filter language</caption>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">Example</th>
            </tr>
          </thead>
          <tbody>
            {filterKeys.map(({ key, example }) => (
              <tr key={key}>
                <td>{key}</td>
                <td>
                  <code>{example}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Popover.Dropdown>
    </Popover>
  )
}
