/** The exports of the packages and their members, from the TypeScript compiler. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
// This API may change with the version of TypeScript, which the lock file pins.
import { API, type Checker, SymbolFlags, type Type, type Symbol as TypeScriptSymbol } from 'typescript/unstable/sync'

type Names = Readonly<Record<string, readonly string[]>>

const root = fileURLToPath(new URL('../../..', import.meta.url))
const declaresType = SymbolFlags.Interface | SymbolFlags.TypeAlias | SymbolFlags.Class

/** By entry point, such as `helseid-client/verifier`: `createTokenVerifier`, `TokenVerifierOptions.issuer`, … */
export function exportedNames(): Names {
  const api = new API({ cwd: root })
  try {
    const project = api.updateSnapshot({ openProject: `${root}tsconfig.json` }).getProjects()[0]
    if (project === undefined) throw new Error('tsconfig.json is not a project')
    const { program, checker } = project
    const exportsOf = (path: string) => {
      const file = program.getSourceFile(root + path)
      const module = file && checker.getSymbolAtLocation(file)
      if (module === undefined) throw new Error(`${path} is not a module of tsconfig.json`)
      return checker.getExportsOfModule(module)
    }
    const exported = Object.entries(entryPoints()).map(([name, path]) => [name, exportsOf(path)] as const)
    const named = new Set(exported.flatMap(([, symbols]) => symbols.map((symbol) => declared(checker, symbol).id)))
    const names = (symbol: TypeScriptSymbol) => [
      symbol.name,
      ...members(checker, symbol, named).map((member) => `${symbol.name}.${member}`),
    ]
    return Object.fromEntries(exported.map(([name, symbols]) => [name, symbols.flatMap(names)]))
  } finally {
    try {
      api.close()
    } catch {}
  }
}

/** Entry points with code, each with its source file. */
function entryPoints(): Record<string, string> {
  const folders = ['contract', 'client', 'mock-sts']
  return Object.fromEntries(
    folders.flatMap((folder) => {
      const { name, exports } = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'))
      return Object.entries<{ 'helseid-source'?: string }>(exports).flatMap(([path, { 'helseid-source': source }]) =>
        source === undefined ? [] : [[name + path.slice(1), `${folder}/${source.slice(2)}`] as const],
      )
    }),
  )
}

function declared(checker: Checker, symbol: TypeScriptSymbol): TypeScriptSymbol {
  return symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** `named`: types with their own export, whose members are listed there. */
function members(checker: Checker, exported: TypeScriptSymbol, named: ReadonlySet<number>): string[] {
  const symbol = declared(checker, exported)
  const isType = Boolean(symbol.flags & declaresType)
  return membersOf(isType ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeOfSymbol(symbol), new Set())

  /** `above`: the enclosing types, to stop at recursive types. */
  function membersOf(type: Type | undefined, above: ReadonlySet<number>): string[] {
    if (type === undefined || above.has(type.id)) return []
    const within = new Set(above).add(type.id)
    const alternatives = alternativesOf(checker, type)
    if (alternatives !== undefined)
      return alternatives.flatMap((each) => (isNamed(each) ? [] : membersOf(each, within)))
    return checker.getPropertiesOfType(type).flatMap((property) => {
      const owner = property.getParent()
      const listedThere = owner !== undefined && owner.id !== symbol.id && named.has(owner.id)
      if (listedThere || property.name.includes('#') || !isOurs(property)) return []
      const name = property.name.replace(/^__@(\w+)@\d+$/, '[Symbol.$1]')
      const value = checker.getTypeOfSymbol(property)
      // The members of a table's entries are listed with their type.
      const deeper = !isType || value === undefined || isNamed(value) ? [] : membersOf(value, within)
      return [name, ...deeper.map((member) => `${name}.${member}`)]
    })
  }

  function isNamed(type: Type): boolean {
    return [type.getAliasSymbol(), type.getSymbol()].some((each) => each !== undefined && named.has(each.id))
  }
}

/** The types of a union or an intersection, and of the elements of a list; undefined for any other type. */
function alternativesOf(checker: Checker, type: Type): readonly Type[] | undefined {
  if (type.isUnionType()) return type.getTypes()
  const isList = type.isTypeReference() && /^(Readonly)?Array$/.test(type.getSymbol()?.name ?? '')
  return isList ? checker.getTypeArguments(type) : undefined
}

/** True if the project declares it. On some systems the compiler writes paths in lower case. */
function isOurs(symbol: TypeScriptSymbol): boolean {
  const paths = symbol.declarations.map(({ path }) => path.toLowerCase())
  return paths.some((path) => path.startsWith(root.toLowerCase()) && !path.includes('/node_modules/'))
}
