// The fields of a campaign's plan beside the wish: waves, thresholds, when, how fast, who approves.
// All of it stands in the address, so that a plan can be sent to a colleague before it is made.

import { NativeSelect, TextInput } from '@mantine/core'
import { useAddress } from '../address/go.tsx'
import { planDefaults } from './plan-form.ts'
import { RequiredChecks } from './required-checks.tsx'

interface FieldProps {
  readonly name: string
  readonly label: string
  readonly description?: string
  readonly placeholder?: string
  readonly initial?: string
}

function Field({ name, label, description, placeholder, initial }: FieldProps) {
  const { query, change } = useAddress()
  return (
    <TextInput
      label={label}
      description={description}
      placeholder={placeholder}
      autoComplete="off"
      spellCheck={false}
      value={query[name] ?? initial ?? ''}
      onChange={(event) => change({ [name]: event.currentTarget.value }, 'replace')}
    />
  )
}

export function PlanFieldset() {
  const { query, change } = useAddress()
  return (
    <div className="wish-fields">
      <Field name="name" label="Name" placeholder="Move the meters to Nordtel" />
      <Field
        name="waves"
        label="Waves"
        description="in order, each with a number of devices or a share; the last takes the rest"
        initial={planDefaults.waves}
      />
      <fieldset className="grouped">
        <legend>A wave passes, or the campaign stops</legend>
        <div className="in-row">
          <Field name="success" label="Success at least, %" initial={planDefaults.success} />
          <Field name="failure" label="Failure at most, %" initial={planDefaults.failure} />
          <Field name="confidence" label="Confidence, %" initial={planDefaults.confidence} />
        </div>
      </fieldset>
      <fieldset className="grouped">
        <legend>When and how fast</legend>
        <div className="in-row">
          <Field name="from" label="From" placeholder="22:00" />
          <Field name="until" label="Until" placeholder="06:00" />
          <Field name="days" label="Days for each device" initial={planDefaults.days} />
        </div>
        <p className="dim small">Hours are each device's own; empty means at any time.</p>
        <div className="in-row">
          <Field name="atOnce" label="Devices at once" placeholder="no limit" />
          <Field name="perSmdp" label="A minute per SM-DP+" placeholder="no limit" />
          <Field name="perOperator" label="A minute per operator" placeholder="no limit" />
        </div>
      </fieldset>
      <RequiredChecks />
      <div className="in-row">
        <Field
          name="approvals"
          label="Approvals"
          description="by others than you"
          initial={planDefaults.approvals}
        />
        <NativeSelect
          label="Devices that match later"
          description="of the same filter"
          value={query.follow ?? 'frozen'}
          onChange={(event) => change({ follow: event.currentTarget.value }, 'replace')}
          data={[
            { value: 'frozen', label: 'stay out' },
            { value: 'live', label: 'join the last wave' },
          ]}
        />
      </div>
    </div>
  )
}
