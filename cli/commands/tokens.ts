// `holdfast tokens list|create|revoke`.

import { isScope, scopes, scopeWords } from '@holdfast/api/scope.ts'
import { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { type ExitCode, exitCodes, Refused } from '../exit-code.ts'
import { repeated } from '../operand.ts'
import { formatTable } from '../table.ts'
import { formatInstant, parseSpan } from '../time-words.ts'

interface CreateOptions {
  readonly scope: readonly string[]
  readonly expires?: string
}

export function tokensCommand(cli: Cli): Command {
  const tokens = new Command('tokens').description('who may call the API, and do what')
  tokens.command('list').description('tokens, without their secrets').action(act(cli, listTokens))
  tokens
    .command('create')
    .description('make a token; its secret is shown once')
    .argument('<name>')
    .requiredOption('--scope <scope>', 'what it may do; repeatable', repeated)
    .option('--expires <span>', 'e.g. 90d')
    .addHelpText('after', `\nScopes:\n${scopeHelp()}`)
    .action(act<CreateOptions>(cli, createToken))
  tokens
    .command('revoke')
    .description('revoke a token at once')
    .argument('<id>')
    .action(
      act(cli, async (call) => {
        const id = call.args[0] ?? ''
        await call.client().revokeToken({ params: { id } })
        call.report({ revoked: id }, `revoked ${id}`)
        return exitCodes.done
      }),
    )
  return tokens
}

async function listTokens(call: Call<unknown>): Promise<ExitCode> {
  const reply = await call.client().listTokens()
  call.report(reply, () => {
    const rows = reply.items.map((token) => [
      token.id,
      token.name,
      token.scopes.length === scopes.length ? 'all' : token.scopes.join(' '),
      formatInstant(token.createdAt),
      formatInstant(token.expiresAt),
    ])
    return formatTable(['ID', 'NAME', 'SCOPES', 'CREATED', 'EXPIRES'], rows)
  })
  return exitCodes.done
}

async function createToken(call: Call<CreateOptions>): Promise<ExitCode> {
  const wanted = call.options.scope.flatMap((scope) => {
    if (scope === 'all') return scopes
    if (isScope(scope)) return [scope]
    throw new Refused('bad-scope', `there is no scope ${scope}`, `scopes: ${scopes.join(' ')}, all`)
  })
  const client = call.client()
  const span = call.options.expires
  const expiry =
    span === undefined ? {} : { expiresAt: (await client.health()).now + parseSpan(span) }
  const name = call.args[0] ?? ''
  const made = await client.createToken({ body: { name, scopes: wanted, ...expiry } })
  call.report(made, made.secret)
  call.remark('This is shown once. Keep it where secrets are kept.')
  return exitCodes.done
}

function scopeHelp(): string {
  return scopes.map((scope) => `  ${scope.padEnd(17)} ${scopeWords[scope]}`).join('\n')
}
