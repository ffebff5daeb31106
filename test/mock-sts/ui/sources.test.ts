/** What the sources of the workbench may not do: make markup from text, or talk to anything but the documented control plane. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../../../mock-sts/control/openapi.ts'

const folder = fileURLToPath(new URL('../../../mock-sts/ui/app/', import.meta.url))
const sources = globSync('**/*.{ts,tsx}', { cwd: folder })
  .filter((file) => !file.endsWith('.d.ts'))
  .map((file) => ({ file, text: readFileSync(folder + file, 'utf8') }))

/** `<file>: <text>` of each match. */
const found = (pattern: RegExp) =>
  sources.flatMap(({ file, text }) => (text.match(pattern) ?? []).map((match) => `${file}: ${match}`))

it('no component makes markup from text, and none runs text', () => {
  expect(sources.length).toBeGreaterThan(30)
  const markup = /innerHTML|outerHTML|insertAdjacentHTML|srcdoc|document\.write|\beval\(|new Function|DOMParser/g
  expect(found(markup)).toEqual([])
})

describe('requests', () => {
  it('are sent from one folder only', () => {
    const elsewhere = found(/\bfetch\(|guardedFetch\(|XMLHttpRequest|EventSource\(|WebSocket|sendBeacon/g)
    expect(elsewhere.filter((match) => !/^api\/|\/snippets\.ts:/.test(match))).toEqual([])
  })

  it('go to paths that the OpenAPI document has', () => {
    const named = sources.flatMap(({ text }) =>
      [...text.matchAll(/control\.(?:GET|POST|DELETE|PUT|PATCH)\(\s*'([^']+)'/g)].map(([, path = '']) => path),
    )
    const direct = sources.flatMap(({ text }) =>
      [...text.matchAll(/\$\{controlPlane\}([\w-]+)/g)].map(([, path]) => `/${path}`),
    )
    expect(named.length).toBeGreaterThan(5)
    expect([...new Set([...named, ...direct])].filter((path) => !(path in openApiDocument.paths))).toEqual([])
  })
})
