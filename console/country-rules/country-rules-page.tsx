// Rules of countries: when it must be quiet there, how many devices may change in a day, how many
// people must approve, whose networks may be used; each with its source. Which country is being
// stated is in the address.

import { Button, Skeleton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Go, useAddress } from '../address/go.tsx'
import { useNow } from '../clock/server-clock.tsx'
import { exactInstant } from '../clock/time-words.ts'
import { Age, Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { useHolds } from '../session/who.ts'
import { Acts, AskFirst, Reason } from '../shell/ask-first.tsx'
import { Empty, Note, ProblemNote } from '../shell/note.tsx'
import { PageHead, Part } from '../shell/page-head.tsx'
import { type CountryRules, fieldsOf, newRule } from './rule-form.ts'
import { ruleInWords } from './rule-words.ts'
import { RulesEditor } from './rules-editor.tsx'

export function CountryRulesPage() {
  const client = useClient()
  const { query, change } = useAddress()
  const mayState = useHolds('rules:write')
  const { data, error } = useQuery({
    queryKey: ['country-rules'],
    queryFn: ({ signal }) => client.listCountryRules({ signal }),
  })
  const items = data?.items ?? []
  return (
    <div className="page">
      <PageHead
        title="Country rules"
        line={
          <span className="counted">
            <Go href="/settings" className="quiet-link">
              Settings
            </Go>
            <span>In force at once: campaigns and single operations obey them.</span>
          </span>
        }
      >
        {mayState && query.edit === undefined && (
          <Button onClick={() => change({ edit: 'new' })}>State rules of a country</Button>
        )}
      </PageHead>
      {data === undefined && (error ? <ProblemNote error={error} /> : <Skeleton height={120} />)}
      {data && query.edit !== undefined && <Editing items={items} edit={query.edit} />}
      {data && items.length === 0 && query.edit === undefined && (
        <Empty title="No rule of any country is stated">
          <p>
            Without rules, changes leave at any hour, and a campaign needs the approvals that its
            plan says.
          </p>
        </Empty>
      )}
      {items
        .filter(({ country }) => country !== query.edit)
        .map((one) => (
          <Country key={one.country} one={one} mayState={mayState} />
        ))}
    </div>
  )
}

interface EditingProps {
  readonly items: readonly CountryRules[]
  readonly edit: string
}

function Editing({ items, edit }: EditingProps) {
  const { change } = useAddress()
  const today = exactInstant(useNow()).slice(0, 10)
  const known = items.find(({ country }) => country === edit)
  const initial = known
    ? fieldsOf(known)
    : { country: edit === 'new' ? '' : edit, reason: '', rules: [newRule(today)] }
  return (
    <Part title={known ? `Rules of ${edit}` : 'Rules of a country'}>
      {known && (
        <Note tone="quiet">What is put in force here replaces all that is stated of {edit}.</Note>
      )}
      <RulesEditor
        key={edit}
        initial={initial}
        isKnown={known !== undefined}
        today={today}
        onClose={() => change({ edit: undefined })}
      />
    </Part>
  )
}

interface CountryProps {
  readonly one: CountryRules
  readonly mayState: boolean
}

function Country({ one, mayState }: CountryProps) {
  const { country, rules, setAt, setBy, reason, changesToday } = one
  const { change } = useAddress()
  const [isRemoving, setRemoving] = useState(false)
  const isLimited = rules.some(({ changesPerDay }) => changesPerDay !== undefined)
  return (
    <section className="part country" aria-label={`rules of ${country}`}>
      <h2>{country}</h2>
      <ul className="country-rules">
        {rules.map((rule) => (
          <RuleItem key={rule.ruleId} rule={rule} />
        ))}
      </ul>
      <p className="dim">
        stated <Age at={setAt} /> by {setBy}
        {reason && `: “${reason}”`}
        {isLimited && `; ${changesToday.toLocaleString('en')} began to change there today`}
      </p>
      {mayState && (
        <div className="act-row">
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`change the rules of ${country}`}
            onClick={() => change({ edit: country })}
          >
            Change
          </Button>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`remove the rules of ${country}`}
            onClick={() => setRemoving(true)}
          >
            Remove
          </Button>
        </div>
      )}
      {isRemoving && <Remove country={country} onClose={() => setRemoving(false)} />}
    </section>
  )
}

const inForce = { shape: 'disc', tone: 'going', word: 'in force' } as const
const notInForce = { shape: 'dashes', tone: 'quiet', word: 'not in force today' } as const

function RuleItem({ rule }: { readonly rule: CountryRules['rules'][number] }) {
  const { source, from, until, isInForce } = rule
  return (
    <li>
      <ul className="lines">
        {ruleInWords(rule).map((words) => (
          <li key={words}>
            <strong>{words}</strong>
          </li>
        ))}
      </ul>
      <p className="counted">
        <Mark look={isInForce ? inForce : notInForce} />
        <span>
          from {from} {until ? `to ${until}` : 'on'}
        </span>
        <span className="dim">
          {source.title}, <Source address={source.address} />, read on {source.readOn}
        </span>
      </p>
    </li>
  )
}

/** A link only where it is one of the web; an address of any other kind is text. */
function Source({ address }: { readonly address: string }) {
  if (!/^https?:\/\//i.test(address)) return <span>{address}</span>
  return (
    <a className="quiet-link" href={address} rel="noreferrer noopener" target="_blank">
      {address}
    </a>
  )
}

function Remove({ country, onClose }: { readonly country: string; readonly onClose: () => void }) {
  const client = useClient()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const remove = useMutation({
    mutationFn: () => client.removeCountryRules({ params: { country }, query: { reason } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['country-rules'] })
      onClose()
    },
  })
  return (
    <AskFirst title={`Remove the rules of ${country}`} onClose={onClose}>
      <p>
        Nothing is asked of {country} any more: what was held back by these rules leaves at once,
        and new campaigns need only the approvals of their plan.
      </p>
      <Reason
        description="kept in the log beside who did it; may be empty"
        value={reason}
        onChange={setReason}
      />
      {remove.error && <ProblemNote error={remove.error} />}
      <Acts onAct={() => remove.mutate()} onClose={onClose} isBusy={remove.isPending}>
        Remove the rules of 1 country
      </Acts>
    </AskFirst>
  )
}
