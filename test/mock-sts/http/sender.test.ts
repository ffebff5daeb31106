/** What `Origin` and `Sec-Fetch-Site` say about the sender of a request. https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header */
import { expect, it } from 'vitest'
import { type Sender, senderOf } from '../../../mock-sts/http/sender.ts'

const own = 'http://localhost:8080'

it.each<[site: string | undefined, origin: string | undefined, sender: Sender]>([
  [undefined, undefined, 'program'],
  ['none', undefined, 'person'],
  ['none', own, 'person'],
  ['none', 'https://foreign.example', 'foreign-page'],
  ['same-origin', undefined, 'own-page'],
  ['same-origin', own, 'own-page'],
  ['same-origin', 'https://localhost:8080', 'own-page'],
  ['same-origin', 'https://twin.example', 'own-page-elsewhere'],
  ['same-origin', 'null', 'own-page-elsewhere'],
  ['same-site', undefined, 'foreign-page'],
  ['same-site', own, 'foreign-page'],
  ['cross-site', undefined, 'foreign-page'],
  ['cross-site', own, 'foreign-page'],
  ['nonsense', own, 'foreign-page'],
  [undefined, own, 'own-page'],
  [undefined, 'https://localhost:8080', 'own-page-elsewhere'],
  [undefined, 'http://localhost:1', 'foreign-page'],
  [undefined, 'https://foreign.example', 'foreign-page'],
  [undefined, 'null', 'foreign-page'],
  [undefined, 'nonsense', 'foreign-page'],
])('with Sec-Fetch-Site: %s and Origin: %s, the sender is a: %s', (site, origin, sender) => {
  const headers = { ...(site !== undefined && { 'sec-fetch-site': site }), ...(origin !== undefined && { origin }) }
  expect(senderOf(new Request(`${own}/_mock/reset`, { method: 'POST', headers }))).toBe(sender)
})
