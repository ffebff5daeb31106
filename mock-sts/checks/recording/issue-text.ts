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
    ...membersText(differences, placeholders),
    '',
    'The request:',
    '',
    '```',
    request,
    '```',
  ].join('\n')
}

/** How lists differ: as claims with several values, and as the words of a scope. */
function membersText(differences: readonly AnswerDifference[], { show }: Placeholders): string[] {
  const lines = differences.flatMap(({ where, twin, recorded }) => {
    const name = where.split(' ').at(-1) ?? where
    const [own, other] = [listOf(name, twin), listOf(name, recorded)]
    if (own === undefined || other === undefined) return []
    const lacks = (one: readonly string[], another: readonly string[]) =>
      one.filter((value) => !another.includes(value)).map((value) => show(name, JSON.parse(value)))
    const parts = [
      ['HelseID’s lacks', lacks(own, other)],
      ['HelseID’s has in addition', lacks(other, own)],
    ] as const
    const texts = parts
      .filter(([, values]) => values.length > 0)
      .map(([what, values]) => `${what} ${values.join(', ')}`)
    const form =
      Array.isArray(twin) === Array.isArray(recorded)
        ? []
        : [`HelseID’s is ${formOf(recorded)}, the twin’s ${formOf(twin)}`]
    const all = [...form, ...texts]
    return [`- ${where}: ${all.length === 0 ? 'the same values in another order' : all.join('; ')}`]
  })
  return lines.length === 0 ? [] : ['', ...lines]
}

/** The elements as JSON; undefined if neither a list nor a text that may be one. */
function listOf(name: string, value: unknown): readonly string[] | undefined {
  const values = name === 'scope' && typeof value === 'string' ? value.split(' ') : value
  const isList = Array.isArray(values) || (name === 'aud' && typeof values === 'string')
  return isList ? [values].flat().map((one) => JSON.stringify(one)) : undefined
}

function formOf(value: unknown): string {
  return Array.isArray(value) ? 'an array' : 'a string'
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
