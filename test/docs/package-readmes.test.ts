/** The README of each package is correct: its example runs, and what it names exists. */
import { existsSync, readFileSync } from 'node:fs'
import { createHelseIdClient } from 'helseid-client'
import { describe, expect, it } from 'vitest'
import { commands } from '../../mock-sts/cli/index.ts'
import { issuer, rule } from '../examples/packages/contract.ts'
import { verdictOn } from '../examples/packages/mock-sts.ts'
import { demoClient } from '../mock-sts/demo/demo-client.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const examples = {
  client: 'client/call-an-api.ts',
  contract: 'packages/contract.ts',
  'mock-sts': 'packages/mock-sts.ts',
}

describe.each(Object.entries(examples))('%s/README.md', (folder, example) => {
  const page = read(`${folder}/README.md`)
  const { name, exports } = JSON.parse(read(`${folder}/package.json`))

  it('has the name of the package as heading', () => {
    expect(page).toMatch(new RegExp(`^# ${name}\\n`))
  })

  it('quotes the example verbatim', () => {
    expect(page).toContain(read(`test/examples/${example}`).replace(/^\/\*\*.*\*\/\n/, ''))
  })

  it('names documents and subpaths that exist', () => {
    const documents = [...page.matchAll(/`([\w/]+\.md)`/g)].map(([, path]) => String(path))
    expect(documents.length).toBeGreaterThan(0)
    expect(documents.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([])
    const subpaths = [...page.matchAll(new RegExp(`\`${name}/([^\`]+)\``, 'g'))].map(([, path]) => `./${path}`)
    expect(subpaths.filter((path) => !(path in exports))).toEqual([])
  })
})

it('the commands in the twin’s README exist', () => {
  const named = [...read('mock-sts/README.md').matchAll(/^npx helseid-mock (\w+)/gm)].map(([, name]) => name)
  expect(named).toEqual(['serve', 'try', 'try'])
  expect(Object.keys(commands)).toEqual(expect.arrayContaining(['serve', 'try']))
})

it('the example of the twin returns the verdict', async () => {
  const { clientId, privateJwk: key, registration } = demoClient
  const verdict = await verdictOn(registration, (issuer) => createHelseIdClient({ issuer, clientId, key }).getToken())
  expect(verdict?.outcome).toBe('accepted')
})

it('the example of the contract has an issuer and a rule', () => {
  expect(issuer).toBe('https://helseid-sts.test.nhn.no')
  expect(rule?.requires).toContain('aud')
})
