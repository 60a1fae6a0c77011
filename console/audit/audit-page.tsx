// The proven log: its signed head, the whole of it as a file, and how to check that file without
// trusting this server.

import { Button, Skeleton } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { FactList } from '../device/device-facts.tsx'
import { Age } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { CopyText } from '../shell/copy-button.tsx'
import { Note, ProblemNote } from '../shell/note.tsx'
import { PageHead, Part } from '../shell/page-head.tsx'
import { saveFile } from './save-file.ts'

export function AuditPage() {
  const client = useClient()
  const { data, error } = useQuery({
    queryKey: ['stats', 'checkpoint'],
    queryFn: ({ signal }) => client.auditCheckpoint({ signal }),
  })
  return (
    <div className="page">
      <PageHead
        title="Audit"
        line="Who did what, when and why, in a log that cannot be changed unnoticed."
      />
      {data === undefined && (error ? <ProblemNote error={error} /> : <Skeleton height={160} />)}
      {data && (
        <>
          <Part title="Signed head of the log">
            <FactList
              facts={[
                ['Events', data.size.toLocaleString('en')],
                ['Signed', <Age key="at" at={data.at} />],
                ['Tenant', data.tenant],
                ['Key', <code key="name">{data.keyName}</code>],
              ]}
            />
            <Text name="Checkpoint" text={data.note} />
            <Text name="Public key" text={data.publicKeyPem} />
          </Part>
          <Part title="The whole log">
            <p>
              One line of JSON for each event, with the checkpoints between them. Keep the lines as
              they are: the proofs are over their exact bytes.
            </p>
            <Export size={data.size} />
          </Part>
        </>
      )}
      <Part title="How to check it">
        <p>On any computer, without this server and without a network:</p>
        <Text name="Command" text="npx holdfast audit verify holdfast-audit.ndjson" />
        <p>
          It recomputes the tree over all lines and compares it with every signed checkpoint; one
          changed byte makes it fail. Compare the key above with the one you were given when the
          server was set up, and keep a checkpoint elsewhere: a later log must contain it.
        </p>
      </Part>
    </div>
  )
}

function Text({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <figure className="text-block">
      <figcaption>
        {name} <CopyText text={text} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard */}
      <pre tabIndex={0}>{text}</pre>
    </figure>
  )
}

function Export({ size }: { readonly size: number }) {
  const client = useClient()
  const [lines, setLines] = useState(0)
  const download = useMutation({
    mutationFn: async () => {
      const parts: string[] = []
      for await (const line of await client.auditExport()) {
        parts.push(`${line}\n`)
        if (parts.length % 500 === 0) setLines(parts.length)
      }
      setLines(parts.length)
      saveFile('holdfast-audit.ndjson', new Blob(parts, { type: 'application/x-ndjson' }))
    },
  })
  return (
    <>
      <Button onClick={() => download.mutate()} loading={download.isPending}>
        Download the log ({size.toLocaleString('en')} events)
      </Button>
      {download.isPending && (
        <p className="dim" role="status">
          {lines.toLocaleString('en')} lines so far
        </p>
      )}
      {download.error && <ProblemNote error={download.error} />}
      {download.isSuccess && (
        <Note tone="good" title="holdfast-audit.ndjson was saved." role="status">
          {lines.toLocaleString('en')} lines; check it with the command below.
        </Note>
      )}
    </>
  )
}
