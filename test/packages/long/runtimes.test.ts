/** The examples of Bun and Deno, from their npm packages, in projects that install the packages. Needs a package registry. */
import { expect, it } from 'vitest'
import { isMissing } from '../../foreign/missing.ts'
import { createProject } from '../project.ts'
import { writeExample } from '../runner-examples.ts'

it.skipIf(isMissing('bun'))('Bun runs its example', async () => {
  const project = await createProject({ type: 'module', allowScripts: { bun: true } }, ['bun@1'])
  const report = ['--reporter=junit', '--reporter-outfile=bun.xml']
  await project.run('npx', '--no-install', 'bun', 'test', ...report, writeExample(project, 'bun'))
  expect(project.read('bun.xml')).toMatch(/<testsuites [^>]*tests="3"[^>]* failures="0"/)
})

it.skipIf(isMissing('deno'))('Deno runs its example', async () => {
  const project = await createProject({ type: 'module', allowScripts: { deno: true } }, ['deno@2', '@types/node@24'])
  const printed = await project.run('npx', '--no-install', 'deno', 'test', '-A', writeExample(project, 'deno'))
  expect(printed).toContain('3 passed | 0 failed')
})
