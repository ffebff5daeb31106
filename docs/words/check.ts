/** `npm run check:words`: fails where a text or a name has words of the list, or a test has a name that is not a sentence. */
import { type SourceFile, sourceFiles } from './files.ts'
import { type Finding, findWords, formatFinding, placeOf } from './find.ts'
import { identifiers } from './identifiers.ts'
import { prose } from './prose.ts'
import { isTestFile, problemOf, testNames } from './test-names.ts'

// Another folder for the test of this check.
const root = process.argv[2] === undefined ? new URL('../../', import.meta.url) : new URL(process.argv[2])
const { files, stale } = sourceFiles(root)
const found = findWords(files, [...prose, ...identifiers])
const findings = [...found.findings, ...files.filter(isTestFile).flatMap(fragments)].toSorted(byPlace)
const problems = [...findings.map(formatFinding), ...found.stale, ...stale]

for (const problem of problems) console.log(problem)
if (problems.length > 0) {
  console.log(`\n${problems.length} problems. The words, and their exceptions: docs/words/{prose,identifiers}.ts`)
  process.exitCode = 1
}

function fragments({ path, source }: SourceFile): Finding[] {
  return testNames({ path, source }).flatMap(({ text, offset }) => {
    const problem = problemOf(text)
    if (problem === undefined) return []
    return [{ path, ...placeOf(source, offset), message: `the test name "${text}" ${problem}` }]
  })
}

function byPlace(a: Finding, b: Finding): number {
  return a.path.localeCompare(b.path) || a.line - b.line || a.column - b.column
}
