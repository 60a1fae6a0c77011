// Tokens: who may call and what they may do. A new one's secret is shown once.

import { type Scope, scopes, scopeWords } from '@holdfast/api/scope.ts'
import { Button, Checkbox, Modal, Skeleton, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { exactInstant } from '../clock/time-words.ts'
import { Age } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { CopyText } from '../shell/copy-button.tsx'
import { Note, ProblemNote } from '../shell/note.tsx'

export function Tokens() {
  const client = useClient()
  const { data, error } = useQuery({
    queryKey: ['tokens'],
    queryFn: ({ signal }) => client.listTokens({ signal }),
  })
  if (data === undefined) {
    return error ? <ProblemNote error={error} /> : <Skeleton height={96} />
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keyboard */}
      <section className="wide" aria-label="tokens" tabIndex={0}>
        <table className="plain">
          <caption className="hidden-text">tokens</caption>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">May</th>
              <th scope="col">Made</th>
              <th scope="col">Last used</th>
              <th scope="col">Ends</th>
              <th scope="col">Acts</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((token) => (
              <tr key={token.id}>
                <th scope="row">{token.name}</th>
                <td className="scopes">
                  {token.scopes.length === scopes.length ? 'everything' : token.scopes.join(', ')}
                </td>
                <td>
                  <Age at={token.createdAt} /> by {token.createdBy}
                </td>
                <td>
                  <Age at={token.lastUsedAt} />
                </td>
                <td>{token.expiresAt === undefined ? 'never' : exactInstant(token.expiresAt)}</td>
                <td>
                  <Revoke id={token.id} name={token.name} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <NewToken />
    </>
  )
}

function Revoke({ id, name }: { readonly id: string; readonly name: string }) {
  const client = useClient()
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const revoke = useMutation({
    mutationFn: () => client.revokeToken({ params: { id } }),
    onSuccess: () => {
      setAsking(false)
      void queries.invalidateQueries({ queryKey: ['tokens'] })
    },
  })
  return (
    <>
      <Button
        variant="default"
        size="compact-xs"
        aria-label={`revoke token ${name}`}
        onClick={() => setAsking(true)}
      >
        Revoke
      </Button>
      <Modal opened={isAsking} onClose={() => setAsking(false)} title={`Revoke ${name}?`}>
        <p>Whoever uses this token is locked out at once. This cannot be undone.</p>
        {revoke.error && <ProblemNote error={revoke.error} />}
        <div className="acts">
          <Button variant="default" onClick={() => setAsking(false)}>
            Keep it
          </Button>
          <Button onClick={() => revoke.mutate()} loading={revoke.isPending}>
            Revoke 1 token
          </Button>
        </div>
      </Modal>
    </>
  )
}

function NewToken() {
  const client = useClient()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<readonly Scope[]>(['devices:read', 'operations:read'])
  const make = useMutation({
    mutationFn: () => client.createToken({ body: { name: name.trim(), scopes: [...chosen] } }),
    onSuccess: () => {
      setName('')
      void queries.invalidateQueries({ queryKey: ['tokens'] })
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (name.trim() !== '' && chosen.length > 0) make.mutate()
  }
  return (
    <form onSubmit={submit} className="new-token">
      <h3>New token</h3>
      <TextInput
        label="Name"
        description="who or what will use it"
        maxLength={100}
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <fieldset className="grouped scopes-choice">
        <legend>May</legend>
        {scopes.map((scope) => (
          <Checkbox
            key={scope}
            label={scopeWords[scope]}
            description={scope}
            checked={chosen.includes(scope)}
            onChange={({ currentTarget }) =>
              setChosen(
                currentTarget.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope),
              )
            }
          />
        ))}
      </fieldset>
      <Button type="submit" loading={make.isPending} disabled={chosen.length === 0}>
        Make token
      </Button>
      {make.error && <ProblemNote error={make.error} />}
      {make.data && (
        <Note tone="good" title={`Token ${make.data.token.name} was made.`} role="status">
          <p>Its secret is shown this once:</p>
          <p>
            <code className="secret">{make.data.secret}</code> <CopyText text={make.data.secret} />
          </p>
        </Note>
      )}
    </form>
  )
}
