/** Formats a report as JUnit XML for CI systems. https://github.com/testmoapp/junitxml */
import { create } from 'xmlbuilder2'
import type { CheckResult, Finding, Report } from '../result.ts'
import { mergeFindings } from './merge-findings.ts'

/** Expected failures, not reached and learned results are skipped; warnings pass, with the warning as their output. */
export function junitXml(report: Report): string {
  const groups = [...new Set(report.results.map(({ group }) => group))]
  const root = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\ufffd' }).ele('testsuites', {
    name: `helseid-mock check ${report.role}`,
    time: report.seconds.toFixed(3),
    tests: report.results.length,
    failures: failures(report.results),
  })
  for (const group of groups) {
    const results = report.results.filter((result) => result.group === group)
    const suite = root.ele('testsuite', {
      name: group,
      tests: results.length,
      failures: failures(results),
      errors: 0,
      skipped: results.filter(isSkipped).length,
      time: results.reduce((sum, { seconds = 0 }) => sum + seconds, 0).toFixed(3),
      timestamp: report.startedAt.slice(0, 19),
      hostname: 'localhost',
    })
    for (const result of results) {
      const { id, requires, seconds = 0 } = result
      const testcase = suite.ele('testcase', {
        name: `${id}: ${requires}`,
        classname: `${report.role}.${group}`,
        time: seconds.toFixed(3),
      })
      if (isSkipped(result)) testcase.ele('skipped').txt(skippedText(result))
      else if (result.outcome === 'failed')
        testcase.ele('failure', { message: messageOf(result), type: id }).txt(detail(result))
      else if (result.outcome === 'warned') testcase.ele('system-out').txt(`warning\n${detail(result)}`)
    }
  }
  return root.end({ prettyPrint: true })
}

function failures(results: readonly CheckResult[]): number {
  return results.filter((result) => result.outcome === 'failed' && !isSkipped(result)).length
}

function isSkipped({ outcome, expected }: CheckResult): boolean {
  return outcome === 'not reached' || outcome === 'learned' || expected === true
}

/** CI systems list the message alone. */
function messageOf({ findings: [first] }: CheckResult): string {
  if (first === undefined) return ''
  const { expected, seen } = first
  return expected === undefined ? seen : `expected ${expected}; seen ${seen}`
}

function skippedText(result: CheckResult): string {
  const { outcome, because, expected } = result
  if (outcome === 'not reached') return `${expected ? 'expected to fail: ' : ''}not reached: ${because ?? ''}`
  return `${expected ? 'expected to fail' : outcome}\n${detail(result)}`
}

function detail({ findings, source, outcome, permits }: CheckResult): string {
  const sources = [`source: ${source}`]
  if (outcome === 'warned' && permits !== undefined) sources.push(`permitted by: ${permits}`)
  return [...mergeFindings(findings).map(findingText), sources.join('\n')].join('\n\n')
}

function findingText(finding: Finding): string {
  const order = ['where', 'expected', 'seen', 'fix'] as const
  return order.flatMap((name) => (finding[name] === undefined ? [] : [`${name}: ${finding[name]}`])).join('\n')
}
