/** `use` and `mint` in JavaScript check their options as the control plane does. */
import { createHelseIdMock, type MintOptions, type ScenarioUse } from 'helseid-mock'
import { describe, expect, it } from 'vitest'

const helseId = createHelseIdMock()
const use = (options: object) => helseId.use('delegation-withdrawn', options as ScenarioUse)
const mint = (options: object) => helseId.mint(options as MintOptions)

describe('use', () => {
  it.each([
    [{ time: 1 }, 'the second argument of use has an unknown member "time"; did you mean "times"?'],
    [{ clientID: 'a' }, 'the second argument of use has an unknown member "clientID"; did you mean "clientId"?'],
    [{ name: 'a' }, 'the second argument of use has an unknown member "name": give it as the first argument'],
    [{ sts: 'tets' }, '; did you mean "test"?'],
    [{ times: '1' }, '/times must be a whole number, not "1": write it without quotes'],
    [{ times: -1 }, '/times must be at least 1, not -1'],
  ])('refuses %j, and no scenario acts', async (options, problem) => {
    const refused = await use(options).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(TypeError)
    expect((refused as Error).message).toContain(problem)
  })

  it.each([undefined, {}, { times: 0 }, { times: Number.POSITIVE_INFINITY }, { clientId: 'a', sts: 'test', times: 2 }])(
    'accepts %j',
    async (options) => {
      await expect(helseId.use('delegation-withdrawn', options)).resolves.toBeUndefined()
    },
  )
})

describe('mint', () => {
  it.each([
    [{ scope: ['nhn:msh/api'] }, 'the argument of mint has an unknown member "scope"; did you mean "scopes"?'],
    [{ scopes: 'nhn:msh/api' }, '/scopes must be a list, not "nhn:msh/api"'],
    [
      { proof: { url: 'https://api.example', metod: 'POST' } },
      '/proof has an unknown member "metod"; did you mean "method"?',
    ],
    [{ broken: ['expired-tokn'] }, '; did you mean "expired-token"?'],
  ])('refuses %j', async (options, problem) => {
    const refused = await mint(options).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(TypeError)
    expect((refused as Error).message).toContain(problem)
  })
})
