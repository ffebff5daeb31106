/** Names of tests: each is a whole sentence, which says in a list of failures what does not hold. A machine checks the form alone. */
import type { Node } from 'oxc-parser'
import type { SourceFile } from './files.ts'
import { childrenOf, parse } from './read-typescript.ts'

export interface TestName {
  readonly text: string
  /** Where it starts in the file, in characters. */
  readonly offset: number
}

/** `test/…/*.test.ts`, and suites that such files share. */
export function isTestFile({ path, source }: SourceFile): boolean {
  return path.startsWith('test/') && path.endsWith('.ts') && source.includes("from 'vitest'")
}

/** The names that `it` and `test` are called with, also by way of `each` and `skipIf`. */
export function testNames({ path, source }: SourceFile): TestName[] {
  return namesIn(source, parse(path, source).program)
}

/** What is wrong with a name, as the end of a sentence; undefined if nothing is. */
export function problemOf(name: string): string | undefined {
  // The rows of the table name the case.
  if (!/\p{L}/u.test(name.replace(parameter, ''))) return undefined
  if (caseId.test(name)) return 'starts with the id of a case: say what happens, and add the id in brackets at the end'
  const words = name.replace(parameter, 'the row').match(/[\p{L}\p{N}'’-]+/gu) ?? []
  if (words.length < minWords) return `has fewer than ${minWords} words: write a whole sentence`
  if (!words.some(isVerb)) return 'has no verb: write a whole sentence'
  return undefined
}

const minWords = 3
const caseId = /^[A-Z]\d{1,3}\b/
/** What `each` fills in, or a template. */
const parameter = /%[sdifjoO]|\$[a-z][\w.]*|\$\{[^}]*\}/gi
const auxiliary = /^(are|am|can|cannot|could|did|do|had|have|may|might|must|need|should|was|were|will|would)$/i
/** Of a plural subject. Those that may be nouns, such as `name`, are left out. */
const plural =
  /^(accept|apply|become|contain|differ|exist|expire|fail|follow|get|give|include|keep|make|meet|receive|refuse|reject|remain|require|return|say|send|serve|share|sign|stay|take|throw|verify|write)$/

/** A word that may be a verb: an auxiliary, in the third person or in the past. Nouns in the plural pass too. */
function isVerb(word: string): boolean {
  return auxiliary.test(word) || plural.test(word) || /[^su]s$|ed$|n[’']t$/.test(word)
}

function namesIn(source: string, node: Node): TestName[] {
  return [...nameOf(source, node), ...childrenOf(node).flatMap((child) => namesIn(source, child))]
}

function nameOf(source: string, node: Node): TestName[] {
  if (node.type !== 'CallExpression' || !isTestFunction(node.callee)) return []
  const [name] = node.arguments
  if (name?.type === 'TemplateLiteral')
    return [{ text: source.slice(name.start + 1, name.end - 1), offset: name.start }]
  if (name?.type !== 'Literal' || typeof name.value !== 'string') return []
  return [{ text: name.value, offset: name.start }]
}

/** `it`, `it.concurrent`, `it.each(…)`, `it.skipIf(…)`; not `it.each` itself, which is called with a table. */
function isTestFunction(callee: Node): boolean {
  switch (callee.type) {
    case 'Identifier':
      return callee.name === 'it' || callee.name === 'test'
    case 'CallExpression':
      return callee.callee.type === 'MemberExpression' && isTestFunction(callee.callee.object)
    case 'MemberExpression':
      return (
        isTestFunction(callee.object) && callee.property.type === 'Identifier' && callee.property.name === 'concurrent'
      )
    default:
      return false
  }
}
