/** Reports a deviation of the reference answer once: other rows in which only the same field deviates are not reached. */
import type { CheckResult, Finding } from '../result.ts'

/** What the row about the token expects, if there is none. */
export const noToken = '200 and a token'

export interface ReportedOnce {
  /** Notes the fields that a row about the reference answer reports. */
  add(result: CheckResult): void
  /** The result without findings about noted fields. */
  reduce(result: CheckResult): CheckResult
}

export function createReportedOnce(): ReportedOnce {
  /** The row that reports a field, by field. */
  const reported = new Map<string, string>()
  /** The answer to the reference request, if it is not a token: a row that sees the same has the same cause. */
  let refusal: { readonly answer: string; readonly id: string } | undefined
  const reportOf = ({ where, seen }: Finding) => {
    const field = fieldOf(where)
    if (refusal !== undefined && (seen === refusal.answer || where?.startsWith(`the answer ${refusal.answer}: `)))
      return refusal.id
    // An opaque token has no claims.
    const cause = field?.startsWith('claim ') && reported.has('member access_token') ? 'member access_token' : field
    return cause === undefined ? undefined : reported.get(cause)
  }
  return {
    add({ id, findings }) {
      for (const { where, seen, expected } of findings) {
        const field = fieldOf(where)
        if (expected === noToken) refusal = { answer: seen, id }
        if (field !== undefined && !reported.has(field)) reported.set(field, id)
      }
    },
    reduce(result) {
      const { findings } = result
      const left = findings.filter((finding) => reportOf(finding) === undefined)
      if (left.length === findings.length) return result
      if (left.length > 0) return { ...result, findings: left }
      const rows = [...new Set(findings.map(reportOf))].join(', ')
      const fields = [...new Set(findings.map(({ where }) => fieldOf(where) ?? 'the answer'))].join(', ')
      return {
        ...result,
        outcome: 'not reached',
        findings: [],
        because: `Skipped: it would only repeat what ${rows} reports (${fields}).`,
      }
    },
  }
}

/** `the challenge: header Pragma` is about the header Pragma; a path such as `$.scope` is about a member. */
function fieldOf(where: string | undefined): string | undefined {
  const field = where?.split(': ').at(-1)
  return field?.startsWith('$.') ? `member ${field.slice(2)}` : field
}
