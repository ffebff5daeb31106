/** A twin whose pages no one opens loads none of their modules. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const script = `
import { registerHooks } from 'node:module'
const loaded = []
registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
const { startMockSts } = await import('helseid-mock')
const twin = await startMockSts({ port: 0 })
await fetch(twin.issuer('test') + '/.well-known/openid-configuration')
await fetch(twin.issuer('test') + '/connect/token', { method: 'POST', body: new URLSearchParams({ client_id: 'x' }) })
await fetch(twin.origin + '/_mock/requests')
await fetch(twin.origin + '/')
const ofPages = () => loaded.filter((url) => url.includes('/mock-sts/ui/')).map((url) => url.split('/mock-sts/ui/')[1])
const before = ofPages()
await fetch(twin.origin + '/', { headers: { accept: 'text/html' } })
console.log(JSON.stringify({ modules: loaded.length, before, after: ofPages() }))
await twin.close()
`

it('nothing below ui/ is imported before a page is requested', () => {
  const args = ['--conditions=helseid-source', '--input-type=module', '-e', script]
  const cwd = fileURLToPath(new URL('../../..', import.meta.url))
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  const { modules, before, after } = JSON.parse(stdout || `"${stderr}"`)
  expect([modules > 100, before, after]).toEqual([true, [], ['serve.ts', 'built-files.ts']])
})
