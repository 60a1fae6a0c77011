// Starting an operation: say what, see what it would do and why it is safe, then confirm with the
// number of devices on the button.

import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { useAddress } from '../address/go.tsx'
import { useClient } from '../session/session.tsx'
import { Note, ProblemNote } from '../shell/note.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { DryRunView } from './dry-run-view.tsx'
import { StartButton } from './start-button.tsx'
import { WishFieldset } from './wish-fieldset.tsx'
import { type Codes, readWishForm, type WishRequest, wishFieldsOf } from './wish-form.ts'

const noCodes: Codes = { activationCode: '', confirmationCode: '' }

export function StartPage() {
  const { query } = useAddress()
  const [codes, setCodes] = useState(noCodes)
  const [wasAsked, setAsked] = useState(false)
  const dryRun = useDryRun()
  const form = readWishForm(wishFieldsOf(query, codes))
  const asked = dryRun.variables
  const isCurrent = form.kind === 'ready' && JSON.stringify(asked) === JSON.stringify(form.request)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setAsked(true)
    if (form.kind === 'ready') dryRun.mutate(form.request)
  }
  const fault = wasAsked && form.kind === 'lacking' ? form : undefined
  return (
    <div className="page start">
      <PageHead
        title="Start operation"
        line="A dry run first: it changes nothing and says what would happen."
      />
      <div className="start-columns">
        <form onSubmit={submit} noValidate>
          <WishFieldset codes={codes} onCodes={setCodes} fault={fault} />
          {fault && (
            <Note tone="bad" role="alert">
              {fault.why}
            </Note>
          )}
          <Button
            type="submit"
            loading={dryRun.isPending}
            variant={isCurrent ? 'default' : 'filled'}
          >
            {isCurrent && dryRun.data ? 'Dry run again' : 'Dry run'}
          </Button>
        </form>
        <DryRunResult dryRun={dryRun} isCurrent={isCurrent} request={asked} />
      </div>
    </div>
  )
}

function useDryRun() {
  const client = useClient()
  return useMutation({ mutationFn: (body: WishRequest) => client.dryRun({ body }) })
}

interface ResultProps {
  readonly dryRun: ReturnType<typeof useDryRun>
  readonly isCurrent: boolean
  readonly request: WishRequest | undefined
}

function DryRunResult({ dryRun, isCurrent, request }: ResultProps) {
  const place = useRef<HTMLElement>(null)
  const { data, error, isPending } = dryRun
  useEffect(() => {
    if (data !== undefined) place.current?.focus()
  }, [data])
  if (isPending) return <p className="dim after-form">Asking every device of the target…</p>
  if (error) {
    return (
      <div className="after-form">
        <ProblemNote error={error} />
      </div>
    )
  }
  if (data === undefined || request === undefined) {
    return (
      <p className="dim after-form">
        The dry run stands here: who is hit and who is left alone and why, what happens step by
        step, why it is safe, and what it costs.
      </p>
    )
  }
  return (
    <section className="after-form" ref={place} tabIndex={-1} aria-label="dry run">
      {!isCurrent && (
        <Note tone="warn" title="The form has changed since.">
          This dry run is of the wish before; run it again to start.
        </Note>
      )}
      <DryRunView dryRun={data} />
      {isCurrent && <StartButton request={request} dryRun={data} />}
    </section>
  )
}
