/** `configure`: which options apply at once, and which from the next reset. */
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'

const request = () => new Request('https://helseid-sts.test.nhn.no/connect/token', { method: 'POST', body: '' })

it('random bytes apply to the next minted token', async () => {
  const twin = createHelseIdMock()
  await twin.configure({ randomBytes: (size) => Buffer.alloc(size, 1) })
  expect((await twin.mint()).claims.jti).toBe('01'.repeat(16))
})

it('the time and the limits of the journal apply from the next reset', async () => {
  const twin = createHelseIdMock()
  const send = async () => {
    for (let sent = 0; sent < 5; sent++) await twin.handle(request())
    return twin.requests.length
  }
  await twin.configure({ now: () => 1e12, journalLimit: 2 })
  expect([await send(), twin.clock.now() === 1e12]).toEqual([5, false])
  await twin.reset()
  expect([await send(), twin.clock.now()]).toEqual([2, 1e12])
})

it('`keys` has only the members that it declares', () => {
  const members = Object.keys(createHelseIdMock().keys('test')).sort()
  expect(members).toEqual([
    'activate',
    'active',
    'list',
    'prepare',
    'publish',
    'published',
    'reset',
    'retire',
    'retired',
  ])
})
