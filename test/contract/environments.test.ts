/** The environments: every file is in the table, names and texts derive from it, and every STS has a demo key. */
import { readdirSync, readFileSync } from 'node:fs'
import {
  type Environment,
  environmentNames,
  environments,
  requireSts,
  type StsName,
  stsEnvironments,
  stsesOf,
  stsNamed,
  stsNames,
} from 'helseid-contract'
import { describe, expect, it } from 'vitest'
import { clientHelp } from '../../client/cli/client-flags.ts'
import { parseProfile } from '../../mock-sts/cli/setting-parsers.ts'
import { demoSigningKey } from '../../mock-sts/keys/signing-keys.ts'
import { forgottenLines } from '../forgotten-lines.ts'

it('lists every file of contract/environments/ in the table', () => {
  const folder = 'contract/environments'
  const add = 'import it there and add it to `environments`'
  expect(forgottenLines({ folder, listed: environmentNames, machinery: ['environment', 'sts-named'], add })).toEqual([])
})

describe.each(Object.entries<Environment>(environments))('%s', (key, { name, sts, issuer }) => {
  it('has the same name as its row in the table', () => expect(name).toBe(key))

  it('has the issuer of its STS, without a trailing slash', () => {
    expect(issuer).toMatch(/^https:\/\/[^/]+$/)
    expect(stsEnvironments[sts].issuer).toBe(issuer)
  })
})

describe('the STS with a name', () => {
  it.each<[string, StsName | undefined]>([
    ['test', 'test'],
    ['test1', 'test'],
    ['TEST2', 'test'],
    ['qa', 'qa'],
    ['Prod', 'prod'],
    ['tset', undefined],
    ['', undefined],
    ['constructor', undefined],
  ])('%s', (name, sts) => expect(stsNamed(name)).toBe(sts))

  it('rejects an unknown name with the list of names', () => {
    expect(() => requireSts('tset')).toThrow(
      /^unknown STS "tset": use test, .+ or \w+, or an environment, test1, .+ or \w+$/,
    )
    for (const name of [...stsNames, ...environmentNames]) expect(() => requireSts('tset')).toThrow(name)
    expect(() => parseProfile('tset=next', '--profile')).toThrow(/^--profile: unknown STS "tset": use test, /)
  })

  it('applies a registration to all STSs, unless it names some', () => {
    expect(stsesOf({})).toEqual(stsNames)
    expect(stsesOf({ sts: 'test2' })).toEqual(['test'])
    expect(stsesOf({ sts: ['prod', 'QA'] })).toEqual(['prod', 'qa'])
  })
})

it('the help of the client’s command line names every environment', () => {
  expect(clientHelp.join('\n')).toContain(`--environment ${environmentNames.join('|')},`)
})

it.each(['contract', 'client', 'mock-sts'])('%s: no other source file enumerates the environments', (folder) => {
  const root = new URL(`../../${folder}/`, import.meta.url)
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !/node_modules|dist|^environments/.test(path),
  )
  const enumerates = (path: string) =>
    /\btest\b\W{1,4}\bqa\b|\btest1\b\W{1,4}\btest2\b/i.test(readFileSync(new URL(path, root), 'utf8'))
  expect(sources.filter(enumerates), 'derive names of STSs and environments from contract/environments/').toEqual([])
})

describe('demo signing keys', () => {
  it.each(stsNames)('the STS %s has its own demo key', (sts) => {
    const kids = stsNames.map((name) => demoSigningKey(name).kid)
    expect(kids.filter((kid) => kid === demoSigningKey(sts).kid)).toHaveLength(1)
  })

  it('names an STS without a demo key, the file that lacks it and the command that generates it', () => {
    expect(() => demoSigningKey('keyless' as StsName)).toThrow(
      'mock-sts/demo/signing-keys.NOT-A-SECRET.json has no demo key for the STS "keyless": generate one with `npm run demo:keys -- keyless`',
    )
  })
})
