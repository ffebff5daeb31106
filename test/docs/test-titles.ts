/** The titles of the tests and groups of tests in a file. */
import { type Expression, parseSync, Visitor } from 'oxc-parser'

/** The first argument of each call of `it`, `test` or `describe`, also of `it.skipIf(…)(…)`, `describe.each(…)(…)` and the like. */
export function testTitles(path: string, source: string): readonly string[] {
  const { program, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const titles: string[] = []
  new Visitor({
    CallExpression({ callee, arguments: [title] }) {
      if (title === undefined || !isTest(callee)) return
      if (title.type === 'Literal' && typeof title.value === 'string') titles.push(title.value)
      if (title.type === 'TemplateLiteral') titles.push(source.slice(title.start + 1, title.end - 1))
    },
  }).visit(program)
  return titles
}

function isTest(callee: Expression): boolean {
  if (callee.type === 'Identifier') return ['it', 'test', 'describe'].includes(callee.name)
  if (callee.type === 'MemberExpression') return isTest(callee.object as Expression)
  return callee.type === 'CallExpression' && isTest(callee.callee)
}
