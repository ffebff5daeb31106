/** The examples of the test runners on Node.js, in projects that install the packages and one runner. Needs a package registry. */
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters as plain } from 'node:util'
import { beforeAll, expect, it } from 'vitest'
import { createProject, type Project } from './project.ts'
import { writeExample } from './runner-examples.ts'

let withJest: Project
let withVitest: Project

beforeAll(async () => {
  withJest = await createProject({ type: 'module', jest: { transform: {} } }, ['jest@30', '@types/node@24'])
  withVitest = await createProject({ type: 'module' }, ['vitest', 'jsdom', 'happy-dom'])
})

const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url))

it('Jest 30 runs its example, and TypeScript knows the matchers', async () => {
  const project = withJest
  const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--json']
  const results = JSON.parse(await project.run(process.execPath, ...jest, writeExample(project, 'jest')))
  expect(results).toMatchObject({ success: true, numPassedTests: 3 })

  project.write(
    'types.ts',
    `import { expect } from '@jest/globals'
import { type HelseIdMatchers, helseIdMatchers } from 'helseid-mock/matchers'

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends HelseIdMatchers<R> {}
}

expect.extend(helseIdMatchers)
expect({}).not.toBeAccepted({ silently: true })
// @ts-expect-error A rule has a name.
expect({}).toHaveBrokenRule(5)
`,
  )
  const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', target: 'es2024', types: ['node'] }
  project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['types.ts'] }))
  await project.run(tsc, '-p', '.')
})

it('the test runner of Node.js runs its example', async () => {
  const example = writeExample(withJest, 'node')
  const printed = await withJest.run(process.execPath, '--test', '--test-reporter=tap', example)
  expect(printed).toMatch(/^# pass 3$/m)
})

it('Vitest runs its example', async () => {
  await withVitest.run('npx', '--no-install', 'vitest', 'run', writeExample(withVitest, 'vitest'))
})

it.each(['vitest@4', 'vitest@5'])(
  'with %s, strict TypeScript knows the matchers without skipLibCheck',
  async (vitest) => {
    const project = await createProject({ type: 'module' }, [vitest, '@types/node@24'])
    project.write(
      'types.ts',
      `import { test } from 'helseid-mock/vitest'
import { expect } from 'vitest'

test('types', async ({ helseId }) => {
  expect(helseId).not.toBeAccepted({ silently: true })
  await expect(Promise.resolve('a.b.c')).resolves.toHaveScopes('a')
  // @ts-expect-error A rule has a name.
  expect(helseId).toHaveBrokenRule(5)
})
`,
    )
    const lib = ['es2024', 'esnext.disposable']
    const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', target: 'es2024', lib, types: ['node'] }
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['types.ts'] }))
    await project.run(tsc, '-p', '.')
  },
)

it.each([
  ['happy-dom', /Tests +3 passed/],
  [
    'jsdom',
    /Add this line at the top of the test file: \/\/ @vitest-environment node(.|\n)*Tests +2 failed \| 1 passed/,
  ],
])('in Vitest’s environment %s, the client works or says which line to add', async (environment, printed) => {
  const project = withVitest
  const example = writeExample(project, 'vitest')
  const run = project.run('npx', '--no-install', 'vitest', 'run', `--environment=${environment}`, example)
  expect(plain(await run.catch((error: Error) => error.message))).toMatch(printed)

  project.write(example, `// @vitest-environment node\n${project.read(example)}`)
  const again = await project.run('npx', '--no-install', 'vitest', 'run', `--environment=${environment}`, example)
  expect(plain(again)).toMatch(/Tests +3 passed/)
})
