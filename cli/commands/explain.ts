// `holdfast explain EID|OPERATION|CODE`: why.

import { ApiProblem, type Client } from '@holdfast/api/client.ts'
import type { ShapeOf } from '@holdfast/api/route.ts'
import type { ExplanationShape } from '@holdfast/api/shapes/explanation.ts'
import { Command } from 'commander'
import { act, type Cli } from '../call.ts'
import { exitCodes } from '../exit-code.ts'

export function explainCommand(cli: Cli): Command {
  return new Command('explain')
    .description('why a device, an operation or a campaign is as it is, or what a code means')
    .argument('<what>', 'an EID, the id of an operation or campaign, or a refusal or reason code')
    .action(
      act(cli, async (call) => {
        const { value, text } = await explained(call.client(), call.args[0] ?? '')
        call.report(value, text)
        return exitCodes.done
      }),
    )
}

async function explained(client: Client, what: string) {
  if (/^[0-9]{32}$/.test(what)) {
    const value = await client.explainDevice({ params: { eid: what } })
    return { value, text: formatExplanation(value.explanation) }
  }
  try {
    const value = await client.explainOperation({ params: { id: what } })
    return { value, text: formatExplanation(value.explanation) }
  } catch (error) {
    const isUnknown = error instanceof ApiProblem && error.problem.status === 404
    if (!isUnknown) throw error
  }
  try {
    const value = await client.explainCampaign({ params: { id: what } })
    return { value, text: formatExplanation(value.explanation) }
  } catch (error) {
    const isUnknown = error instanceof ApiProblem && error.problem.status === 404
    if (!isUnknown) throw error
  }
  const value = await client.reason({ params: { code: what } })
  const remedy = value.remedy === undefined ? '' : `\nWhat to do: ${value.remedy}`
  return { value, text: `${value.code}: ${value.words}${remedy}` }
}

/** An explanation as lines. */
export function formatExplanation(explanation: ShapeOf<typeof ExplanationShape>): string {
  const { summary, because, wouldChange } = explanation
  const lines = [summary]
  if (because.length > 0) lines.push('', 'Because')
  for (const { rule, facts } of because) {
    lines.push(`  ${rule}`, ...facts.map((fact) => `    ${fact}`))
  }
  if (wouldChange.length > 0) lines.push('', 'What would change it')
  return [...lines, ...wouldChange.map((change) => `  ${change}`)].join('\n')
}
