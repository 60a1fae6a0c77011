// The door: a token is pasted and tried before anything else is shown.

import { ApiProblem, apiClient } from '@holdfast/api/client.ts'
import { Button, PasswordInput } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { Note } from '../shell/note.tsx'
import type { SignInProps } from './session.tsx'
import { readToken } from './token-keeping.ts'

export function SignIn({ enter, why }: SignInProps) {
  const [pasted, setPasted] = useState('')
  const [refusal, setRefusal] = useState(why)
  const [isTrying, setTrying] = useState(false)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const token = readToken(pasted)
    if (token === undefined) return setRefusal('Paste a token first.')
    setTrying(true)
    const refused = await tryToken(token)
    setTrying(false)
    if (refused === undefined) enter(token)
    else setRefusal(refused)
  }
  return (
    <main className="sign-in">
      <form onSubmit={submit}>
        <h1>Holdfast</h1>
        <p className="dim">The operational system around eSIM and iSIM.</p>
        {refusal && (
          <Note tone="bad" role="alert">
            {refusal}
          </Note>
        )}
        <PasswordInput
          label="Token"
          description="The line “login” of npm start, or one made under Settings."
          autoComplete="off"
          value={pasted}
          onChange={(event) => setPasted(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': 'show the token' }}
          data-autofocus
          autoFocus
        />
        <Button type="submit" loading={isTrying} fullWidth mt="md">
          Sign in
        </Button>
        <p className="dim small">The token is kept in this tab only and is gone when it closes.</p>
      </form>
    </main>
  )
}

/** Nothing when the token is good; else the words to show. */
async function tryToken(token: string): Promise<string | undefined> {
  const client = apiClient({ send: fetch.bind(globalThis), url: '', token })
  try {
    await client.session()
    return undefined
  } catch (cause) {
    if (!(cause instanceof ApiProblem)) return 'The server does not answer. Is it running?'
    return cause.problem.status === 401 ? 'The server does not know this token.' : cause.message
  }
}
