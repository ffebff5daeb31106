/** The style sheets of the workbench: no rule is left over from a page that no longer has it. */
import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const app = new URL('../../../mock-sts/ui/app/', import.meta.url)
const textOf = (glob: string) => globSync(glob, { cwd: app }).map((path) => readFileSync(new URL(path, app), 'utf8'))

/** Completed in the code, such as `in${depth}`. */
const computed = /^(in[1-4]|a[1-3])$/

it('each class that has a style is in a page', () => {
  const selectors = textOf('styles/*.css')
    .join('')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\{[^{}]*\}/g, '')
  const classes = new Set([...selectors.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name = '']) => name))
  expect(classes.size).toBeGreaterThan(100)
  const code = textOf('**/*.{tsx,ts,html}').join('')
  const words = new Set(code.match(/[a-z][\w-]*/gi))
  expect([...classes].filter((name) => !words.has(name) && !computed.test(name))).toEqual([])
})
