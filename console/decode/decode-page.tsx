// Any bytes by name: paste hex or Base64, see the tree. What cannot be read is told with offset and
// path.

import { Textarea } from '@mantine/core'
import { useDeferredValue, useState } from 'react'
import { Empty, Note } from '../shell/note.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { DecodedBytes } from './decoded-bytes.tsx'
import { hexOf, hexOfBase64 } from './dump-text.ts'

export function DecodePage() {
  const [pasted, setPasted] = useState('')
  const text = useDeferredValue(pasted)
  const hex = hexOf(text) ?? hexOfBase64(text)
  return (
    <div className="page">
      <PageHead
        title="Decode"
        line="ESipa, ESep, ES9+ and ES10 messages and certificates, by the standard’s names"
      />
      <Textarea
        label="Bytes"
        description="hex, Base64 or PEM; spaces and line ends do not matter"
        autosize
        minRows={4}
        maxRows={12}
        spellCheck={false}
        value={pasted}
        classNames={{ input: 'monospace' }}
        onChange={(event) => setPasted(event.currentTarget.value)}
      />
      <div className="after-form">
        {text.trim() === '' && (
          <Empty title="Nothing pasted yet">
            <p>
              Paste the bytes of a message, for one from the raw messages of a device. A short one
              to try: <code>BF4F125A1089049032123451234512345678901235</code>
            </p>
          </Empty>
        )}
        {text.trim() !== '' && hex === undefined && (
          <Note tone="warn" title="These are not bytes yet">
            Hex needs an even number of digits 0–9 and A–F; Base64 a length that four divides.
          </Note>
        )}
        {hex !== undefined && <DecodedBytes hex={hex} />}
      </div>
    </div>
  )
}
