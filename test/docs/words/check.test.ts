/** `npm run check:words` as a command: which files it reads, what it prints, how it exits. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { sourceFiles } from '../../../docs/words/files.ts'

const check = fileURLToPath(new URL('../../../docs/words/check.ts', import.meta.url))

async function checked(files: Readonly<Record<string, string>>): Promise<{ code: number; lines: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'words-'))
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), source)
  }
  return new Promise((resolve) =>
    execFile(process.execPath, [check, pathToFileURL(`${folder}/`).href], (error, stdout) =>
      resolve({ code: Number(error?.code ?? 0), lines: stdout.trimEnd().split('\n') }),
    ),
  )
}

it('prints words, names and test names in the order of files and lines, and exits with 1', async () => {
  const { code, lines } = await checked({
    'README.md': 'Good.\n\nThis in the place of that.',
    'test/a.test.ts': "import { it } from 'vitest'\n\nit('ok', () => {\n  const told = 1\n})\n",
    '.ci/run': '# Nobody runs this.\n',
    'contract/pacts/made.json': '{ "description": "a token in the place of that" }',
    'client/node_modules/x/a.ts': '// in the place of',
    'elsewhere/a.md': 'In the place of.',
  })
  expect(code).toBe(1)
  expect(lines.slice(0, 4)).toEqual([
    '.ci/run:1:3: "Nobody": write "no one"',
    'README.md:3:6: "in the place of": write "instead of" or "replaces"',
    'test/a.test.ts:3:4: the test name "ok" has fewer than 3 words: write a whole sentence',
    'test/a.test.ts:4:9: "told" in the name told: write "redacted" or "reported" or "notified"',
  ])
  expect(lines.at(-1)).toMatch(/^\d+ problems\. The words, and their exceptions: docs\/words\//)
})

it('reports exceptions and ignored files that no file needs', async () => {
  const { lines } = await checked({ 'README.md': 'Good.' })
  expect(lines).toContainEqual(expect.stringMatching(/^the exception of patience .* excepts nothing: remove it$/))
  expect(lines).toContain('docs/words/files.ts ignores package-lock.json, which no file matches: remove it')
})

it('reads every folder of the project, and none of what is generated', () => {
  const { files, stale } = sourceFiles(new URL('../../../', import.meta.url))
  const paths = files.map(({ path }) => path)
  const tops = new Set(paths.map((path) => path.split('/')[0]))
  for (const top of [
    '.ci',
    '.github',
    'bench',
    'client',
    'contract',
    'decisions',
    'docker',
    'docs',
    'mock-sts',
    'test',
  ])
    expect(tops).toContain(top)
  for (const path of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'biome.json', 'knip.jsonc'])
    expect(paths).toContain(path)
  const generated =
    /^(contract\/(pacts|vectors)|package-lock|test\/docs\/public-names\.txt|docs\/rules\.md)|node_modules/
  expect(paths.filter((path) => generated.test(path))).toEqual([])
  expect(stale).toEqual([])
})
