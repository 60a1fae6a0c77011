// Stating the rules of one country: all of them at once, because what is saved replaces what was.

import { Button, Textarea, TextInput, type TextInputProps } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useClient } from '../session/session.tsx'
import { Note, ProblemNote } from '../shell/note.tsx'
import {
  type CountryFields,
  newRule,
  type RuleFields,
  type RulesRequest,
  readRules,
} from './rule-form.ts'

interface Props {
  readonly initial: CountryFields
  /** The country stands already; another one is stated by itself. */
  readonly isKnown: boolean
  readonly today: string
  readonly onClose: () => void
}

export function RulesEditor({ initial, isKnown, today, onClose }: Props) {
  const [fields, setFields] = useState(initial)
  const [wasAsked, setAsked] = useState(false)
  const save = useSave(onClose)
  const read = readRules(fields)
  const fault = wasAsked && read.kind === 'lacking' ? read : undefined
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setAsked(true)
    if (read.kind === 'ready') save.mutate(read.request)
  }
  const setRule = (at: number, rule: RuleFields | undefined) => {
    const rules = fields.rules.flatMap((one, i) => (i === at ? (rule ? [rule] : []) : [one]))
    setFields({ ...fields, rules })
  }
  return (
    <form className="rules-editor" onSubmit={submit} noValidate>
      <TextInput
        label="Country"
        description="two letters, as DE"
        maxLength={2}
        readOnly={isKnown}
        error={fault?.at === 'country'}
        value={fields.country}
        onChange={({ currentTarget: { value } }) => setFields({ ...fields, country: value })}
      />
      {fields.rules.map((rule, at) => (
        <RuleFieldset
          key={at}
          legend={fields.rules.length > 1 ? `Rule ${at + 1}` : 'Rule'}
          rule={rule}
          faultAt={fault?.at}
          onChange={(next) => setRule(at, next)}
          onRemove={fields.rules.length > 1 ? () => setRule(at, undefined) : undefined}
        />
      ))}
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => setFields({ ...fields, rules: [...fields.rules, newRule(today)] })}
      >
        Add another rule
      </Button>
      <Textarea
        label="Reason"
        description="kept in the log beside who did it; may be empty"
        autosize
        maxLength={500}
        value={fields.reason}
        onChange={({ currentTarget: { value } }) => setFields({ ...fields, reason: value })}
      />
      {fault && (
        <Note tone="bad" role="alert">
          {fault.why}
        </Note>
      )}
      {save.error && <ProblemNote error={save.error} />}
      <div className="acts">
        <Button type="submit" loading={save.isPending}>
          {fields.rules.length === 1 ? 'Put this rule' : `Put these ${fields.rules.length} rules`}{' '}
          in force
        </Button>
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
      </div>
    </form>
  )
}

function useSave(onSaved: () => void) {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ country, body }: RulesRequest) =>
      client.putCountryRules({ params: { country }, body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['country-rules'] })
      onSaved()
    },
  })
}

interface RuleProps {
  readonly legend: string
  readonly rule: RuleFields
  readonly faultAt: keyof RuleFields | 'country' | undefined
  readonly onChange: (rule: RuleFields) => void
  readonly onRemove: (() => void) | undefined
}

function RuleFieldset({ legend, rule, faultAt, onChange, onRemove }: RuleProps) {
  const field = (name: keyof RuleFields): TextInputProps => ({
    value: rule[name],
    error: faultAt === name,
    autoComplete: 'off',
    onChange: ({ currentTarget: { value } }) => onChange({ ...rule, [name]: value }),
  })
  return (
    <fieldset className="grouped">
      <legend>{legend}</legend>
      <TextInput
        label="Quiet hours"
        description="by each device's own clock; several with a comma"
        placeholder="22:00–06:00"
        {...field('quietHours')}
      />
      <TextInput
        label="Changes per day"
        description="so many devices begin to change in one day there"
        inputMode="numeric"
        {...field('changesPerDay')}
      />
      <div className="in-row">
        <TextInput
          label="Approvals"
          description="a campaign needs so many"
          inputMode="numeric"
          {...field('needed')}
        />
        <TextInput
          label="Above devices"
          description="with more devices there"
          inputMode="numeric"
          {...field('aboveDevices')}
        />
      </div>
      <TextInput
        label="Operators"
        description="only these may be used there; empty: any"
        {...field('operators')}
      />
      <div className="in-row">
        <TextInput label="Holds from" placeholder="2026-01-31" {...field('from')} />
        <TextInput label="Until" placeholder="without an end" {...field('until')} />
      </div>
      <TextInput
        label="Who asks for it"
        description="a law, a regulator, a contract"
        {...field('sourceTitle')}
      />
      <TextInput label="Where it can be read" placeholder="https://…" {...field('sourceAddress')} />
      <TextInput label="Read on" placeholder="2026-01-31" {...field('readOn')} />
      {onRemove && (
        <Button variant="default" size="compact-sm" onClick={onRemove}>
          Take this rule out
        </Button>
      )}
    </fieldset>
  )
}
