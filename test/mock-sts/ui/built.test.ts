/** What the browser loads: hashed names, and how large it is. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('../../../mock-sts/dist/ui/workbench/', import.meta.url))
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath.slice(folder.length)}/${entry.name}`.replace(/^\//, ''))

const sizeOf = (names: readonly string[]) =>
  names.reduce((sum, name) => sum + gzipSync(readFileSync(folder + name)).length, 0)

it('every file that a page loads has the hash of its content in its name', () => {
  const fixed = ['index.html', 'LICENSES.md']
  expect(files.filter((name) => !fixed.includes(name) && !/^assets\/[\w-]+-[\w-]{8}\.(js|css)$/.test(name))).toEqual([])
  expect(files).toContain('index.html')
})

it('the licences of the bundled packages are included, as they require', () => {
  const licenses = readFileSync(`${folder}LICENSES.md`, 'utf8')
  for (const name of ['preact', '@preact/signals', 'openapi-fetch', 'eventsource-parser'])
    expect(licenses).toContain(`## ${name} - `)
})

it('all files together are at most 150 kB when compressed, the styles at most 10 kB', () => {
  const styles = sizeOf(files.filter((name) => name.endsWith('.css')))
  const all = sizeOf(files)
  console.log(`the workbench, compressed: ${all} bytes, of which ${styles} are styles`)
  expect(all).toBeLessThanOrEqual(150_000)
  expect(styles).toBeLessThanOrEqual(10_000)
})
