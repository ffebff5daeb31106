/** Test files of the project `unit` share a process, so none changes what the next one sees. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import config from '../../vitest.config.ts'

interface Project {
  readonly test: { readonly name: string; readonly include: string[]; readonly exclude: string[] }
}

const cwd = fileURLToPath(new URL('../..', import.meta.url))
const projects = (config.test?.projects ?? []) as unknown as readonly Project[]
const [test] = projects.flatMap((project) => (project.test.name === 'unit' ? [project.test] : [])) as [Project['test']]
const files = globSync(test.include, { cwd, exclude: test.exclude }).map((path) => ({
  path,
  text: readFileSync(`${cwd}/${path}`, 'utf8'),
}))

/** Vitest restores spies after each test by itself. */
const lasting = {
  'replaces a module': /\bvi\.(?:doMock|mock|resetModules)\(/,
  'changes an environment variable':
    /\bvi\.stubEnv\(|\bprocess\.env(?:\.\w+|\[[^\]]+\])? (?:\?\?)?=(?!=)|\bdelete process\.env/,
  'changes a global': /\bvi\.stubGlobal\(|(?<!typeof )\bglobalThis\.\w+ = /,
  'changes the working directory': /\bprocess\.chdir\(/,
  'leaves fake timers': /^(?!.*\bvi\.useRealTimers\().*\bvi\.useFakeTimers\(/s,
}

it.each(Object.entries(lasting))('no file %s: such a file belongs to the project unit-isolated', (_, pattern) => {
  expect(files.length).toBeGreaterThan(100)
  const ownPath = 'test/ci/shared-process.test.ts'
  expect(files.filter(({ path, text }) => path !== ownPath && pattern.test(text)).map(({ path }) => path)).toEqual([])
})

it.each([
  ['replaces a module', "vi.mock('./a.ts')"],
  ['changes an environment variable', "process.env.HELSEID_MOCK_PORT = '1'"],
  ['changes an environment variable', "process.env['HELSEID_MOCK_PORT'] ??= '1'"],
  ['changes an environment variable', "vi.stubEnv('CI', '1')"],
  ['changes a global', "vi.stubGlobal('fetch', undefined)"],
  ['changes the working directory', "process.chdir('/')"],
  ['leaves fake timers', 'vi.useFakeTimers()'],
] as const)('a file that %s is found by: %s', (what, line) => {
  expect(line).toMatch(lasting[what])
  expect("afterEach(() => void vi.useRealTimers())\nvi.useFakeTimers()\nexpect(process.env.CI === '1')").not.toMatch(
    lasting[what],
  )
})
