// Settings: the eIM that cards are associated with, and the tokens that may call.

import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { FactList } from '../device/device-facts.tsx'
import { useClient } from '../session/session.tsx'
import { useHolds, useWho } from '../session/who.ts'
import { CopyText } from '../shell/copy-button.tsx'
import { LinkButton } from '../shell/link-button.tsx'
import { Note, ProblemNote } from '../shell/note.tsx'
import { PageHead, Part } from '../shell/page-head.tsx'
import { Limits } from './limits.tsx'
import { Tokens } from './tokens.tsx'

export function SettingsPage() {
  const mayTokens = useHolds('tokens:write')
  const mayReadRules = useHolds('rules:read')
  return (
    <div className="page">
      <PageHead title="Settings" line={<WhoLine />}>
        {mayReadRules && (
          <LinkButton href="/country-rules" isQuiet>
            Country rules
          </LinkButton>
        )}
      </PageHead>
      <Part title="Tokens">
        {mayTokens ? (
          <Tokens />
        ) : (
          <Note tone="quiet">This token may not see or make tokens: it lacks tokens:write.</Note>
        )}
      </Part>
      {mayReadRules && <Limits />}
      <EimPart />
    </div>
  )
}

function WhoLine() {
  const { data: who } = useWho()
  if (who === undefined) return null
  return (
    <>
      Signed in as {who.name} ({who.actor}), tenant {who.tenant}, server {who.version}
    </>
  )
}

function EimPart() {
  const client = useClient()
  const { data, error } = useQuery({
    queryKey: ['eim'],
    queryFn: ({ signal }) => client.eim({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Part title="eIM">
      {data === undefined && (error ? <ProblemNote error={error} /> : <Skeleton height={120} />)}
      {data && (
        <>
          <FactList
            facts={[
              ['eIM id', <code key="id">{data.eimId}</code>],
              ['FQDN', <code key="fqdn">{data.eimFqdn}</code>],
              ['Devices poll', <code key="poll">{data.pollAddress}</code>],
              ['Protocols', data.protocols.join(', ')],
            ]}
          />
          <Block name="AddInitialEim for new cards (DER, hex)" text={data.addInitialEimRequest} />
          <Block name="Public key" text={data.publicKeyPem} />
        </>
      )}
    </Part>
  )
}

function Block({ name, text }: { readonly name: string; readonly text: string }) {
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
