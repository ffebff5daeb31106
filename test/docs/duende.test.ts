/** Each place in docs/duende.md names an existing test, and the page covers each class that a token request passes. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Proof, testFiles } from '../../docs/duende/place.ts'
import { sourceGroups, warningRules } from '../../docs/duende-page.ts'
import { testTitles } from './test-titles.ts'

const classes = sourceGroups.flatMap((group) => group.classes)

function expectTest([file, title]: Proof): void {
  const path = `../mock-sts/${testFiles[file]}`
  expect(testTitles(path, readFileSync(new URL(path, import.meta.url), 'utf8'))).toContain(title)
}

it('the page lists every rule that warns in the tests of the places', () => {
  const warned = Object.values(testFiles).flatMap((file) => {
    const text = readFileSync(new URL(`../mock-sts/${file}`, import.meta.url), 'utf8')
    return [...text.matchAll(/'200 ([a-z0-9 -]+)'/g)].flatMap(([, ids = '']) => ids.split(' '))
  })
  expect(new Set(warningRules)).toEqual(new Set(warned))
})

it.each([
  'TokenRequestValidator',
  'TokenEndpoint',
  'DefaultDPoPProofValidator',
  'PrivateKeyJwtSecretValidator',
  'BasicAuthenticationSecretParser',
  'PostBodySecretParser',
  'JwtBearerClientAssertionSecretParser',
  'MutualTlsSecretParser',
  'ClientSecretValidator',
  'DefaultResourceValidator',
  'DefaultScopeParser',
  'IResourceStoreExtensions',
  'EndpointRouter',
  'NameValueCollectionExtensions',
  'IReadableStringCollectionExtensions',
])('the page covers %s', (name) => {
  expect(classes.map((one) => one.name)).toContain(name)
})

describe.each(classes)('$name', ({ places, exact, test }) => {
  it('has places, or says what it does instead', () => {
    expect(places.length > 0).toBe(exact === undefined)
    if (places.length === 0) expectTest(test as Proof)
  })

  it.each(places)('the test of $method exists: $tolerates', ({ test }) => {
    expectTest(test)
  })
})
