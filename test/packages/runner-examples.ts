/** The examples of the test runners, as files of a project that installs the packages. */
import { readFileSync } from 'node:fs'
import type { Project } from './project.ts'

/** Writes `<runner>.test.js` and what it imports. @returns the name of the file with the tests */
export function writeExample(project: Project, runner: string): string {
  const test = `${runner}.test.js`
  for (const file of [test, 'my-service.js'])
    project.write(file, readFileSync(new URL(`../examples/runners/${file}`, import.meta.url), 'utf8'))
  return test
}
