/** Finds problems of the catalogue: compares the files of contract/rules/ with the table in contract/rules/index.ts. */
import { readdirSync } from 'node:fs'
import { profileNames, type profiles, type Rule } from 'helseid-contract/rules'

/** A file of contract/rules/. */
export interface RuleFile {
  /** File name without `.ts`. */
  readonly name: string
  /** The exports of the file. */
  readonly exports: Readonly<Record<string, unknown>>
}

export interface Catalogue {
  readonly rules: readonly Rule[]
  readonly profiles: Readonly<Record<keyof typeof profiles, Readonly<Record<string, unknown>>>>
}

const folder = new URL('../../contract/rules/', import.meta.url)
const table = 'contract/rules/index.ts'

export async function ruleFiles(): Promise<RuleFile[]> {
  const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''))
  return Promise.all(
    names
      .filter((name) => name !== 'index')
      .map(async (name) => ({ name, exports: await import(`${folder}${name}.ts`) })),
  )
}

/** One message per problem, which says what to add where. */
export function catalogueProblems(files: readonly RuleFile[], catalogue: Catalogue): string[] {
  const exported = new Set(files.flatMap((file) => rulesOf(file).map(({ id }) => id)))
  const listed = catalogue.rules.map(({ id }) => id)
  return [
    ...files.flatMap((file) => [...namingProblems(file), ...forgotten(file, listed)]),
    ...listed
      .filter((id) => !exported.has(id))
      .map(
        (id) => `${table} lists rule "${id}", but no file of contract/rules/ exports it: add contract/rules/${id}.ts`,
      ),
    ...listed
      .filter((id, index) => listed.indexOf(id) < index)
      .map((id) => `${table} lists rule "${id}" more than once: keep one row`),
    ...catalogue.rules.flatMap((rule, index) => [
      ...severityProblems(rule, catalogue),
      ...exampleProblems(rule),
      ...orderProblems(rule, listed.slice(0, index)),
    ]),
  ]
}

/** The rules that a file exports, single or in a family. */
function rulesOf({ exports }: RuleFile): Rule[] {
  return Object.values(exports).flatMap((value) => {
    if (isRule(value)) return [value]
    return typeof value === 'object' && value !== null ? Object.values(value).filter(isRule) : []
  })
}

function isRule(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && 'id' in value && 'check' in value
}

function namingProblems(file: RuleFile): string[] {
  const path = `contract/rules/${file.name}.ts`
  const ids = rulesOf(file).map(({ id }) => id)
  if (ids.length === 0) return [`${path} exports no rule: export one with the id "${file.name}", or a family`]
  if (ids.length === 1)
    return ids.filter((id) => id !== file.name).map((id) => `${path} exports rule "${id}": rename the file to ${id}.ts`)
  return ids
    .filter((id) => !id.startsWith(file.name))
    .map((id) => `${path} is a family with rule "${id}": begin the ids of its rules with "${file.name}"`)
}

function forgotten(file: RuleFile, listed: readonly string[]): string[] {
  return rulesOf(file)
    .filter(({ id }) => !listed.includes(id))
    .map(
      ({ id }) =>
        `contract/rules/${file.name}.ts exports rule "${id}" but ${table} does not list it: import it and add a row to its step`,
    )
}

function severityProblems({ id }: Rule, { profiles }: Catalogue): string[] {
  const columns = ['the rule', ...profileNames].join(', ')
  return profileNames
    .filter((name) => !['reject', 'warn', 'off'].includes(String(profiles[name][id])))
    .map(
      (name) =>
        `${table} gives rule "${id}" no severity under ${name}: its row is [${columns}], each severity reject, warn or off`,
    )
}

function exampleProblems({ id, examples }: Rule): string[] {
  return (['passing', 'failing'] as const)
    .filter((kind) => !(examples?.[kind]?.length > 0))
    .map((kind) => `rule "${id}" has no ${kind} example: add one to \`examples.${kind}\` in its file`)
}

function orderProblems({ id, needs }: Rule, before: readonly string[]): string[] {
  return needs
    .filter((need) => !before.includes(need))
    .map(
      (need) =>
        `rule "${id}" needs "${need}", which ${table} does not list before it: move its row, or remove the need`,
    )
}
