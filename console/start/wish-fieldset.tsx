// The fields of a wish: what, with which profile, on which devices, and why. Everything but the
// codes is kept in the address, so that a half-filled form can be sent to a colleague.

import { NativeSelect, PasswordInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { useAddress } from '../address/go.tsx'
import { StockChoice } from './stock-choice.tsx'
import { TargetFields } from './target-fields.tsx'
import { type Codes, type FormField, sourceOf } from './wish-form.ts'
import { wishKindOf, wishKinds } from './wish-kinds.ts'

interface Props {
  /** Absent where one code for one device makes no sense. */
  readonly codes?: Codes
  readonly onCodes?: (codes: Codes) => void
  readonly fault: { readonly at: FormField; readonly why: string } | undefined
}

export function WishFieldset(props: Props) {
  const { query, change } = useAddress()
  const kind = wishKindOf(query.kind)
  return (
    <div className="wish-fields">
      <NativeSelect
        label="What"
        description={kind.line}
        value={kind.kind}
        onChange={(event) => change({ kind: event.currentTarget.value }, 'replace')}
        data={wishKinds.map(({ kind: value, title }) => ({ value, label: title }))}
      />
      {kind.asks === 'profile' && <ProfileFields {...props} />}
      {kind.asks === 'iccid' && <IccidField fault={props.fault} />}
      <TargetFields fault={props.fault} />
      <Textarea
        label="Reason"
        description="kept in the log beside who did it; may be empty"
        autosize
        minRows={1}
        maxLength={500}
        value={query.reason ?? ''}
        onChange={(event) => change({ reason: event.currentTarget.value }, 'replace')}
      />
    </div>
  )
}

function IccidField({ fault }: Pick<Props, 'fault'>) {
  const { query, change } = useAddress()
  return (
    <TextInput
      label="ICCID"
      description="18 to 20 digits, as printed"
      inputMode="numeric"
      autoComplete="off"
      error={fault?.at === 'iccid'}
      value={query.iccid ?? ''}
      onChange={(event) => change({ iccid: event.currentTarget.value }, 'replace')}
    />
  )
}

const sources = [
  { value: 'stock', label: 'from stock' },
  { value: 'activation-code', label: 'activation code' },
  { value: 'iccid', label: 'on the card' },
]

function ProfileFields(props: Props) {
  const { query, change } = useAddress()
  const source = sourceOf({ source: query.source, iccid: query.iccid })
  return (
    <fieldset className="grouped">
      <legend>Profile</legend>
      <SegmentedControl
        data={props.codes ? sources : sources.filter(({ value }) => value !== 'activation-code')}
        value={source}
        onChange={(next) => change({ source: next }, 'replace')}
        aria-label="where the profile comes from"
        fullWidth
      />
      {source === 'stock' && <StockChoice fault={props.fault} />}
      {source === 'iccid' && <IccidField fault={props.fault} />}
      {source === 'activation-code' && props.codes && props.onCodes && (
        <CodeFields codes={props.codes} onCodes={props.onCodes} fault={props.fault} />
      )}
    </fieldset>
  )
}

function CodeFields({ codes, onCodes, fault }: Required<Props>) {
  return (
    <>
      <TextInput
        label="Activation code"
        description="one code, so for one device; never kept in the address"
        placeholder="LPA:1$smdp.example.com$…"
        autoComplete="off"
        spellCheck={false}
        error={fault?.at === 'activationCode'}
        value={codes.activationCode}
        onChange={(event) => onCodes({ ...codes, activationCode: event.currentTarget.value })}
      />
      <PasswordInput
        label="Confirmation code"
        description="only if the operator gave one"
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': 'show the confirmation code' }}
        value={codes.confirmationCode}
        onChange={(event) => onCodes({ ...codes, confirmationCode: event.currentTarget.value })}
      />
    </>
  )
}
