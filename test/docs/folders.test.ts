/** The folders of mock-sts/: lint refuses every import that CONTRIBUTING.md does not allow, and no other. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const [, section = ''] = /## The folders of `mock-sts\/`\n(.*?)\n## /s.exec(read('CONTRIBUTING.md')) ?? []

/** Folders, and the one file that counts as a folder, in the order of the table: the top layer first. */
const rows = [...section.matchAll(/^\| `([\w.-]+?)\/?` \|[^|]*\| ([^|]+) \|$/gm)]
  .map(([, name = '', may = '']) => ({ name, may }))
  .filter(({ name }) => name !== 'bin')
const names = rows.map(({ name }) => name)

/** Reads the last column: "everything below", "`context` and below", "nothing", or a list. */
function allowedTo({ name, may }: (typeof rows)[number]): readonly string[] {
  const below = (from: string) => names.slice(names.indexOf(from) + 1)
  if (may === 'everything below') return below(name)
  const listed = [...may.matchAll(/`([\w.-]+)`/g)].map(([, other = '']) => other)
  return may.endsWith(' and below') ? [...listed, ...below(listed.at(-1) ?? '')] : listed
}

const isFile = (name: string) => name.endsWith('.ts')

/** The ways in which one file imports another. */
const forms = [
  (path: string) => `import { probe } from '${path}'`,
  (path: string) => `import type { Probe } from '${path}'`,
  (path: string) => `export * from '${path}'`,
  (path: string) => `export const loaded = import('${path}')`,
]

interface Probe {
  readonly from: string
  readonly to: string
  /** `<file>:<line>` of its one import. */
  readonly at: string
  readonly text: string
}

/** Packages that lint keeps apart too: the own one, which is the top layer, and the engine, which one folder imports. */
const packages = ['helseid-mock', 'helseid-mock/msw', 'oidc-provider', 'oidc-provider/lib/helpers/errors.js']

const probes = rows.flatMap(({ name }): Probe[] => {
  const places = isFile(name)
    ? [[name, './']]
    : [
        [`${name}/probe.ts`, '../'],
        [`${name}/deeper/probe.ts`, '../../'],
      ]
  return places.flatMap(([file = '', up = '']) =>
    [
      ...names.filter((to) => to !== name).map((to) => [to, up + (isFile(to) ? to : `${to}/probe.ts`)] as const),
      ...packages.map((to) => [to, to] as const),
    ]
      .flatMap(([to, path]) => forms.map((form) => ({ to, text: form(path) })))
      .map(({ to, text }, index) => ({ from: name, to, text, at: `mock-sts/${file}:${index + 1}` })),
  )
})

const folder = mkdtempSync(join(tmpdir(), 'helseid-folders-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Where lint refuses an import, as `<file>:<line>`. */
function refused(): Set<string> {
  const { vcs: _vcs, $schema: _schema, ...config } = JSON.parse(read('biome.json'))
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(config))
  for (const [file, ofFile] of Map.groupBy(probes, ({ at }) => at.slice(0, at.lastIndexOf(':')))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), ofFile.map(({ text }) => `${text}\n`).join(''))
  }
  const args = ['lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=none', 'mock-sts']
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/biome'), args, options)
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] }
  return new Set(
    diagnostics.flatMap(({ location }) => (location?.start ? `${location.path}:${location.start.line}` : [])),
  )
}

interface Diagnostic {
  readonly location?: { readonly path: string; readonly start?: { readonly line: number } }
}

it('lint refuses every import between folders that CONTRIBUTING.md does not allow, in each form, and no other', () => {
  const found = refused()
  const engine = packages.filter((name) => name.startsWith('oidc-provider'))
  const allowed = new Map(
    rows.map((row) => [row.name, [...allowedTo(row), ...(row.name === 'provider' ? engine : [])]]),
  )
  const wrong = probes
    .map((probe) => ({ ...probe, mustBe: allowed.get(probe.from)?.includes(probe.to) ? 'allowed' : 'refused' }))
    .filter(({ at, mustBe }) => found.has(at) !== (mustBe === 'refused'))
    .map(({ from, text, mustBe }) => `${from}: ${text} must be ${mustBe}`)
  const add = 'keep the overrides in biome.json and the table of folders in CONTRIBUTING.md the same'
  expect(wrong, add).toEqual([])
  expect(found.size).toBeGreaterThan(1000)
})
