/** Writes the differences of a recorded exchange as text for an issue form, with placeholders for what is secret. */
import { decodeCompact } from 'helseid-contract/rules'
import type { AnswerDifference } from './compare-exchange.ts'
import { ofComparison, type Placeholders } from './placeholders.ts'
import type { RecordedAnswer } from './read-recording.ts'
import type { TwinAnswer } from './twin-answer.ts'

/** `number` is that of the request in the recording, from 1. */
export function issueText(
  number: number,
  recorded: RecordedAnswer,
  twin: TwinAnswer,
  differences: readonly AnswerDifference[],
  placeholders: Placeholders,
): string {
  const request = requestText(twin, placeholders)
  const rows = differences.map(({ where, twin: expected, recorded: seen }) => {
    const name = where.split(' ').at(-1) ?? where
    return `| ${fieldText(where, placeholders)} | ${valueText(name, expected, placeholders)} | ${valueText(name, seen, placeholders)} |`
  })
  const time = `${new Date(twin.at * 1000).toISOString().slice(0, 19)}Z`
  const rule = twin.rule === undefined ? '' : `, by the rule ${twin.rule}`
  return [
    `### Request ${number} (${time}): HelseID answered ${recorded.status}, the twin ${twin.status}${rule}`,
    '',
    '| where | the twin | HelseID |',
    '|---|---|---|',
    ...rows,
    '',
    'The request:',
    '',
    '```',
    request,
    '```',
  ].join('\n')
}

/** The form, and header and claims of the assertion and the proof. */
function requestText({ form, proofHeader, assertion, proof }: TwinAnswer, { show }: Placeholders): string {
  const { client_assertion: compact = '', ...others } = form
  const header = Object(decodeCompact(compact).header) as object
  const parts: readonly (readonly [string, object])[] = [
    ['form', others],
    ['assertion header', header],
    ['assertion claims', assertion],
    ['proof header', proofHeader],
    ['proof claims', proof],
  ]
  return parts
    .filter(([, members]) => Object.keys(members).length > 0)
    .map(([what, members]) => `${what}: ${show(what, members)}`)
    .join('\n')
}

/** A claim may be named after a client or an organisation. */
function fieldText(where: string, { show }: Placeholders): string {
  return /\d{9}|[\da-f]{8}-[\da-f]{4}-/i.test(where) ? `${where.split(' ')[0]} ${show('member', where)}` : where
}

/** What a comparison says about a value, such as `absent`, is not quoted: the answer does not have it. */
function valueText(name: string, value: unknown, { show }: Placeholders): string {
  if (value === 'undefined') return 'nothing'
  return typeof value === 'string' && ofComparison.includes(value) ? value : cell(show(name, value))
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
